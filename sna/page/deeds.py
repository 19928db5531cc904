"""What the forms do: each changes files of the folder, which can be undone, or makes the results."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sna.errors import SnaError, StudyError, shown
from sna.page import edits, screens
from sna.page.cards import COLUMNS
from sna.page.project import ANSWERS, AS, RESULTS
from sna.page.server import same
from sna.page.site import Site, file_names, plain, redirect, screen, site_of

LONGEST = 200
"""Letters of a name somebody types."""
WITHOUT_FUNDER = "--without-funder"
Deed = Callable[[Site, FormData], Response]


def handler_of(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    """Make a handler of what a form does: one at a time, with the form's key, a fault in words."""

    async def handler(request: Request) -> Response:
        site = site_of(request)
        async with request.form(max_files=edits.MOST_FILES, max_fields=4 * edits.MOST_FILES) as form:
            if not same(_text(form, "token"), site.keys.form):
                raise HTTPException(403, "This form is of an earlier start. Go back and load the page again.")
            return await run_in_threadpool(_done, deed, site, form)

    return handler


def _done(deed: Deed, site: Site, form: FormData) -> Response:
    with site.project.lock:
        try:
            return deed(site, form)
        except SnaError as error:
            return screen("plain.html", screens.fault(site.shell(""), site.project, error), 400)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def upload(site: Site, form: FormData) -> Response:
    """Take files in."""
    uploads = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
    refusals = edits.take_in(site.project, [(part.filename or "", part.file) for part in uploads])
    site.notices += refusals
    return redirect("/files" if len(refusals) == len(uploads) else "/read")


def example(site: Site, _form: FormData) -> Response:
    """Bring the worked example in."""
    if file_names(site.project):
        raise StudyError("The example comes into an empty folder only. Start sna open with the name of a new one.")
    edits.copy_example(site.project)
    return redirect("/read")


def undo(site: Site, form: FormData) -> Response:
    """Take the last step back."""
    what = site.project.history.undo()
    site.notices.append(f"Taken back: you {what}." if what else "There is nothing to take back.")
    back = _text(form, "step")
    return redirect(f"/{back}" if back in screens.STEPS else "/")


def _existing(site: Site, form: FormData) -> str:
    """Give the name of a file of the folder that a form names.

    Raises
    ------
    StudyError
        If there is none.
    """
    name = _text(form, "file")
    if name not in file_names(site.project):
        raise StudyError(f"There is no file {shown(name)!r} in the folder any more.")
    return name


def _edit(site: Site, what: str, content: bytes) -> None:
    path = site.project.folder / edits.STUDY
    if not path.is_file() or path.read_bytes() != content:
        site.project.history.change(what, {edits.STUDY: content})


def aside(site: Site, form: FormData) -> Response:
    """Leave a file out, or read it again."""
    name = html.unescape(_text(form, "file")) if form.get("back") else _existing(site, form)
    out = not form.get("back")
    content = edits.edited(site.project.folder, lambda document: edits.set_aside(document, name, aside=out))
    _edit(site, f"left out {name}" if out else f"let {name} be read again", content)
    return redirect("/read")


def rename(site: Site, form: FormData) -> Response:
    """Give a file the name under which it counts."""
    name, target = _existing(site, form), _text(form, "to")
    if target not in {edits.STUDY, edits.OPT_OUT} or (site.project.folder / target).exists():
        raise StudyError(f"There is a file {shown(target)!r} already. Look which of the two is right.")
    content = (site.project.folder / name).read_bytes()
    site.project.history.change(f"called {name} {target}", {target: content, name: None})
    edits.forget_those_left_out(site.project, [target])
    return redirect("/read")


def remove(site: Site, form: FormData) -> Response:
    """Take study.toml out, which can be undone."""
    if _text(form, "file") == edits.STUDY:
        site.project.history.change(f"went on without {edits.STUDY}", {edits.STUDY: None})
    return redirect("/read")


def straighten(site: Site, _form: FormData) -> Response:
    """Put straight quotation marks into study.toml."""
    text = edits.study_text(site.project.folder).translate(edits.STRAIGHT)
    _edit(site, f"put straight quotation marks into {edits.STUDY}", text.encode())
    return redirect("/read")


def unpack(site: Site, form: FormData) -> Response:
    """Put what a zip holds in its place."""
    site.notices += edits.unpack(site.project, _existing(site, form))
    return redirect("/read")


def anyway(site: Site, _form: FormData) -> Response:
    """Go on where something resembles somebody left out."""
    site.project.anyway = True
    return redirect("/read")


def columns(site: Site, form: FormData) -> Response:
    """Take down which column of a file is what."""
    name = _text(form, "file")
    pairs = ((_text(form, f"as-{at}"), _text(form, f"heading-{at}")) for at in range(200))
    chosen = {column: heading for column, heading in pairs if column in COLUMNS and heading}
    _set_source(site, f"said which column is what in {name}", name, {"columns": chosen})
    return redirect("/read")


def on(site: Site, form: FormData) -> Response:
    """Take down the day of a file's meeting."""
    name = _text(form, "file")
    _set_source(site, f"said the day of {name}", name, {"on": _day(form, "day")})
    return redirect("/read")


def order(site: Site, form: FormData) -> Response:
    """Take down that the month stands first in a file's dates."""
    name = _text(form, "file")
    _set_source(site, f"said that the month stands first in {name}", name, {"day_first": False})
    return redirect("/read")


def _set_source(site: Site, what: str, name: str, values: Mapping[str, object]) -> None:
    view = site.project.view(60)
    if view is None or view.reading is None or name not in {source.file for source in view.check.sources}:
        raise StudyError(f"There is no file {shown(name)!r} in the folder any more.")
    content = edits.edited(site.project.folder, lambda document: edits.set_source(document, name, values))
    _edit(site, what, content)


def _day(form: FormData, name: str) -> dt.date | None:
    text = _text(form, name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise StudyError(f"{shown(text)!r} is no day. Write it as 2024-03-06.") from None


def reply(site: Site, form: FormData) -> Response:
    """Take an answer down, or back where it is empty."""
    view, folder = site.project.view(60), site.project.folder
    key, text = _text(form, "key"), _text(form, "answer")[:LONGEST]
    rows = {row.key: row for row in view.questions(edits.answers(folder))} if view is not None else {}
    if key not in rows or (text and rows[key].words and text not in rows[key].words):
        raise StudyError("This question is not asked any more. Go back and load the page again.")
    if key[0] in "df" and text:
        text = str(_day(form, "answer"))
    content = edits.answered(folder, rows[key], text)
    what = f"answered {text!r}" if text else "took an answer back"
    site.project.history.change(what, {ANSWERS: content, **edits.admitted(folder, [ANSWERS])})
    return redirect("/who", after=_text(form, "after")) if _text(form, "from") == "who" else redirect("/read")


def settle(site: Site, form: FormData) -> Response:
    """Take down what is to be known."""
    view, folder = site.project.view(60), site.project.folder
    days = [*screens.meetings(view)] if view is not None else []
    line, titles = _text(form, "line"), [_text(form, name)[:60] for name in ("before", "after")]
    periods = {}
    if line in days[1:]:
        first, middle = dt.date.fromisoformat(days[0]), dt.date.fromisoformat(line)
        names = [title or usual for title, usual in zip(titles, ("Before", "After"), strict=True)]
        periods = {names[0]: [first, middle - dt.timedelta(1)], names[1]: [middle, dt.date.fromisoformat(days[-1])]}
    content = edits.edited(folder, lambda document: edits.set_study(document, _study(form), periods))
    _edit(site, "said what you want to know", content)
    return redirect("/question" if form.get("stay") else "/answer")


def _study(form: FormData) -> dict[str, dict[str, object]]:
    """Give section → key → value of the form."""
    numbers = {
        name: int(text) if (text := _text(form, name)).isdecimal() else None for name in ("seats", "smallest", "round")
    }
    return {
        "study": {name: _text(form, name)[:LONGEST] for name in ("title", "group", "labels")},
        "plan": {"seats": numbers["seats"]},
        "privacy": {"smallest": numbers["smallest"], "round": numbers["round"]},
    }


def stretch(site: Site, _form: FormData) -> Response:
    """Let the last period go on to the last meeting."""
    view, folder = site.project.view(60), site.project.folder
    days = [*screens.meetings(view)] if view is not None else []
    content = edits.edited(folder, lambda document: edits.stretch(document, days[0], days[-1])) if days else b""
    if content:
        _edit(site, "stretched the periods over all meetings", content)
    return redirect("/question")


def reach(site: Site, form: FormData) -> Response:
    """Take down the organisations to be reached."""
    lines = (line.strip(" \t,;\u2022*-")[:LONGEST] for line in _text(form, "organisations").splitlines())
    names = [*dict.fromkeys(filter(None, lines))]
    folder = site.project.folder
    content = edits.organisations_to_reach(names)
    if names != edits.reached(folder):
        site.project.history.change(
            "listed the organisations to be reached", {edits.REACH: content, **edits.admitted(folder, [edits.REACH])}
        )
    return redirect("/question")


def leave_out(site: Site, form: FormData) -> Response:
    """Leave somebody out of everything from now on, and forget the earlier files they stand in."""
    from sna.study import open_study
    from sna.study.erasure import erase

    name = _text(form, "name")[:LONGEST]
    if not name:
        raise StudyError("Write the name as it stands in the files.")
    folder = site.project.folder
    out = folder / RESULTS
    erasure = erase(name, open_study([folder], anyway=True), [out] if (out / "manifest.json").is_file() else [])
    if (folder / ANSWERS).is_file():
        (folder / ANSWERS).write_bytes(edits.bare_answers(folder))
    site.notices += [
        f"Left out from now on (listed in {erasure.listed}). Results made of their records were removed.",
        *(f"Not within reach: {line}." for line in erasure.beyond),
    ]
    return redirect("/question")


def forget(site: Site, _form: FormData) -> Response:
    """Forget what was told to funders, where nobody was given it."""
    from sna.study import open_study
    from sna.study.erasure import purge

    purge(open_study([site.project.folder]), dt.datetime.now(dt.UTC).date() + dt.timedelta(1))
    return make(site, FormData())


def make(site: Site, form: FormData) -> Response:
    """Make the results, with documents in the form that is asked for and in those that are there."""
    from sna.study.documents import FORMS, lacking, present

    if not site.job.running:
        site.made_of = site.state()
        options = ["--anyway"] if site.project.anyway else []
        options += [WITHOUT_FUNDER] if form.get("without") else []
        forms = {*present(site.project.folder / RESULTS), _text(form, "as")}
        options += [f"{AS}{name}" for name in FORMS if name in forms and not lacking(name)]
        site.job.start(options)
    return redirect("/making")


def stop(site: Site, _form: FormData) -> Response:
    """Stop making them."""
    site.job.stop()
    return redirect("/making")


def close(site: Site, _form: FormData) -> Response:
    """End the page."""
    site.job.stop()
    answer = plain(site, "sna is closed", "You can close this window. Everything is in the folder.", 200)
    site.end()
    return answer


DEEDS: dict[str, Deed] = {
    "/upload": upload, "/example": example, "/undo": undo, "/aside": aside, "/rename": rename, "/remove": remove,
    "/straighten": straighten, "/unpack": unpack, "/anyway": anyway, "/columns": columns, "/on": on, "/order": order,
    "/reply": reply, "/settle": settle, "/stretch": stretch, "/reach": reach, "/leave-out": leave_out,
    "/forget": forget, "/make": make, "/stop": stop, "/close": close,
}  # fmt: skip

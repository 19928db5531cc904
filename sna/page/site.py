"""What is shown at each address, and the blank forms to download."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from msgspec.structs import asdict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from sna.page import edits, screens
from sna.page.cards import Fix
from sna.page.project import ANSWERS, HIDDEN, RESULTS, STAMP, Job, Project, View
from sna.page.screens import Plain, Shell
from sna.page.server import RESULT_HEADERS, Keys, same

if TYPE_CHECKING:
    from msgspec import Struct

ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}
DOWNLOADS = frozenset({".csv", ".xlsx", ".json"})
Handler = Callable[[Request], Response]


class Site:
    """A folder, its keys, and what is being made of it.

    Parameters
    ----------
    folder
        Of the study.
    """

    def __init__(self, folder: Path) -> None:
        self.keys, self.project, self.job = Keys(), Project(folder), Job(folder)
        self.notices: list[str] = []
        self.end: Callable[[], None] = lambda: None
        self.made_of = ""

    def shell(self, step: str, *, refresh: str = "") -> Shell:
        """Give what stands on every screen; what was to be said once is said."""
        notices = self.notices
        if not refresh:
            self.notices = []
        changes = self.project.history.changes()
        return Shell(
            self.title, step, screens.STEPS, self.keys.form, changes[-1].what if changes else "", notices, refresh
        )

    @property
    def title(self) -> str:
        """The community's name."""
        return edits.settings_of(self.project.folder).study.title or self.project.folder.name

    def state(self) -> str:
        """Give a digest of all that results are made of."""
        answers = self.project.folder / ANSWERS
        content = answers.read_bytes() if answers.is_file() else b""
        return hashlib.sha256(repr(self.project.stamp()).encode() + content).hexdigest()

    @property
    def current(self) -> bool:
        """Whether the results are of the files as they are."""
        path = self.project.folder / HIDDEN / STAMP
        if self.made_of and self.job.progress.state == "done":
            path.write_text(self.made_of)
            self.made_of = ""
        return path.is_file() and path.read_text() == self.state()


def site_of(request: Request) -> Site:
    """Give the site a request is for."""
    site: Site = request.app.state.site
    return site


def screen(template: str, context: Struct, status: int = 200) -> HTMLResponse:
    """Give a screen."""
    return HTMLResponse(screens.written(template, context), status)


def redirect(address: str, **query: str) -> RedirectResponse:
    """Send the browser on, by GET."""
    return RedirectResponse(f"{address}?{urlencode(query)}" if query else address, 303)


def plain(site: Site, title: str, text: str, status: int = 400, step: str = "") -> HTMLResponse:
    """Give a screen of a few words."""
    return screen("plain.html", Plain(site.shell(step), title, text), status)


def enter(request: Request) -> Response:
    """Exchange the key of the printed link for a cookie."""
    site = site_of(request)
    if not site.keys.exchange(request.query_params.get("key", "")):
        raise HTTPException(403, "This link was used already, or is of an earlier start. Start sna open again.")
    answer = redirect("/")
    answer.set_cookie(site.keys.cookie, site.keys.session, httponly=True, samesite="strict")
    return answer


def home(request: Request) -> Response:
    """Go to where there is something to do."""
    return redirect("/read" if file_names(site_of(request).project) else "/files")


def file_names(project: Project) -> list[str]:
    """Name the files of the folder, but those of results and the hidden ones."""
    results = project.folder / RESULTS
    paths = (path for path in project.folder.rglob("*") if path.is_file() and results not in path.parents)
    names = (path.relative_to(project.folder).as_posix() for path in paths)
    return sorted(name for name in names if not any(part.startswith((".", "~$")) for part in name.split("/")))


def _viewed(step: str) -> Callable[[Callable[[Site, View, Request], Response]], Handler]:
    """Read the folder first: while that lasts a screen says so, and a fault stands in the place of the screen."""

    def wrapper(handler: Callable[[Site, View, Request], Response]) -> Handler:
        def viewed(request: Request) -> Response:
            site = site_of(request)
            view = site.project.view()
            if view is None:
                shell = site.shell(
                    step, refresh=str(request.url.path) + (f"?{request.url.query}" * bool(request.url.query))
                )
                text = site.project.progress or "This takes a moment the first time."
                return screen("plain.html", Plain(shell, "Reading your files", text))
            if view.fault is not None:
                return screen("plain.html", screens.fault(site.shell(step), site.project, view.fault))
            return handler(site, view, request)

        return viewed

    return wrapper


def files(request: Request) -> Response:
    """Show where files are dropped."""
    site = site_of(request)
    titles = {name: title for name, (title, _make) in TEMPLATES.items()}
    listed = file_names(site.project)
    shell = site.shell("files")
    return screen("files.html", screens.FilesScreen(shell, str(site.project.folder), listed, titles, not listed))


@_viewed("read")
def read(site: Site, view: View, _request: Request) -> Response:
    """Show what was read."""
    return screen("read.html", screens.read(site.shell("read"), site.project, view))


@_viewed("read")
def file(site: Site, view: View, request: Request) -> Response:
    """Show one file."""
    context = screens.file(site.shell("read"), site.project, view, request.query_params.get("name", ""))
    return screen("file.html", context) if context else plain(site, "No such file", "It is not there any more.", 404)


@_viewed("who")
def who(site: Site, view: View, request: Request) -> Response:
    """Ask who is who."""
    return screen("who.html", screens.who(site.shell("who"), site.project, view, request.query_params.get("after", "")))


@_viewed("question")
def question(site: Site, view: View, _request: Request) -> Response:
    """Ask what is to be known."""
    return screen("question.html", screens.question(site.shell("question"), site.project, view))


def answer(request: Request) -> Response:
    """Show the results."""
    site = site_of(request)
    if site.job.running:
        return redirect("/making")
    prefix = f"/results/{site.keys.results}/"
    page = request.query_params.get("page", "")
    context = screens.answer(site.shell("answer"), site.project, prefix, page, current=site.current)
    return screen("answer.html", context)


def next_time(request: Request) -> Response:
    """Show what comes after."""
    site = site_of(request)
    return screen("next.html", screens.next_time(site.shell("next"), site.project, site.project.view(0)))


def making(request: Request) -> Response:
    """Show how far it is."""
    site = site_of(request)
    progress = site.job.now()
    if progress.state in {"none", "done"}:
        return redirect("/answer")
    fixes = []
    if "must name nobody would name" in progress.line:
        fixes = [Fix("/make", "Make it without the funder's page", {"without": "funder"})]
    if progress.code == "ResemblanceError":
        fixes = [Fix("/anyway", "They are other people: go on")]
    shell = site.shell("answer", refresh="/making" if site.job.running else "")
    title = {"running": "Making the answer", "failed": "It stopped", "stopped": "Stopped"}[progress.state]
    return screen("making.html", Plain(shell, title, progress.line, fixes, progress))


def progress(request: Request) -> Response:
    """Say how far it is, for the script."""
    return JSONResponse(asdict(site_of(request).job.now()))


def result(request: Request) -> Response:
    """Give a file of the results, as a page of an origin of its own."""
    site = site_of(request)
    if not same(request.path_params["key"], site.keys.results):
        raise HTTPException(404, "No such file.")
    path = _result_path(site.project, request.path_params["path"])
    name = path.name if path.suffix in DOWNLOADS or "save" in request.query_params else None
    return FileResponse(path, filename=name, headers=RESULT_HEADERS)


def _result_path(project: Project, name: str) -> Path:
    out = (project.folder / RESULTS).resolve()
    path = (out / name).resolve()
    if not path.is_relative_to(out) or not path.is_file():
        raise HTTPException(404, "No such file.")
    return path


def save(request: Request) -> Response:
    """Give the results as one file: all of them, the funder's page alone, or another."""
    site = site_of(request)
    out, title = site.project.folder / RESULTS, site.title
    singles = {"funder": ("funder/report.html", f"{title} - for the funder.html"),
               "convener": ("convener/report.html", f"{title} - whom to invite.html"),
               "tables": ("evaluator/tables.xlsx", f"{title} - tables.xlsx")}  # fmt: skip
    whom = request.path_params["whom"]
    if whom in singles:
        name, shown_name = singles[whom]
        return FileResponse(_result_path(site.project, name), filename=shown_name, headers=RESULT_HEADERS)
    if whom != "me" or not out.is_dir():
        raise HTTPException(404, "No such file.")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(out.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(out).as_posix())
    disposition = f"attachment; filename*=UTF-8''{quote(f'{title} - results.zip')}"
    return Response(content.getvalue(), media_type="application/zip", headers={"content-disposition": disposition})


def template(request: Request) -> Response:
    """Give a blank form to fill in."""
    name = request.path_params["name"]
    if name not in TEMPLATES:
        raise HTTPException(404, "No such file.")
    disposition = f'attachment; filename="{name}"'
    content = TEMPLATES[name][1]()
    return Response(content, media_type="application/octet-stream", headers={"content-disposition": disposition})


def asset(request: Request) -> Response:
    """Give the page's style sheet or script."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise HTTPException(404, "No such file.")
    return FileResponse(Path(__file__).parent / "templates" / name, media_type=ASSETS[name])


def sign_in_sheet() -> bytes:
    """Give a blank sign-in sheet for one meeting."""
    rows = [["Meeting:", ""], ["Date:", ""], [], ["Name", "Organisation", "Role", "Here"]]
    return _workbook(rows, "Write x below Here for who came, and apologies for who sent them.")


def member_list() -> bytes:
    """Give a blank list of members."""
    headings = ["Name", "Organisation", "Role", "Sector", "Locality", "Joined", "Left"]
    return _workbook([headings], "One row a person. Joined and Left are days; leave empty what you do not know.")


def scoping_form() -> bytes:
    """Give a blank form of what members want and offer."""
    headings = [
        "Name",
        "Organisation",
        "Role",
        "What do you want from the group?",
        "What can you offer the group?",
        "Tasks or focus you would like to see undertaken",
    ]
    return _workbook([headings], "One row a person.")


def _workbook(rows: list[list[str]], advice: str) -> bytes:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(14, min(34, len(str(cell.value or "")) + 4))
    note = book.create_sheet("How to fill it in")  # beside the table, where no reader takes it for a row
    note["A1"] = advice
    note.sheet_state = "visible"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def minutes() -> bytes:
    """Give minutes to fill in."""
    import docx

    document = docx.Document()
    document.core_properties.author = ""
    document.add_heading("Minutes", 1)
    for line in ("Meeting: ", "Date: ", "Present:", "Apologies:", "Actions:"):
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


TEMPLATES = {
    "sign-in-sheet.xlsx": ("Sign-in sheet", sign_in_sheet),
    "members.xlsx": ("List of members", member_list),
    "scoping-form.xlsx": ("What members want and offer", scoping_form),
    "minutes.docx": ("Minutes", minutes),
}
"""File → its title, and what makes it."""


SHOWN: dict[str, Handler] = {
    "/open": enter, "/": home, "/files": files, "/read": read, "/file": file, "/who": who, "/question": question,
    "/answer": answer, "/next": next_time, "/making": making, "/progress": progress,
    "/results/{key}/{path:path}": result, "/save/{whom}": save, "/template/{name}": template, "/asset/{name}": asset,
}  # fmt: skip

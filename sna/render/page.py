"""Self-contained HTML pages: safe embedding, a policy that forbids every request, atomic writing.

Nothing that came from a file is ever mark as safe: text passes through Jinja's escaping, data through `json_block`.
Only the house's own style sheets and scripts (`style`, `script`) and drawings that escaped their text themselves
(`svg_markup`) go in as they are.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import json
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sna.findings.sources import cite, parts, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Json: TypeAlias = Union["Mapping[str, Json]", "Sequence[Json]", str, int, float, bool, None]
"""What a block of data may hold."""
TEMPLATES = Path(__file__).parent / "templates"
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_NOTHING = "'none'"
EVER = "whole time"
"""The period of what is of no other."""
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


class Inline(msgspec.Struct, frozen=True):
    """A script or style sheet that stands inside the page.

    `tag` is the whole element, `allowed` the source expression (``'sha256-…'``) that lets a policy admit exactly it.
    """

    tag: Markup
    allowed: str


class Head(msgspec.Struct, frozen=True):
    """What the head of a page without script holds: its policy and its style sheet."""

    policy: str
    sheet: Markup


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph with a heading, and a verdict in a few words; empty for none."""

    title: str
    text: str
    verdict: str = ""


def asset(name: str) -> str:
    """Read one of the house's own templates, style sheets or scripts."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def style(text: str) -> Inline:
    """Put a style sheet of the house's own in a page."""
    return _inline("style", text)


def script(text: str) -> Inline:
    r"""Put a script of the house's own, or of a pinned library, in a page; comments that hold licences stay.

    Examples
    --------
    >>> print(script("say('</script>')").tag)
    <script>say('<\/script>')</script>
    """
    return _inline("script", re.sub(r"</(script)|<!--", _harmless, text, flags=re.IGNORECASE))


def json_block(data: Json, name: str) -> Markup:
    r"""Put data in a page as a block that cannot run and cannot be broken out of; scripts read it with ``JSON.parse``.

    Raises
    ------
    ValueError
        If a number is not finite, or `name` is not a plain word.

    Examples
    --------
    >>> print(json_block({"name": "</script>"}, "scene"))
    <script type="application/json" id="scene">{"name":"\u003c/script\u003e"}</script>
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"{name!r} cannot be the id of a block of data.")
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup(f'<script type="application/json" id="{name}">{text}</script>')  # noqa: S704  # escaped just above


def packed_script(text: str, name: str) -> Inline:
    """Put a long script in a page compressed; `unpack.js` unpacks and runs it, if the page's policy admits its hash.

    Raises
    ------
    ValueError
        If `name` is not a plain word.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"{name!r} cannot be the id of a block of data.")
    code = base64.b64encode(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)).decode("ascii")
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Inline(Markup(f'<script type="application/gzip" id="{name}">{code}</script>'), f"'sha256-{digest}'")  # noqa: S704  # base64 only


def svg_markup(svg: str) -> Markup:
    """Let a drawing made by `sna.render.svg.Drawing`, which escapes its own text, stand in a page."""
    return Markup(svg)  # noqa: S704  # the drawing escapes every text it is given


def policy(styles: Iterable[Inline] = (), scripts: Iterable[Inline] = (), *, trusted_types: bool = False) -> str:
    """Write the content security policy that admits these styles and scripts and no request at all.

    Examples
    --------
    >>> policy()
    "default-src 'none'; script-src 'none'; style-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    """
    parts = [
        "default-src 'none'",
        f"script-src {' '.join(inline.allowed for inline in scripts) or _NOTHING}",
        f"style-src {' '.join(inline.allowed for inline in styles) or _NOTHING}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join([*parts, *(["require-trusted-types-for 'script'"] if trusted_types else [])])


def inline(text: str) -> str:
    r"""Write a text so that every figure that knows its place stands in an element that names it; else give it back.

    Examples
    --------
    >>> print(inline("\x02presence\x1fYear 2\x1fcame\x1fYear 2\x1e18\x03 came"))
    <span data-table="presence" data-row="Year 2" data-column="came" data-period="Year 2">18</span> came
    """
    if isinstance(text, Markup) or plain(text) == text:
        return text
    element = Markup('<span data-table="{}" data-row="{}" data-column="{}" data-period="{}">{}</span>')
    return Markup("").join(
        element.format(*source[:3], source.period or EVER, words) if source else escape(words)
        for words, source in parts(text)
    )


@functools.cache
def environment() -> Environment:
    """Give the Jinja environment of all pages: everything is escaped, a forgotten name is an error."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: inline(value) if isinstance(value, str) else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters.update(plain=plain, cite=cite)
    return pages


def head(*sheets: str) -> Head:
    """Give the head of a page that needs nothing else: these style sheets of the house, no script, no request."""
    sheet = style("".join(map(asset, sheets)))
    return Head(policy([sheet]), sheet.tag)


def render(template: str, context: msgspec.Struct, pages: Environment | None = None) -> str:
    """Fill in one of the house's templates (or of `pages`): its names are the fields of the context.

    Control characters, and marks that turn writing round or hide, appear as escapes.
    """
    page = (pages or environment()).get_template(template).render(msgspec.structs.asdict(context))
    return visible(page)


def visible(text: str) -> str:
    """Write control characters, and marks that turn writing round or hide, as escapes."""
    return _INVISIBLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def write(path: Path, text: str) -> None:
    """Write a page as UTF-8, whole or not at all: to a temporary file beside it, then moved into place.

    Half a character that some other program left behind (a lone surrogate) becomes a question mark.
    """
    write_bytes(path, text.encode("utf-8", errors="replace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then moved into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _inline(element: str, text: str) -> Inline:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Inline(Markup(f"<{element}>{text}</{element}>"), f"'sha256-{digest}'")  # noqa: S704  # the house's own


def _harmless(match: re.Match[str]) -> str:
    word = match.group(1)
    return f"<\\/{word}" if word else "<\\!--"

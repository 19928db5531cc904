"""What both pages share: their style sheets, and text that cannot turn writing round or hide."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sna.render.page import asset, policy, render, style

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def filled(template: str, parts: Mapping[str, object]) -> str:
    """Fill in a page that needs nothing else: no script, no request; control characters appear as escapes."""
    sheet = style(asset("report.css") + asset("audience.css"))
    page = render(template, {"policy": policy([sheet]), "sheet": sheet.tag, **parts})
    return _INVISIBLE.sub(_visible, page)


def _visible(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")

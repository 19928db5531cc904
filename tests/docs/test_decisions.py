"""Each decision says when, why, what, what else there was and what follows; the list names it as it names itself."""

import re
from pathlib import Path

import pytest

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
LISTED = {
    name: (title, day)
    for name, title, day in re.findall(
        r"^\| \[\d{3}\]\((\S+)\) \| (.+) \| (\d{4}-\d\d-\d\d) \|$",
        (DECISIONS / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
}


def test_every_decision_is_listed_in_order():
    assert list(LISTED) == sorted(path.name for path in DECISIONS.glob("0*.md"))
    assert [int(name[:3]) for name in LISTED] == list(range(1, len(LISTED) + 1))


@pytest.mark.parametrize("name", LISTED)
def test_a_decision_has_a_date_and_all_its_parts(name):
    text = (DECISIONS / name).read_text(encoding="utf-8")
    title, day = LISTED[name]
    assert text.startswith(f"# {name[:3]} {title}\n\nDate: {day}\n")
    parts = dict(re.findall(r"^## (\w+)\n\n(.+?)(?=\n## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert {"Context", "Decision", "Alternatives", "Consequence"} <= set(parts)
    assert all(part.strip() for part in parts.values())

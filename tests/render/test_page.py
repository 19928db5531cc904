import base64
import hashlib
import json
import os
import re

import pytest
from jinja2 import UndefinedError

from sna.render import page

HOSTILE = ["</script><script>alert(1)</script>", "<!--", "a\u2028b\u2029c", "&lt;", "__proto__", "\ud800", "'\"`${x}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_data_cannot_break_out_of_its_block_and_comes_back_whole(text):
    block = str(page.json_block({"name": text}, "scene"))
    inner = re.fullmatch(r'<script type="application/json" id="scene">(.*)</script>', block).group(1)
    assert not set(inner) & set("<>&\u2028\u2029")
    assert inner.isascii()
    assert json.loads(inner) == {"name": text}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_none_are_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        page.json_block({"x": number}, "scene")


def test_the_name_of_a_block_is_a_plain_word():
    with pytest.raises(ValueError, match="cannot be the id"):
        page.json_block({}, 'x" onload="alert(1)')


def test_the_policy_admits_exactly_the_text_between_the_tags():
    inline = page.script("let a = 1 < 2;\n")
    text = re.fullmatch(r"<script>(.*)</script>", str(inline.tag), re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert inline.allowed == f"'sha256-{digest}'"
    assert inline.allowed in page.policy(scripts=[inline])


def test_the_policy_forbids_everything_else():
    policy = page.policy([page.style("a{}")], [page.script("b")], trusted_types=True)
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["base-uri"] == parts["form-action"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    assert parts["require-trusted-types-for"] == "'script'"


def test_a_script_that_speaks_of_the_end_of_scripts_does_not_end():
    tag = str(page.script('x = "</script>"; y = "<!--"; z = "</SCRIPT>"').tag)
    assert tag.lower().count("</script") == 1
    assert "<!--" not in tag


def test_text_is_escaped_and_a_forgotten_name_is_an_error():
    template = page.environment().from_string("<p title='{{ text }}'>{{ text }}</p>")
    assert "<b>" not in template.render(text="<b>'\"")
    with pytest.raises(UndefinedError):
        template.render()


def test_a_page_is_written_whole_with_the_rights_of_an_ordinary_file(tmp_path):
    path = tmp_path / "new" / "map.html"
    page.write(path, "first\n")
    page.write(path, "zweite Fassung: é\ud800\n")
    assert path.read_bytes() == "zweite Fassung: é?\n".encode()
    assert [file.name for file in path.parent.iterdir()] == ["map.html"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o600 == 0o600


def test_a_failure_leaves_the_old_page_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "map.html"
    page.write(path, "old")

    def refuse(*_args):
        raise OSError("disk full")

    monkeypatch.setattr(page.Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        page.write(path, "new")
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]

"""Containers: what a file really is, its text, and zip containers that mean harm."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.load.files import container
from sna.load.files.container import decode, decode_head, read_member, refuse_doctype
from sna.load.source import Source


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_comes_back_from_unicode(encoding):
    text = "Name,Organisation\nZoë Ó Lo,Café ✓\n"
    assert decode(text.encode(encoding)).text == text


def test_what_is_no_unicode_is_windows_text():
    assert decode("João – “Café”".encode("cp1252")) == container.Text("João – “Café”", "cp1252")
    assert decode(b"Jo\x81\xe3o").encoding == "latin-1"


def test_damaged_unicode_is_refused_with_the_place():
    with pytest.raises(SourceError, match="byte 8") as caught:
        decode(b"\xff\xfeA\x00B\x00C\x00\x00\xd8")
    assert caught.value.code == "R-ENCODING"


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_plain_error(data):
    with suppress(SourceError):
        found = decode(data)
        text = found.text.encode(found.encoding)
        wholes = (data, data.removeprefix(b"\xef\xbb\xbf"), data[2:], data[4:])
        # What old programs set behind the last character is no part of the text.
        assert any(whole.startswith(text) and not whole[len(text) :].strip(b"\x1a\x00") for whole in wholes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1252"])
def test_the_head_of_a_text_has_whole_lines(tmp_path, encoding):
    (tmp_path / "a").write_bytes(("Zoë,Lo\n" * 30_000).encode(encoding))
    source = Source(tmp_path / "a")
    for size in (1_000, 1_001, 1_002, 1_003, 1_004):
        assert set(decode_head(source.head[:size]).text.splitlines()) == {"Zoë,Lo"}
    assert source.text().text.startswith(source.head_text().text)
    (tmp_path / "b").write_bytes("Zoë,Lo\nBo".encode(encoding))
    assert Source(tmp_path / "b").head_text() == Source(tmp_path / "b").text()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf\r\n ", "empty"), (b"\x00" * 9, "empty"), (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1", "ole"), (b"PK\x03\x04", "zip"), (b"<!doctype HTML><p>", "html"), (b"<table>", "html"),
        (b"<?xml version='1.0'?><a/>", "xml"), (b'{"a": 1}', "json"), (b"Name,Date\n", "text"),
        ("Name\tDate\n".encode("utf-16-le"), "text"), (b"Name,Da\x00te\nAnn,1\n" * 3, "text"),
        (bytes(range(9)) * 9, "binary"), (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00", "binary"),
        (bytes(range(256)) * 8, "binary"), ("Список: Иванов\n".encode("cp1251") * 9, "text"),
        ("出席者:山田\n".encode("shift_jis") * 9, "text"),
    ],
)  # fmt: skip
def test_the_first_bytes_tell_what_a_file_is(tmp_path, content, kind):
    (tmp_path / "register.csv").write_bytes(content)
    assert Source(tmp_path / "register.csv").kind == kind


def test_a_folder_is_one_and_what_is_not_there_is_refused(tmp_path):
    assert Source(tmp_path).kind == "folder"
    with pytest.raises(SourceError) as caught:
        _ = Source(tmp_path / "nothing").kind
    assert caught.value.code == "R-NOTAFILE"


@pytest.mark.parametrize(
    ("member", "kind"),
    [("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("content.xml", "ods"), ("users.json", "zip")],
)
def test_the_members_tell_what_a_zip_is(tmp_path, member, kind):
    write_zip(tmp_path / "a", {member: b"<a/>"})
    assert Source(tmp_path / "a").kind == kind


def write_zip(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def refused(path):
    with pytest.raises(SourceError) as caught, Source(path).archive():
        pass
    return caught.value


def test_an_honest_zip_is_read(tmp_path):
    write_zip(tmp_path / "a", {"a.json": b"{}", "b/c.json": b"[]"})
    with Source(tmp_path / "a").archive() as archive:
        assert read_member(archive, "b/c.json") == b"[]"


def test_a_bomb_is_refused_from_its_directory(tmp_path):
    write_zip(tmp_path / "a", {"a.xml": b"\x00" * 20_000_000})
    assert "zip bomb" in refused(tmp_path / "a").message


def test_limits_hold(tmp_path, monkeypatch):
    write_zip(tmp_path / "a", {f"{number}.xml": b"abc" for number in range(5)})
    for limit in ("MOST_ENTRIES", "LARGEST_TOTAL", "LARGEST_MEMBER"):
        with monkeypatch.context() as patched:
            patched.setattr(container, limit, 2)
            assert refused(tmp_path / "a").code == "R-ZIP"


def test_two_members_of_one_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("a.xml", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", b"2")
    assert "same name" in refused(tmp_path / "a").message


def test_unusual_compression_is_refused(tmp_path):
    write_zip(tmp_path / "a", {"a.xml": b"1"}, zipfile.ZIP_BZIP2)
    assert "unusual" in refused(tmp_path / "a").message


def changed(path, local, central, value):
    """Overwrite two bytes of the first member's local header and directory entry."""
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        start = data.index(mark) + at
        data[start : start + 2] = struct.pack("<H", value)
    path.write_bytes(bytes(data))


def test_a_password_is_named(tmp_path):
    write_zip(tmp_path / "a", {"a.xml": b"1"})
    changed(tmp_path / "a", 6, 8, 1)
    assert refused(tmp_path / "a").code == "R-ENCRYPTED"


def test_overlapping_members_are_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", b"1" * 100)
        archive.writestr("b.xml", b"2" * 100)
    data = bytearray(out.getvalue())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 10)
    (tmp_path / "a").write_bytes(bytes(data))
    assert "overlap" in refused(tmp_path / "a").message


def test_damaged_contents_are_refused_when_read(tmp_path):
    write_zip(tmp_path / "a", {"a.xml": b"<a>hello</a>"}, zipfile.ZIP_STORED)
    data = (tmp_path / "a").read_bytes().replace(b"hello", b"jello")
    (tmp_path / "a").write_bytes(data)
    with Source(tmp_path / "a").archive() as archive, pytest.raises(SourceError, match="damaged"):
        read_member(archive, "a.xml")


@pytest.mark.parametrize("content", [b"<!DOCTYPE a><a/>", "<!DOCTYPE a><a/>".encode("utf-16")])
def test_a_document_type_is_refused(tmp_path, content):
    write_zip(tmp_path / "a", {"a.xml": b"<a/>", "b.rels": content})
    with Source(tmp_path / "a").archive() as archive, pytest.raises(SourceError) as caught:
        refuse_doctype(archive)
    assert (caught.value.code, caught.value.value) == ("R-DOCTYPE", "b.rels")


def test_broken_xml_is_refused_and_other_members_are_let_be(tmp_path):
    write_zip(tmp_path / "a", {"a.xml": b"<a/>", "b.png": b"<!DOCTYPE a>"})
    with Source(tmp_path / "a").archive() as archive:
        refuse_doctype(archive)
    write_zip(tmp_path / "a", {"a.xml": b"<a>"})
    with Source(tmp_path / "a").archive() as archive, pytest.raises(SourceError, match="well-formed"):
        refuse_doctype(archive)


@pytest.mark.parametrize(
    "text",
    [
        "Name,Org\nZoë Café,A\nBjörn,B\n",
        "Name\nÅsa Öberg\nÉloïse O’Brien\n",
        "Name\nMüller – Zoë\n",
        "Name\nRené\n",
        "Name;x\nJosé Núñez;y\n",
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
def test_accents_of_a_macintosh_are_told_from_those_of_windows(text, encoding):
    assert decode(text.encode(encoding)) == container.Text(text, encoding)


@pytest.mark.parametrize(
    "text", ["Age UK™\nZoë\n", "Tomaž Miloš\nŽiga Šmid\n", "Jo “Jo” O’Brien – late…\n", "5 ‰ of Café‰\n"]
)
def test_signs_of_windows_are_no_accents_of_a_macintosh(text):
    assert decode(text.encode("cp1252")) == container.Text(text, "cp1252")

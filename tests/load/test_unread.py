"""Files that are known and not read, and those that only look like them (all people invented)."""

import re

import pytest

from sna.errors import SourceError
from sna.load import identify
from sna.load.source import Source
from sna.render.report.content import ReportContent
from sna.render.report.page import report_html

PAGE = report_html(ReportContent(title="Falls forum")).encode()
PEOPLE = ["Ann Lo", "Bo Ng", "Cy Dee", "Di Lo"]
UNREAD = {
    "a list of ties": "Source,Target,Type\nAnn Lo,Bo Ng,Advice\nBo Ng,Cy Dee,Advice\n",
    "a list of ties ": "From,To,Weight\nAnn Lo,Bo Ng,2\nBo Ng,Cy Dee,1\n",
    "list of ties": "Respondent,Named person,How often?\nAnn Lo,Bo Ng,Weekly\nBo Ng,Cy Dee,Yearly\n",
    "a table of who is tied to whom": f",{','.join(PEOPLE)}\n" + "".join(f"{name},0,1,0,1\n" for name in PEOPLE),
    "a survey that asks the same": "Timestamp,Your name,"
    + ",".join(f"How often do you ask? [{name}]" for name in PEOPLE)
    + "\n2024/05/01 10:00:00,Ann Lo,,Never,Often,Often\n",
    "a list of who is to do what": "Name,Date,Action\nAnn Lo,05/03/2024,Write to Oak Trust\nBo Ng,06/04/2024,Book it\n",
    "a list of posts of a forum": "Forum,Topic,Posted by,Date posted,Message\n"
    "General,Falls,Ann Lo,03/05/2023 09:16,Hello\n",
    "a list of events": "name,start_date,start_time,end_date,end_time,summary,venue\n"
    "Fen Fair,2022-07-22,16:30,2022-07-24,23:00,Music in the fen,Oak Hall\n",
}
READ = {
    "roster": "Name,Organisation,Role,From,To\nAnn Lo,Oak Trust,Nurse,2023-01-01,2024-01-01\n",
    "roster ": "Name,Email,Organisation,Start date,End date,Description\n"
    "Ann Lo,ann@oak.example,Oak Trust,2023-01-01,2024-01-01,Nurse\n",
    "subjects": "Organisation,Practice,Date adopted\nOak Trust,Charts,2024-01-01\n",
    "subjects ": "Name,Organisation,What do you want from the group?,What can you offer?\n"
    "Ann Lo,Oak Trust,Help with audit,Audit tool\n",
    "register": "Name,Date,What can you offer?,Topics you would like\nAnn Lo,05/03/2024,tea,falls\n",
}


@pytest.mark.parametrize("words", UNREAD)
def test_a_table_that_says_something_else_is_named_and_nobody_in_it_is_a_member(tmp_path, words):
    (tmp_path / "a.csv").write_text(UNREAD[words], "utf-8")
    with pytest.raises(SourceError, match=rf"This is .*{words[2:]}.*: it is not read") as caught:
        identify(Source(tmp_path / "a.csv"))
    assert not any(name in f"{caught.value}" for name in PEOPLE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"posts": [{"uri": "at://did:plc:aaa/app.bsky.feed.post/1"}]}', "posts of Bluesky"),
        ('{"@context": "https://www.w3.org/ns/activitystreams", "orderedItems": []}', "Mastodon"),
        ('{"id": 12, "post_stream": {"posts": []}}', "Discourse"),
        ('{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#teams/channels/messages"}', "Teams channel"),
    ],
)
def test_posts_of_a_medium_that_is_not_read_are_named(tmp_path, text, kind):
    (tmp_path / "a.json").write_text(text, "utf-8")
    with pytest.raises(SourceError, match=f"This is .*{kind}.*: it is not read"):
        identify(Source(tmp_path / "a.json"))


@pytest.mark.parametrize("loader", READ)
def test_what_only_has_some_of_its_words_is_read(tmp_path, loader):
    (tmp_path / "a.csv").write_text(READ[loader], "utf-8")
    assert identify(Source(tmp_path / "a.csv")) == loader.strip()


def test_a_workbook_with_one_other_sheet_is_read(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for title, rows in {
        "who": [["Name", "Organisation"], ["Ann Lo", "Oak Trust"]],
        "ties": [["Source", "Target"], *[PEOPLE[:2]]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    assert identify(Source(tmp_path / "a.xlsx")) == "roster"


NOISE = bytes(range(256)) * 4
JPEG, PNG, HEIC = (head + NOISE for head in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic"))
NOT_READ = {
    "photo.jpg": (JPEG, "a photo or picture, no register"),
    "scan": (PNG, "a photo or picture"),
    "photo.csv": (HEIC, "a photo or picture"),
    "film.dat": (b"\0\0\0\x18ftypmp42" + NOISE, "a recording"),
    "WhatsApp Chat with Forum.txt": (b"06/03/2024, 14:03 - Ann Lo: hello\n", "a chat of WhatsApp"),
    "_chat.txt": ("\u200e[06/03/2024, 14:03:01] Ann Lo: hello\n".encode(), "a chat of WhatsApp"),
    "mail.mbox": (b"From ann@x.example\n", "a mailbox or an e-mail"),
    "mail.eml": (b"From: Ann Lo\nSubject: hello\n", "a mailbox or an e-mail"),
    "mail.msg": (b"\xd0\xcf\x11\xe0" + NOISE, "a mailbox or an e-mail"),
    "mail.pst": (b"!BDN" + NOISE, "a mailbox or an e-mail"),
    "saved": (b"!BDN" + NOISE, "a mailbox or an e-mail"),
    "mail.txt": (b"From: Ann Lo\nSent: 6 March\nTo: Bo Ng\nSubject: hello\n\nhi\n", "an e-mail"),
    "forum.ics": (b"BEGIN:VCALENDAR\nSUMMARY:Ann Lo\n", "a calendar"),
    "calendar.txt": (b"BEGIN:VCALENDAR\nSUMMARY:Ann Lo\n", "a calendar"),
    "people.vcf": (b"BEGIN:VCARD\nFN:Ann Lo\n", "an address book"),
    "cards.txt": (b"BEGIN:VCARD\nFN:Ann Lo\n", "an address book"),
    "register.url": (b"[InternetShortcut]\nURL=https://x.example\n", "a link, not the file"),
    "register.webloc": (b'<?xml version="1.0"?><plist/>', "a link, not the file"),
    "register.gsheet": (b'{"url": "https://x.example"}', "a link, not the file"),
    "register.gdoc": (b'{"url": "https://x.example"}', "a link, not the file"),
    ".register.xlsx.icloud": (b"bplist00" + NOISE, "a placeholder of a file in iCloud"),
    "register.numbers": (NOISE, "save it as XLSX"),
    "minutes.pages": (NOISE, "a document of another kind"),
    "minutes.odt": (NOISE, "a document of another kind"),
    "minutes.rtf": (b"{\\rtf1 Present: Ann Lo}", "a document of another kind"),
    "register.csv.crdownload": (b"Name,Date\nAnn Lo,05/03/2024\n", "an unfinished download"),
    "register.bak": (b"Name,Date\nAnn Lo,05/03/2024\n", "a backup or temporary file"),
    "registers.rar": (b"Rar!" + NOISE, "an archive of another kind"),
    "registers.dat": (b"7z\xbc\xaf" + NOISE, "an archive of another kind"),
    "forum.accdb": (NOISE, "export it as CSV or XLSX"),
    "report.html": (PAGE, "a page of our own results"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_no_register_is_said_to_be_what_it_is_and_what_to_do(tmp_path, name):
    data, words = NOT_READ[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=f"This is .*{words}.*: it is not read") as caught:
        identify(Source(tmp_path / name))
    assert caught.value.hint
    assert "Ann Lo" not in f"{caught.value}"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "empty.*OneDrive or iCloud"),
        ("a.csv", b"\n ,,\n", "The table is empty"),
        (
            "a.xls",
            b"<html><table><tr><td>Name</td></tr></table></html>",
            "web page.*Open it in Excel and save it as XLSX",
        ),
        ("a.txt", b"Ask Ann Lo for the rest.\n", "or Name above them in a list"),
        ("a.csv", b"Ann Lo,North\nBo Ng,South\n", "Write headings above the rows, such as Name and Organisation"),
        ("2024-03-05.csv", b"Ann Lo\nBo Ng\n", "Write headings above the rows"),
        ("a.exe", b"MZ" + bytes(range(256)), "Save it as CSV, XLSX, DOCX or PDF"),
    ],
)
def test_what_cannot_be_known_says_what_to_do_and_shows_nobody(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError) as caught:
        identify(Source(tmp_path / name))
    assert re.search(words, str(caught.value))
    assert not any(person in f"{caught.value}{caught.value.value}" for person in PEOPLE)


def test_a_workbook_of_our_own_results_is_none(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for title in ("people", "organisations", "affiliations", "gatherings", "attendance"):
        sheet = book.create_sheet(title)
        sheet.append(["person", "gathering", "name", "date", "status"])
        sheet.append(["name:ann lo", "gathering:1", "Ann Lo", "2024-03-05", "present"])
    book.save(tmp_path / "tables.xlsx")
    with pytest.raises(SourceError, match="a page of our own results"):
        identify(Source(tmp_path / "tables.xlsx"))


def test_minutes_that_came_by_mail_are_minutes(tmp_path):
    text = "From: Ann Lo\nSent: 6 March 2024\nTo: Bo Ng\nSubject: Minutes\n\nMinutes of the Forum, 6 March 2024\n\n"
    (tmp_path / "a.txt").write_text(text + "Present: Ann Lo, Bo Ng, Cy Dee\nApologies: Di Lo\n", "utf-8")
    assert identify(Source(tmp_path / "a.txt")) == "minutes"

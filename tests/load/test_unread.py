"""Files that are known and not read, and those that only look like them (all people invented)."""

import pytest

from sna.errors import SourceError
from sna.load import identify
from sna.load.source import Source

PEOPLE = ["Ann Lo", "Bo Ng", "Cy Dee", "Di Lo"]
UNREAD = {
    "a list of ties": "Source,Target,Type\nAnn Lo,Bo Ng,Advice\nBo Ng,Cy Dee,Advice\n",
    "a list of ties ": "From,To,Weight\nAnn Lo,Bo Ng,2\nBo Ng,Cy Dee,1\n",
    "list of ties": "Respondent,Named person,How often?\nAnn Lo,Bo Ng,Weekly\nBo Ng,Cy Dee,Yearly\n",
    "a table of who is tied to whom": f",{','.join(PEOPLE)}\n" + "".join(f"{name},0,1,0,1\n" for name in PEOPLE),
    "a survey that asks the same": "Timestamp,Your name,"
    + ",".join(f"How often do you ask? [{name}]" for name in PEOPLE)
    + "\n2024/05/01 10:00:00,Ann Lo,,Never,Often,Often\n",
    "a list of what was adopted": "Organisation,Practice,Date adopted\nOak Trust,Charts,2024-01-01\n",
    "the answers to a survey of wants": "Name,Organisation,What do you want from the group?,What can you offer?\n"
    "Ann Lo,Oak Trust,Help with audit,Audit tool\n",
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


def test_a_study_file_whose_ending_windows_hid_is_told(tmp_path):
    (tmp_path / "study.toml.txt").write_text('[study]\ntitle = "F"\n')
    with pytest.raises(SourceError, match="Windows hides endings"):
        identify(Source(tmp_path / "study.toml.txt"))

"""Each mistake of a beginner is met by a card with what mends it; hostile names are shown and do nothing."""

import html
import io
import re
import time
import zipfile

import pytest
from page_helpers import PEOPLE, Browser, register, text_of

from sna.page import edits, screens
from sna.study import open_study, read_study

NASTY = "<img src=x onerror=alert(1)>"


def press(browser, page, label):
    """Press the button of that label on a page: send its form as a browser would."""
    for form in re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL):
        if f">{label}<" in form[1] or f'aria-label="{label}"' in form[1]:
            fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))
            fields.pop("token")
            return browser.post(form[0], **fields)
    raise AssertionError(f"{label!r} is not on the page: {text_of(page)}")


def test_the_study_file_with_a_hidden_ending_is_called_by_its_name(forum):
    (forum.folder / "study.toml.txt").write_text('[study]\ntitle = "Ours"\n')
    page = forum.get("/read").text
    assert "looks like the study file" in page
    press(forum, page, "Call it study.toml")
    assert "3 of 3 files are in" in forum.get("/read").text
    assert open_study([forum.folder]).settings.study.title == "Ours"
    forum.post("/undo")
    assert "study.toml.txt" in forum.files()


def test_a_word_processors_quotation_marks_are_put_straight(forum):
    (forum.folder / "study.toml").write_text("# ours\n[study]\ntitle = “Ours”\n", encoding="utf-8")
    page = forum.get("/read").text
    assert "quotation mark of a word processor" in page
    press(forum, page, "Put straight quotation marks")
    assert (forum.folder / "study.toml").read_text() == '# ours\n[study]\ntitle = "Ours"\n'
    assert "3 of 3 files are in" in forum.get("/read").text


def test_a_wrong_value_lists_the_right_ones_and_the_last_step_or_the_file_can_be_taken_back(forum):
    (forum.folder / "study.toml").write_text('[study]\ngroup = "team"\n')
    page = forum.get("/read").text
    assert "organisation, locality, sector, role" in page
    press(forum, page, "Go on without study.toml")
    assert "3 of 3 files are in" in forum.get("/read").text


def test_a_list_of_those_left_out_by_another_name_is_asked_about(forum):
    (forum.folder / "optout.csv").write_text("name\nHal Kerr\n")
    page = forum.get("/read").text
    press(forum, page, "It is something else: leave it out")
    assert "8 people" in forum.get("/read").text
    forum.post("/undo")
    press(forum, forum.get("/read").text, "It is the list of those left out: use it")
    page = forum.get("/read").text
    assert "7 people" in page
    assert "Undo" not in page  # they may stand in earlier files


def test_a_list_of_those_left_out_that_is_dropped_forgets_earlier_files(forum):
    forum.drop({"2024-01-09.csv": register("2024-01-09", PEOPLE[:6])})
    forum.drop({"opt-out.csv": "name\nHal Kerr\n"})
    assert "7 people" in forum.get("/read").text
    assert [path for path in (forum.folder / ".sna").rglob("*") if path.is_file() and b"Hal" in path.read_bytes()] == []


def test_what_resembles_somebody_left_out_can_be_said_to_be_another(forum):
    people = [*PEOPLE[:-1], ("Hal Kerr", "Hill Surgery"), ("Hall Kerr", "Hill Surgery")]
    (forum.folder / "2024-04-09.csv").write_text(register("2024-04-09", people))
    (forum.folder / "opt-out.csv").write_text("name\nHal Kerr\n")
    page = forum.get("/read").text
    press(forum, page, "They are other people: go on")
    assert "4 of 4 files are in" in forum.get("/read").text


def test_sheets_without_a_day_are_asked_for_it(browser):
    browser.drop({"list.csv": "Name,Organisation\nAnn Lee,Pond Trust\nBob Ray,Fen Council\n"})
    page = browser.get("/read").text
    assert "Is this a sign-in sheet? Of which day?" in page
    assert browser.post("/reply", key=browser.key_of("f-"), answer="yesterday").status == 400
    browser.post("/reply", key=browser.key_of("f-"), answer="2024-03-05")
    assert re.search(r"Meeting of 5 March 2024[^:]*: 2 people came\.", browser.get("/read").text)


@pytest.mark.parametrize(
    ("heading", "name"), [("Here", "2024-01-10 a.csv"), ("Here?", "2024-01-10 b.csv"), ("", "2024-01-10 names.csv")]
)
def test_here_and_a_bare_list_of_names_are_registers_where_there_is_a_day(browser, heading, name):
    text = "Name,Organisation,Here\nAnn Lee,Pond,x\nBob Ray,Fen,x\n".replace("Here", heading)
    browser.drop({name: text if heading else "Name\nAnn Lee\nBob Ray\n"})
    assert "Meeting of 10 January 2024" in browser.get("/read").text
    assert "2 people came" in browser.get("/read").text


def test_a_mark_nobody_knows_is_a_row_of_buttons(forum):
    (forum.folder / "2024-05-14.csv").write_text(register("2024-05-14").replace("Present", "zzz", 1))
    page = forum.get("/read").text
    assert "What does this mark mean?" in page
    forum.post("/reply", key=forum.key_of("m-"), answer="Apologies")
    assert "7 people came, 1 apology" in forum.get("/read").text


def test_photos_chats_and_mail_are_folded_away(forum):
    (forum.folder / "IMG_1.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\x00\x01" * 200)
    (forum.folder / "WhatsApp Chat.txt").write_text("12/03/2024, 10:15 - Ann: hello\n12/03/2024, 10:16 - Bob: hi\n")
    (forum.folder / "mail.mbox").write_text("From a@b.example Mon\nSubject: hi\nFrom: a@b.example\n\ntext\n")
    page = forum.get("/read").text
    assert "Not registers (3)" in page
    assert "3 of 3 files are in" in page
    press(forum, page, "Leave it out: mail.mbox")
    assert "Not registers (2)" in forum.get("/read").text


def test_a_damaged_file_is_named_amber_and_can_be_left_out(forum):
    (forum.folder / "2024-12-04 Forum.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 300)
    page = forum.get("/read").text
    assert "3 of 4 files are in" in page
    assert 'class="lead amber"' in page
    press(forum, page, "Leave it out: 2024-12-04 Forum.xlsx")
    assert "3 of 3 files are in" in forum.get("/read").text


def test_dates_of_which_nothing_says_what_stands_first_can_be_turned_round(browser):
    browser.drop({"a.csv": register("04/03/2024")})
    page = browser.get("/read").text
    assert "Meeting of 4 March 2024" in page
    press(browser, page, "Here the month stands first: a.csv")
    assert "Meeting of 3 April 2024" in browser.get("/read").text


def test_periods_in_which_nothing_was_are_said_before_and_stretched(forum):
    (forum.folder / "study.toml").write_text(
        "[periods]\nY1 = [2030-01-01, 2030-12-31]\nY2 = [2031-01-01, 2031-12-31]\n"
    )
    page = forum.get("/question").text
    assert "0 and 0 meetings: too few" in page
    assert "3 meetings lie in neither period" in page


def test_nothing_usable_ends_in_words_and_what_to_do(browser):
    browser.drop({"notes.txt": "nothing here\n"})
    assert browser.make().state == "failed"
    page = browser.get("/making").text
    assert "Nothing usable was found" in page
    assert "Start it again" in page


@pytest.mark.slow
def test_a_name_on_the_funders_page_stops_it_and_the_rest_can_be_made_without(forum):
    forum.post("/settle", title="The Hal Kerr forum", group="organisation")
    assert forum.make().state == "failed"
    page = forum.get("/making").text
    assert "would name somebody" in page
    press(forum, page, "Make it without the funder&#39;s page")
    while forum.site.job.running:
        time.sleep(0.1)
    page = forum.get("/answer").text
    assert "Save for me" in page
    assert "Save for the funder" not in page


def test_the_example_comes_into_an_empty_folder_only(browser):
    assert "Try the example" in browser.get("/files").text
    press(browser, browser.get("/files").text, "Try the example")
    page = browser.get("/read").text
    assert re.search(r"(?:19|20) of (?:19|20) files are in: 2\d meetings", page)
    assert "enough to look for a change" in browser.get("/question").text
    assert "organisations to be reached" in browser.get("/question").text
    assert browser.post("/example").status == 400
    browser.post("/undo")
    assert browser.files() == {}


@pytest.mark.slow
def test_somebody_is_left_out_and_in_no_earlier_file_of_undo(forum):
    forum.drop({"2024-01-09.csv": register("2024-01-09") + "Guest One,,2024-01-09,Present\n"})
    forum.post("/reply", key=forum.key_of("w-"), answer="Mill Care", **{"from": "who"})
    forum.make()
    assert (forum.folder / "results" / "evaluator").is_dir()
    assert forum.post("/leave-out", name="Nobody At All").status == 400
    forum.post("/leave-out", name="Guest One")
    page = forum.get("/question").text
    assert "Left out from now on" in page
    assert "Undo" not in page
    assert "8 people" in forum.get("/read").text
    hidden = [path for path in (forum.folder / ".sna").rglob("*") if path.is_file()]
    spots = [*hidden, forum.folder / edits.ANSWERS, *(forum.folder / "results").rglob("*.html")]
    assert [path for path in spots if b"Guest One" in path.read_bytes()] == []
    assert "Mill Care" in (forum.folder / edits.ANSWERS).read_text()
    assert read_study(open_study([forum.folder])).opted_out == 1


@pytest.mark.slow
def test_after_a_making_it_says_what_is_new_and_forgets_it_with_somebody_left_out(finished):
    forum = finished
    assert "Since last time" not in forum.get("/answer").text
    newcomers = [("Ida Moss", "Mill Care"), ("Quillon Zebrowski", "Mill Care")]
    forum.drop({"2024-04-09.csv": register("2024-04-09", [*PEOPLE[:6], *newcomers])})
    forum.make()
    for place in ("/answer", "/next"):
        page = text_of(forum.get(place).text)
        assert "Since last time" in page
        assert "2 people came for the first time: Ida Moss and Quillon Zebrowski." in page
        assert "Reached for the first time: Mill Care." in page
    hidden = [path for path in (forum.folder / ".sna").rglob("*") if path.is_file()]
    assert any(b"zebrowski" in path.read_bytes().lower() for path in hidden if path.parent.name == "cache")
    forum.post("/leave-out", name="Quillon Zebrowski")
    hidden = [path for path in (forum.folder / ".sna").rglob("*") if path.is_file()]
    assert not any(b"zebrowski" in path.read_bytes().lower() for path in hidden)
    assert "Since last time" not in forum.get("/answer").text
    forum.make()
    assert "Zebrowski" not in forum.get("/answer").text


def test_a_list_of_those_left_out_that_is_dropped_forgets_what_was_new(forum):
    for name in ("cache/table", "since.json"):
        (forum.folder / ".sna" / name).parent.mkdir(parents=True, exist_ok=True)
        (forum.folder / ".sna" / name).write_text("Hal Kerr")
    forum.drop({"opt-out.csv": "name\nHal Kerr\n"})
    hidden = [path for path in (forum.folder / ".sna").rglob("*") if path.is_file()]
    assert not any(b"Hal Kerr" in path.read_bytes() for path in hidden)


def test_leaving_somebody_out_on_the_command_line_forgets_the_earlier_files_too(forum):
    from sna.study.erasure import erase

    forum.drop({"2024-01-09.csv": register("2024-01-09", PEOPLE[:6])})
    assert b"Hal Kerr" in b"".join(path.read_bytes() for path in (forum.folder / ".sna").rglob("*.old"))
    erase("Hal Kerr", open_study([forum.folder]))
    assert not (forum.folder / ".sna" / "undo").exists()


SCREENS = ("/files", "/read", "/who", "/question", "/answer", "/next", "/making")


def hostile(folder):
    """A folder in which everything that can bear a name bears a hostile one."""
    people = [
        *PEOPLE[:6],
        (f"Ann {NASTY}", f"Trust {NASTY}"),
        (f"{NASTY} Lee", ""),
        ("</textarea><script>x", "</option>"),
    ]
    rows = register("2024-01-09", people).replace("Present", NASTY, 1)
    (folder / "2024-01-09 <img src=x>.csv").write_text(rows)
    (folder / "'\" onerror=alert(1) x=.csv").write_text(f'"{NASTY}",B\n1,2\n')
    (folder / "2024-02-13.csv").write_text(register("2024-02-13", [*people, (f"Ann {NASTY[:-1]}", f"Trust {NASTY}")]))
    (folder / "cols.csv").write_text(f'{NASTY};"<b>When</b>"\nAnn;x\nBob;x\n')
    title = NASTY.replace('"', "")
    (folder / "study.toml").write_text(f'[study]\ntitle = "{title}"\n[periods]\n"{title}" = [2024-01-01, 2024-01-31]\n'
                                       f'"</input>" = [2024-02-01, 2024-02-28]\n')  # fmt: skip
    with zipfile.ZipFile(folder / "<svg onload=x>.zip", "w") as archive:
        archive.writestr("<img src=y>.csv", register("2024-03-12"))
    return io.StringIO()


@pytest.mark.parametrize("screen", SCREENS)
def test_hostile_names_are_shown_and_do_nothing(browser, screen):
    hostile(browser.folder)
    (browser.folder / edits.REACH).write_text(f"organisation,reach\n{NASTY},yes\n</textarea>{NASTY},yes\n")
    browser.post("/aside", file="2024-02-13.csv", back="1")
    page = browser.get(screen).text
    for tag in ("<img", "<svg onload", "<b>When", "<script>x", "</textarea><", '</option>"', "onerror=alert(1) x="):
        if tag == "onerror=alert(1) x=":
            assert not re.search(r"<[^>\"]*\sonerror=", re.sub(r'"[^"]*"', '""', page))
        else:
            assert tag not in page.replace("</textarea>\n", ""), tag
    assert "&lt;img src=x onerror=alert(1)&gt;" in page  # it is shown, as text


def test_hostile_names_of_files_work_like_others(browser):
    hostile(browser.folder)
    name = "2024-01-09 <img src=x>.csv"
    page = browser.get("/file?name=2024-01-09%20%3Cimg%20src%3Dx%3E.csv").text
    assert "<img" not in page
    browser.post("/on", file=name, day="2024-01-10")
    assert open_study([browser.folder]).settings.source[0].files == name
    assert browser.get("/file?name=../../etc/passwd").status == 404


def test_results_are_served_under_their_key_and_as_an_origin_of_their_own(forum):
    results = forum.folder / "results" / "evaluator"
    results.mkdir(parents=True)
    (results / "report.html").write_text("<h1>ours</h1>")
    (forum.folder / "secret.txt").write_text("x")
    prefix = f"/results/{forum.site.keys.results}"
    stranger = {"cookie": "", "sec-fetch-site": "cross-site"}  # a page of an origin of its own asks like that
    answer = forum.ask("GET", f"{prefix}/evaluator/report.html", headers=stranger)
    assert (answer.status, answer.text) == (200, "<h1>ours</h1>")
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in answer.headers["content-security-policy"]
    assert forum.ask("GET", "/results/wrong/evaluator/report.html", headers=stranger).status == 403
    assert forum.ask("GET", "/results/wrong/evaluator/report.html").status == 404
    for path in ("../secret.txt", "%2e%2e/secret.txt", "evaluator", "evaluator/../../secret.txt"):
        assert forum.ask("GET", f"{prefix}/{path}").status == 404
    assert forum.ask("POST", f"{prefix}/evaluator/report.html", headers=stranger | {"origin": "null"}).status == 403
    assert forum.ask("GET", "/save/funder").status == 404
    assert forum.ask("GET", "/save/../x").status == 404


def test_what_nobody_foresaw_is_said_without_a_trace(forum, monkeypatch):
    monkeypatch.setattr(screens, "read", lambda *_args: {}["Ann Lee"])
    with pytest.raises(KeyError):
        forum.get("/read")
    view = forum.site.project.view(60)
    assert view is not None

    def broken(*_args):
        raise RuntimeError("Ann Lee")

    monkeypatch.setattr("sna.study.read_study", broken)
    (forum.folder / "2024-01-09.csv").write_text(register("2024-01-10"))
    page = forum.get("/read").text
    assert "something unforeseen (RuntimeError)" in page
    assert "Ann Lee" not in page


def test_a_folder_that_stands_as_the_command_line_left_it_opens(tmp_path):
    (tmp_path / "2024-01-09.csv").write_text(register("2024-01-09"))
    (tmp_path / "aliases.csv").write_text("name,person\nBobby,Bob Ray\n")
    (tmp_path / "identity-review.csv").write_text("pair,same\n")
    page = Browser(tmp_path).get("/read").text
    assert "1 of 1 file is in: 1 meeting, 8 people, 4 organisations." in page


def test_what_a_question_of_a_form_asks_for_and_which_topics_are_one_is_asked_on_the_page(forum):
    scoping = "Name,Organisation,What do you want from us?,What can you offer?,Anything for us?\n"
    scoping += "Ann Lee,Pond Trust,Falls leaflet,Our <b>pack</b>,A rota for the kettle\n"
    scoping += "Bob Ray,Fen Council,Leaflet on sepsis,Time,A longer break\n"
    forum.drop({"scoping.csv": scoping})
    page = forum.get("/read").text
    assert "2 wants, 2 offers." in page
    assert "Anything for us?" in page
    key = html.unescape(re.search(r'name="key" value="(s-[^"]+)"', page)[1])
    forum.post("/reply", key=key, answer="What they want")
    assert "4 wants, 2 offers." in forum.get("/read").text
    page = forum.get("/who").text
    assert "Is this about the same thing?" in page
    assert "<b>pack</b>" not in page
    for form in re.findall(r'name="answer" value="([^"]+)"', page):
        assert form in {"Same", "Two topics", "Not sure"}
    key = re.search(r'name="key" value="(u-[^"]+)"', page)[1]
    forum.post("/reply", key=key, answer="Same", **{"from": "who"})
    subjects = read_study(open_study([forum.folder])).dataset.subjects
    assert subjects.loc[subjects["text"].str.contains("eaflet"), "topic"].nunique() == 1

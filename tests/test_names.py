"""Names as written in real registers, chat reports and minutes (all invented here)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.facts import Kind
from sna.names import clean, is_role, key, looks_like_organisation, read_name, writes_surname_first

SHOWN = {
    "PATEL, Priya (NORTHSHIRE NHS FOUNDATION TRUST)": "Priya Patel",
    "DiMarco, Michele": "Michele DiMarco",
    "de Sa, Lucas": "Lucas de Sa",
    "DE SA, LUCAS": "Lucas de Sa",
    "Ann -": "Ann",
    "Ann Smith*": "Ann Smith",
    "  Ann   Smith ": "Ann Smith",
    "Ann\u200b Smith\u202e": "Ann Smith",
    "Ann Smith (Guest)": "Ann Smith",
    "Ann Smith (Unverified)": "Ann Smith",
    "Ann Smith (External)": "Ann Smith",
    "Ann Smith (Gast)": "Ann Smith",
    "003_Ann Smith": "Ann Smith",
    "12. Ann Smith": "Ann Smith",
    "a.name02@example.org": "A Name",
    "Ann Smith <a.smith@example.org>": "Ann Smith",
    '"Smith, Ann" <a.smith@example.org>': "Ann Smith",
    "Ann Smith <@annsmith>": "Ann Smith",
    "Ann Smith @asmith (TSC)": "Ann Smith",
    "Ann Smith (Guest - Age UK)": "Ann Smith",
    "Ann Smith - Oakdale (ABC) - chair": "Ann Smith",
    "Ann Smith- Oakdale": "Ann Smith",
    "Zibi - Oakdale": "Zibi",
    "Ann Smith @ Oakdale": "Ann Smith",
    "Ann Smith (AS) Oakdale": "Ann Smith",
    "Ann Smith (MW) (Chair)": "Ann Smith",
    "Dr Avi Brown (AB) Clinical Chair": "Avi Brown",
    "OAKDALE – Ann Smith (deputising for Bob Jones)": "Ann Smith",
    "Ann Smith she/her": "Ann Smith",
    "Ann Smith | She/Her | Age UK": "Ann Smith",
    "Ann Smith – they/them": "Ann Smith",
    "Ann Smith, RN": "Ann Smith",
    "Ann Smith, Lay member": "Ann Smith",
    "Smith, Ann, Age UK": "Ann Smith",
    "Ann Smith, coming in very late": "Ann Smith",
    "Prof. Dr. Ann Smith": "Ann Smith",
    "SMITH, Ann Dr": "Ann Smith",
    "Mr. A. B. Smith Jr.": "A. B. Smith",
    "ann smith": "Ann Smith",
    "ANN SMITH": "Ann Smith",
    "O'BRIEN, Siobhán": "Siobhán O'Brien",
    "McDONALD, Ian": "Ian McDonald",
    "VAN DER BERG Jan": "Jan van der Berg",
    "van der BERG, Jan": "Jan van der Berg",
    "SMITH-JONES Ann-Marie": "Ann-Marie Smith-Jones",
    "Robert (Bob) Smith": "Robert Smith",
    "J.P. Okafor": "J.P. Okafor",
    "Dr. rer. nat. Jürgen Zabel": "Jürgen Zabel",
    "OKAFOR J.P.": "J.P. Okafor",
    "Li, Ma": "Ma Li",
    "Ma, Li": "Li Ma",
    "Lord, Ann": "Ann Lord",
    "(Yves Noir)": "Yves Noir",
    "Jo Bell / Sam Fox": "Jo Bell / Sam Fox",
    "Иванов Иван": "Иванов Иван",
    "王伟": "王伟",
}


@pytest.mark.parametrize(("written", "shown"), SHOWN.items())
def test_a_name_is_shown_given_name_first_and_without_what_stands_beside_it(written, shown):
    name = read_name(written)
    assert name.display == shown
    assert name.kind is Kind.PERSON
    assert name.written == written


@pytest.mark.parametrize(
    ("written", "organisation"),
    [
        ("PATEL, Priya (NORTHSHIRE NHS TRUST)", "NORTHSHIRE NHS TRUST"),
        ("PATEL, Priya (OAKDALE SERVICES)", "OAKDALE SERVICES"),
        ("Ann Smith, Age UK", "Age UK"),
        ("Smith, Ann, Age UK", "Age UK"),
        ("Ann Smith, RCN", "RCN"),
        ("Ann Smith [Age UK]", "Age UK"),
        ("Ann Smith - Oakdale (ABC) - chair", "Oakdale"),
        ("Ann Smith - Samsung, a friend", "Samsung, a friend"),
        ("Ann Smith (Guest - Oakdale)", "Oakdale"),
        ("Ann Smith (AS) Oakdale", "Oakdale"),
        ("Ann Smith | She/Her | Oakdale", "Oakdale"),
        ("Ann Smith / Age UK", "Age UK"),
        ("OAKDALE – Ann Smith", "OAKDALE"),
        ("Manager, Oak House", "Oak House"),
        ("Guest - Oak House", "Oak House"),
        ("Meeting Room 3 - Oak House", "Oak House"),
        ("DE SA, LUCAS", ""),
        ("Ann Smith (AS)", ""),
        ("Addie Pope (APP)", ""),
        ("Ann Smith (Chair)", ""),
        ("Ann Smith (Ann's iPhone)", ""),
    ],
)
def test_the_organisation_beside_a_name_is_kept(written, organisation):
    assert read_name(written).organisation == organisation


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("iPhone", "device"),
        ("Ann's iPad", "device"),
        ("SM-G960F", "device"),
        ("DESKTOP-A1B2C3", "device"),
        ("Otter.ai", "device"),
        ("Ann's Notetaker", "device"),
        ("Room 3", "room"),
        ("Boardroom", "room"),
        ("Conference Room, Oak House", "room"),
        ("+44 7*** ***123", "phone"),
        ("+447700900123", "phone"),
        ("(0115) 496 0123", "phone"),
        ("Call-in user 3", "guest"),
        ("Guest", "guest"),
        ("Guest (2)", "guest"),
        ("Participant 12", "guest"),
        ("Anonymous", "guest"),
        ("Gast", "guest"),
        ("", "guest"),
        ("???", "guest"),
        ("-", "guest"),
        ("Lay member", "role"),
        ("Chair", "role"),
        ("Care home manager", "role"),
        ("info@example.org", "role"),
    ],
)
def test_nobody_in_particular_is_unidentified(written, what):
    name = read_name(written)
    assert (name.kind, name.what) == (Kind.UNIDENTIFIED, what)


@pytest.mark.parametrize("written", ["Null", "NA", "None", "True", "Nan", "Inf", "Test"])
def test_people_whose_names_look_like_values_are_people(written):
    name = read_name(written)
    assert (name.display, name.key, name.kind) == (written, written.casefold(), Kind.PERSON)


@pytest.mark.parametrize("written", ["Grace Home", "Mark Hall", "Joy Care", "Will Power", "Alexa", "Jo Head"])
def test_names_with_a_telling_word_are_still_people(written):
    assert read_name(written).display == written
    assert read_name(written).kind is Kind.PERSON


@pytest.mark.parametrize(
    "written",
    [
        "=HYPERLINK('x')",
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "a\\b",
        "__proto__",
        "x; DROP TABLE people",
        "Robert (Bob " * 40,
    ],
)
def test_hostile_text_stays_literal(written):
    assert read_name(written).display == " ".join(written.split())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("JANSSENS JAN (EXT)", "Jan Janssens"),
        ("VAN DER BERG JAN", "Jan van der Berg"),
        ("HE Shi-Jun", "Shi-Jun HE"),
        ("McDONALD IAN", "Ian McDonald"),
        ("Priya Patel", "Priya Patel"),
        ("Patel, Priya", "Priya Patel"),
    ],
)
def test_the_habit_of_the_file_settles_capitals_without_a_comma(written, shown):
    assert read_name(written, surname_first=True).display == shown


def test_capitals_without_a_comma_keep_their_order_where_the_file_has_no_habit():
    assert read_name("JANSSENS JAN (EXT)").display == "Janssens Jan"


def test_seven_in_ten_show_the_habit():
    names = ["Patel, Priya (Guest)"] * 5 + ["PATEL Priya"] * 2 + ["Ann Smith"] * 3
    assert writes_surname_first([*names, *["JANSSENS JAN", "+44 7*** ***123", "Meeting Room 3"] * 9])
    assert not writes_surname_first([*names, "Ann Smith"])
    assert not writes_surname_first(["Ann", "Bob"])
    assert not writes_surname_first([])


@pytest.mark.parametrize(
    "writings",
    [
        ["Zoë O’Neil-Ward", "zoe o'neil ward", "O'NEIL-WARD, Zoë", "Zoe\u0308 O'Neil-Ward"],
        ["Priya Patel", "Dr Priya Patel", "003_Priya Patel (Guest)", "PATEL, Priya (NORTHSHIRE NHS TRUST)"],
        ["Łukasz Kowalski", "KOWALSKI, Łukasz", "Lukasz Kowalski"],
        ["Søren Ægidius", "SOREN AEGIDIUS"],
        ["Ann Smith", "Ａｎｎ Smith", "Ann\u00a0Smith", "Ann Smith\u200d"],
    ],
)
def test_writings_of_one_person_have_one_key(writings):
    assert len({read_name(written).key for written in writings}) == 1


def test_homoglyphs_are_not_folded_together():
    assert read_name("Аnn Smith").key != read_name("Ann Smith").key  # the first letter is Cyrillic


def test_marks_are_folded():
    assert read_name("Ann Smith (GUEST) (she/her)").marks == ("guest", "she/her")
    assert read_name("Ann Smith (Ann S)").marks == ("Ann S",)


def test_a_role_is_made_of_role_words_only():
    assert is_role("Care Home Manager")
    assert is_role("Head of Service (interim)")
    assert not is_role("Ann Manager")
    assert not is_role("of the")
    assert not is_role("")


def test_organisations_are_known_by_a_word_or_capitals():
    assert looks_like_organisation("Oakdale University")
    assert looks_like_organisation("RCN")
    assert not looks_like_organisation("Oakdale")
    assert not looks_like_organisation("AS")


PIECES = st.sampled_from(
    "Ann ANN ann Smith SMITH O'Brien McDONALD van DER Dr PhD MA RN (Guest) (AS) (Age UK) [RCN] , - – | / @ @ann "
    "she/her 003_ 12. iPhone Room 3 Chair member NHS Trust a.b@c.org ß İ ŉ ﬁ ( ) ( , ' . * 王 Иван".split(" ")
)


@settings(max_examples=1500)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join)), st.booleans())
def test_reading_what_is_shown_changes_nothing(written, surname_first):
    name = read_name(written, surname_first=surname_first)
    again = read_name(name.display)
    assert (again.display, again.key, again.kind) == (name.display, name.key, name.kind)
    assert name.written == written


@given(st.text(max_size=80))
def test_folding_is_stable(text):
    assert clean(clean(text)) == clean(text)
    assert key(key(text)) == key(text)


@pytest.mark.parametrize("pattern", ["((", "room.", "- ", ", ", "@a ", "1 ", "a/"])
def test_long_names_are_read_in_linear_time(pattern):
    started = time.process_time()
    read_name(pattern * 20_000)
    read_name(pattern * 60)
    assert time.process_time() - started < 1

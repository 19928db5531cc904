"""Mutated inputs, read in process: no crash, no imbalance, no silent loss.

``python -m pytest tests/attack/test_fuzz.py`` reads a few in CI; ``python tests/attack/fuzz.py FIRST LAST [KIND]``
reads those of these seeds (`KIND`: mutant, document or flip), prints the rate, and appends seeds that fail to
``fuzz-failures.txt``: runs add up.
"""

import csv
import io
import json
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path
from unittest import mock

import msgspec
import openpyxl

from sna.errors import LedgerError, SnaError
from sna.facts import Fate
from sna.load import minutes as minutes_reading
from sna.load.files import process
from sna.study import open_study, read_study

NAMES = ["Ann Ashby", "Bo Brook", "Cyd Coates", "Dee Drury", "Eli Elwin", "Fay Frost"]
PLACES = ["Northgate Trust", "Harbour Homes", "Castle College"]
CONTROL = "date,event,name,organisation\n2024-03-05,Other,Gus Garth,Fenland\n2024-03-05,Other,Hal Hobbs,Fenland\n"
BATCH = 50
"""Inputs of one study: who is who is settled once for all of them."""
HOSTILE = [
    "", " ", "=1+1", "'", '"', '""', "\x00", "\t", "\r", "\n", "a" * 40_000, "\u202e", "\ufeff", "１２", "NaN", "inf",
    "1e999", "#REF!", "#N/A", "31/02/2024", "2024-13-45", "0", "-1", "9" * 20, "<script>", "{{7*7}}", "%s%n",
    "../..", "TOTAL", "Apologies", "Y", "N", "?", "see above", "Ann Ashby; Bo Brook", "🙂", "王伟", "é\u0301", "\ud7ff",
    "5 March", "٣", "null", "true", "https://x.invalid/?a=1", "a@b", "@", "name:ann", "P01", ",", ";", "|", "NULL",
    "x" * 300, "\\", "(", "[", "*", "Ⅷ", "\u2028",
]  # fmt: skip


def rows_of_register():
    head = ["date", "event", "name", "organisation", "role", "status"]
    rows = [
        [f"2024-0{month}-1{month}", f"Forum {month}", name, PLACES[at % 3], ("Nurse", "Manager")[at % 2], "present"]
        for month in (1, 2, 3)
        for at, name in enumerate(NAMES)
        if (at + month) % 4
    ]
    return [head, *rows]


def rows_of_grid():
    days = ["05/01/2024", "02/02/2024", "01/03/2024"]
    marks = [["Y" if (at + day) % 3 else "" for day in range(3)] for at in range(len(NAMES))]
    return [["Name", "Organisation", *days], *([name, PLACES[at % 3], *marks[at]] for at, name in enumerate(NAMES))]


def text_of(rows, delimiter=","):
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return held.getvalue()


def minutes():
    roll = "\n".join(f"- {name} ({PLACES[at % 3]})" for at, name in enumerate(NAMES))
    notes = "Apologies: Gus Garth\n\n## Notes\n\nBo Brook to write to Ann Ashby.\n"
    return f"# Forum meeting, 5 March 2024\n\nPresent:\n\n{roll}\n\n{notes}"


ROLL = ["Forum meeting", "Date: 5 March 2024", "Present:", *NAMES, "Apologies:", "Gus Garth", "1. Welcome"]
"""The lines of minutes in a document: six people came and one sent apologies."""


def posts():
    users = [{"id": f"1{at}", "username": f"user_{at}", "name": name} for at, name in enumerate(NAMES)]
    lines = []
    for at in range(4):
        mention = {"username": f"user_{at + 1}", "id": f"1{at + 1}", "start": 0, "end": 7}
        tweet = {"id": str(at), "author_id": f"1{at}", "text": "hello", "created_at": f"2024-03-0{at + 1}T10:00:00Z",
                 "conversation_id": str(at), "entities": {"mentions": [mention]}}  # fmt: skip
        lines.append(json.dumps({"data": [tweet], "includes": {"users": users}, "meta": {"result_count": 1}}))
    return "\n".join(lines) + "\n"


def slack():
    users = [{"id": f"U{at}", "team_id": "T1", "name": name, "real_name": name, "profile": {"real_name": name}}
             for at, name in enumerate(NAMES)]  # fmt: skip
    talk = [
        {"type": "message", "user": f"U{at}", "text": f"<@U{at + 1}> hello", "ts": f"170962920{at}.000001"}
        for at in range(4)
    ]
    channels = [{"id": "C1", "name": "general", "members": [user["id"] for user in users], "topic": {"value": ""}}]
    files = {"users.json": users, "channels.json": channels, "general/2024-03-05.json": talk}
    return {name: json.dumps(content).encode() for name, content in files.items()}


def packed(members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def workbook(rows):
    book, held = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


def word():
    """Give minutes as a Word document."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ROLL)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds, office = "http://schemas.openxmlformats.org/package/2006", "http://schemas.openxmlformats.org/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    target = f"{office}/2006/relationships/officeDocument"
    members = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="rId1" Type="{target}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>',
    }
    return packed(members)


def portable():
    """Give minutes as a PDF of two pages, compressed as programs write them: flipped letters would be other letters."""
    pages = [ROLL[:6], ROLL[6:]]
    streams = [
        zlib.compress(
            b"BT /F1 12 Tf 50 780 Td 14 TL" + b"".join(b" (%s) Tj T*" % line.encode() for line in page) + b" ET"
        )
        for page in pages
    ]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
    page += b"/Contents %d 0 R >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 >>", font]
    for at, stream in enumerate(streams):
        head = b"<< /Length %d /Filter /FlateDecode >>" % len(stream)
        objects += [page % (5 + 2 * at), head + b"\nstream\n" + stream + b"\nendstream"]
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, lines) + tail


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# What is done to an input


def changed_rows(rows, chance):
    """Change rows in one way; give them, and how many records there must be more (None: nobody can say)."""
    width = max(1, *map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    place, column = chance.randrange(len(rows)), chance.randrange(width)
    change = chance.choice([_cell, _double, _shuffle, _insert, _lengthen, _cut, _repeat, _delete, _reorder])
    return change(rows, place, column, chance)


def _cell(rows, place, column, chance):
    rows[place][column] = chance.choice(HOSTILE)
    return rows, 0 if place else None


def _double(rows, place, _column, _chance):
    rows.insert(place, [*rows[place]])
    return rows, int(any(map(str.strip, rows[place]))) if place else None


def _shuffle(rows, _place, _column, chance):
    return [rows[0], *chance.sample(rows[1:], len(rows) - 1)], 0


def _insert(rows, place, _column, chance):
    rows.insert(place, [chance.choice(HOSTILE) for _cell in range(chance.randrange(9))])
    return rows, 0 if place else None


def _lengthen(rows, place, _column, chance):
    rows[place] += [chance.choice(HOSTILE)] * chance.randint(1, 4)
    return rows, 0 if place else None


def _cut(rows, _place, column, _chance):
    return [row[:column] + row[column + 1 :] for row in rows], None


def _repeat(rows, _place, column, _chance):
    return [[*row, row[column]] for row in rows], 0


def _delete(rows, place, _column, _chance):
    del rows[place]
    return rows, -1 if place else None


def _reorder(rows, _place, _column, chance):
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return [[row[column] if column < len(row) else "" for column in order] for row in rows], 0


def changed_bytes(data, chance):
    data = bytearray(data)
    for _change in range(chance.randint(1, 3)):
        kind, place = chance.randrange(5), chance.randrange(len(data) or 1)
        if kind == 0 and data:
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[place:place] = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")
        elif kind == 2:
            del data[place : place + chance.choice([1, 2, 30, 1_000])]
        elif kind == 3:
            data[place:place] = data[: chance.randrange(200)]
        else:
            data[place:place] = chance.choice(
                [b"\xff\xfe", b"\xc3", b"\x80", b"\x00\x00", b"\r", b'"', b"\x1a", b"\xef\xbb\xbf"]
            )
    return bytes(data)


def changed_json(value, chance, depth=0):
    if isinstance(value, dict) and value and (depth < 1 or chance.random() < 0.8):
        name = chance.choice(list(value))
        kind = chance.randrange(4)
        if kind == 0:
            return {key: part for key, part in value.items() if key != name}
        if kind == 1:
            return {
                **value,
                name: chance.choice([None, [], {}, 0, -1, True, 1e300, "", [[]], {"a": {}}, *HOSTILE[:12]]),
            }
        return {**value, name: changed_json(value[name], chance, depth + 1)}
    if isinstance(value, list) and value:
        place = chance.randrange(len(value))
        if chance.random() < 0.3:
            return value[:place] + value[place + 1 :] if chance.random() < 0.5 else [*value, value[place]]
        return [*value[:place], changed_json(value[place], chance, depth + 1), *value[place + 1 :]]
    return chance.choice([None, [], {}, 0, -1, True, "", "0" * 5_000, *HOSTILE])


def recoded(text, chance):
    code = chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-8", "latin-1"])
    return text.replace("\n", chance.choice(["\n", "\r\n", "\r"])).encode(code, "replace")


def table(chance, rows):
    count = len(rows) - 1
    for _time in range(chance.randint(1, 3)):
        rows, more = changed_rows(rows, chance)
        count = None if count is None or more is None else count + more
    return rows, count or 0


def mutant(seed):
    """Give a mutated input: the name of the file, its bytes, and how many records must at least have a fate."""
    chance = random.Random(seed)
    return chance.choice([_register, _grid, _minutes, _posts, _slack, _workbook, _register, _grid])(chance)


def _register(chance):
    rows, count = table(chance, rows_of_register())
    return _written("register.csv", rows, count, chance)


def _grid(chance):
    rows, count = table(chance, rows_of_grid())
    return _written("grid.csv", rows, count, chance)


def _written(name, rows, count, chance):
    text = text_of(rows, chance.choice(",;\t"))
    if chance.random() < 0.2:
        return name, changed_bytes(text.encode("utf-8", "surrogatepass"), chance), 0
    return name, recoded(text, chance), count


def _minutes(chance):
    return chance.choice(["minutes.md", "minutes.txt", "minutes.html"]), changed_bytes(minutes().encode(), chance), 0


def _posts(chance):
    if chance.random() < 0.3:
        return "posts.jsonl", changed_bytes(posts().encode(), chance), 0
    lines = changed_json([json.loads(line) for line in posts().splitlines()], chance)
    return "posts.jsonl", "\n".join(map(json.dumps, lines if isinstance(lines, list) else [lines])).encode(), 0


def _slack(chance):
    members = slack()
    name = chance.choice(list(members))
    if chance.random() < 0.7:
        members[name] = json.dumps(changed_json(json.loads(members[name]), chance)).encode()
    else:
        members[name] = changed_bytes(members[name], chance)
    data = packed(members)
    return "export.zip", changed_bytes(data, chance) if chance.random() < 0.3 else data, 0


def _workbook(chance):
    rows, count = table(chance, rows_of_register())
    data = workbook([["".join(char for char in cell if char.isprintable())[:30_000] for cell in row] for row in rows])
    if chance.random() < 0.4:
        return "book.xlsx", data, count
    members = unpacked(data)
    name = chance.choice(sorted(members))
    members[name] = changed_bytes(members[name], chance)
    data = packed(members)
    return "book.xlsx", changed_bytes(data, chance) if chance.random() < 0.3 else data, 0


DOCUMENTS = {"minutes.docx": (word, 7), "minutes.pdf": (portable, 7)}
"""Name → how it is made, and how many records it holds."""


def document(seed):
    """Give a mutated Word document or PDF: its members or its bytes are changed."""
    chance = random.Random(f"document {seed}")
    name = chance.choice(sorted(DOCUMENTS))
    data = DOCUMENTS[name][0]()
    if name.endswith("docx") and chance.random() < 0.6:
        members = unpacked(data)
        member = chance.choice(sorted(members))
        members[member] = changed_bytes(members[member], chance)
        return name, packed(members), 0
    return name, changed_bytes(data, chance), 0


def flip(seed):
    """Give a workbook, a Word document or a PDF in which one bit is flipped, and how many records it held."""
    chance, rows = random.Random(f"flip {seed}"), rows_of_register()
    name, (make, least) = [("book.xlsx", (lambda: workbook(rows), len(rows) - 1)), *DOCUMENTS.items()][seed % 3]
    data = bytearray(make())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return name, bytes(data), least


def in_process(function, file, kind):
    """Stand for `process.call` without a process: the same answer, some hundred times as fast, and a limit of time."""
    if hasattr(signal, "setitimer"):  # a PDF whose parts refer to each other in a circle is read for ever
        signal.signal(signal.SIGVTALRM, _late)
        signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    try:
        reply = process._reply(function, file)
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return process._answer(msgspec.msgpack.encode(reply), kind)


def _late(*_signal):
    raise TimeoutError


def faults(folder, cases, flipped=False):
    """Read inputs beside a sound one, many in one study; give key → what went wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "control.csv").write_text(CONTROL, encoding="utf-8")
    for key, (name, data, _least) in cases.items():
        (folder / f"{key}-{name}").write_bytes(data)
    try:
        with mock.patch.object(minutes_reading, "call", in_process):
            reading = read_study(open_study([folder]))
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        if len(cases) > 1:  # one of them: which, each by itself tells
            return {key: why for key in cases for why in faults(folder, {key: cases[key]}, flipped).values()}
        kind = "imbalance" if isinstance(error, LedgerError) else "refused" if isinstance(error, SnaError) else "crash"
        return dict.fromkeys(cases, f"{kind}: {type(error).__name__}: {error}")
    accounts = {account.file: account for account in reading.ledger}
    found = {
        key: _fault([account for file, account in accounts.items() if file.startswith(f"{key}-{name}")], least, flipped)
        for key, (name, _data, least) in cases.items()
    }
    if accounts["control.csv"].records != 2 or accounts["control.csv"].fates[Fate.REJECTED]:
        found["control"] = "the sound file beside them was not read"
    return {key: why for key, why in found.items() if why}


def _fault(accounts, least, flipped):
    """Say what went wrong with one input; of a zip of a folder each file has an account."""
    reasons = [entry.reason for account in accounts for entry in account.unused if entry.reason]
    if any(reason.code == "R-FAULT" for reason in reasons):
        return f"crash in a guard: {next(reason.why for reason in reasons if reason.code == 'R-FAULT')}"
    if not accounts:
        return "no account of it"
    rejected = sum(account.fates[Fate.REJECTED] for account in accounts)
    used = sum(account.fates[Fate.USED] + account.fates[Fate.MERGED] for account in accounts)
    records = sum(account.records for account in accounts)
    if flipped and used < least and not rejected and not any(account.warnings for account in accounts):
        return f"silent loss: {used} of {least} used"
    return f"silent loss: {records} of {least} records" if records < least and not rejected else ""


def main(first, last, kind="mutant"):
    """Read the mutants of these seeds, one after the other, and print the rate."""
    make, begun, failures = {"mutant": mutant, "document": document, "flip": flip}[kind], time.monotonic(), 0
    with tempfile.TemporaryDirectory() as place:
        for start in range(first, last, BATCH):
            cases = {seed: make(seed) for seed in range(start, min(start + BATCH, last))}
            found = faults(Path(place) / "study", cases, flipped=kind == "flip")
            failures += len(found)
            with Path("fuzz-failures.txt").open("a", encoding="utf-8") as file:
                file.writelines(f"{kind} {seed}: {why[:200]!r}\n" for seed, why in found.items())
            rate = (start + BATCH - first) / (time.monotonic() - begun)
            sys.stdout.write(
                f"{kind}s {first} to {min(start + BATCH, last) - 1}: {failures} failures, {rate:.0f} a second\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])

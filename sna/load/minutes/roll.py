"""Blocks → the rolls of a document: which names stand under which heading, in which session."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import structs

from sna.facts import Status
from sna.load.marks import settle
from sna.load.minutes import headings, lines, lists, name_marks, nobody, roll_heads, slots, table
from sna.load.minutes.blocks import Block, is_numbered, ticked
from sna.load.minutes.headings import Heading, closes, heading, is_chair, names_group, only_closes
from sna.load.minutes.person import is_sentence, read_person, surely_named
from sna.load.minutes.roll_heads import bare_roll, bold_names, numbered_lists, tells_of_people
from sna.load.minutes.slots import Rolls, Section, Session, Slot
from sna.names import is_role, key, titles

MOST_ODD = 3


def read_rolls(
    blocks: Sequence[Block],
    marks: Mapping[str, str] | None = None,
    words: Sequence[str] = (),
    on: dt.date | None = None,
) -> Rolls:
    """Walk the blocks of a document once and gather its rolls.

    Parameters
    ----------
    marks
        What the study says of marks of attendance in tables, such as ``{"?": "present"}``.
    words
        The study's own headings of a roll.
    on
        The day of the document, if it is known.
    """
    legend = name_marks.legend_of(blocks)
    rows = table.Table(blocks, marks or {}, on)
    walk = _Walk(rows, legend, {block.part for block in blocks if legend and name_marks.has_mark(block.text, legend)})
    walk.bare = bare_roll(blocks)
    own, body = {key(word) for word in words}, slots.body_of(blocks)
    agenda, bold = numbered_lists(blocks), bold_names(blocks)
    walk.blocks = [
        structs.replace(line, kind="item" if at in agenda else line.kind, strong=line.strong and at not in bold)
        for at, line in enumerate(blocks)
    ]
    for index, block in enumerate(walk.blocks):
        if block.kind == "front":
            walk.sections += (front := slots.of_front(block))
            walk.used |= {section.place for section in front}
        elif not (block.code or name_marks.is_legend(block.text) or name_marks.is_footnote(block.text, legend)):
            people = f"Present: {lines.label_of(block)[1]}" if block.place == body else ""
            walk.take(structs.replace(block, text=people) if people else lines.in_own_words(block, own), index)
    sections = [section for section in walk.sections if section.head.status]
    doubts = rows.doubts + [slots.ELSEWHERE] * walk.elsewhere
    letters = settle((), rows.legend, marks).meanings
    return Rolls(sections, walk.sessions, walk.used, doubts, name_marks.codes_of(blocks), letters, legend)


class _Walk:
    """The state of the walk: the section that is open, the session, the headings seen."""

    def __init__(self, rows: table.Table, legend: Mapping[str, Status], parts: AbstractSet[int]) -> None:
        self.legend, self.marked, self.table = legend, parts, rows
        self.sections: list[Section] = []
        self.sessions = [Session()]
        self.open: Section | None = None
        self.closed: Section | None = None  # the one that the heading just read ended
        self.used, self.groups = set[str](), set[str]()  # places of rolls; groups that those present stand in
        self.title, self.title_at, self.index = "", 0, 0
        self.heading_since = self.gap = self.begun = False
        self.margins: dict[int, Heading] = {}  # what is said of the people below, by how far it is indented
        self.blocks: Sequence[Block] = ()
        self.elsewhere = False  # whether a roll says that its names stand in another document
        self.bare = ""  # the place of a roll without a heading

    def take(self, block: Block, index: int) -> None:
        self.index = index
        if block.kind == "row":
            self._row(block)
        elif self.open and block.kind != "heading" and nobody.is_nothing(block.text):
            self.used.add(block.place)
            self._note_elsewhere(block.text)
        elif not self._form(block):
            self._line(slots.of_form(block, self.open.mark) if self.open and not self.open.paused else block)

    def _form(self, block: Block) -> bool:
        """Read a line that says what each is to write; where no roll is open, it begins one."""
        form = slots.FORM.match(block.text) if block.kind != "heading" and (self.open or not self.begun) else None
        if form and not self.begun:
            self._begin(block, Heading(Status.PRESENT, first=True), "")
            self.sections[-1].level = slots.LABEL - 1  # remarks may stand before the list
        if form and self.open:
            self.open.mark = form[1]
            self.used.add(block.place)
        return form is not None

    def _line(self, block: Block) -> None:
        # The order of these questions is the rule: a line is what the first that fits makes of it.
        label, rest, sure = lines.label_of(block)
        rest = "" if lines.NUMBER.fullmatch(rest) else rest
        deep = block.kind == "item" and self.begun and self.gap and block.level > 1  # amid a discussion
        bare = block.kind == "item" and ((deep and not rest) or not sure)  # one of a list, such as an agenda's
        below = self._below()
        bare &= below.kind != "row" and not (self.open and below.level > block.level)  # "- Apologies", and people
        bare &= below.kind != "line" or not lines.is_surely_name(below.text)
        listed = not self.begun and self.index < lines.FAR and lines.is_people(rest) and "," in rest
        listed |= self.begun and block.text.endswith(":") and lines.is_people(self._below().text)
        inside = self.open is not None or (listed and "invit" not in label.casefold())
        head = heading(label, sure=sure, inside=inside) if label and not bare else None
        head = None if head and head.first and deep and not self.heading_since else head  # of another meeting
        if not head and sure and not rest and ", " in label:  # "As quorum was missed, two guests were present:"
            head = heading(label.rpartition(", ")[2], sure=True, inside=inside)
        if head and head.mode and not self.begun:
            head = structs.replace(head, first=True)
        if head and head.first and rest and not lines.may_list(rest, head):  # it says something, but not who
            self.sections.append(Section(head, slots.LABEL, len(self.sessions) - 1, block.place))
            self.elsewhere |= nobody.ELSEWHERE.search(rest) is not None
        if head and (not rest or lines.may_list(rest, head)):
            self._begin(block, head, rest)
            if is_chair(label):
                self._chair(rest or self._below().text)
        elif not rest and slots.is_of_those_present(self.open, block, self._below(), self.groups):
            self._begin(block, Heading(Status.PRESENT), "")
        elif block.kind == "heading":
            self._other_heading(block)
        elif self.open is None:
            self._outside(block, label, rest)
        elif rest and label:
            self._labelled(block, label, rest)
        else:
            self._entry(block, label if sure and not rest else "")

    def _begin(self, block: Block, head: Heading, rest: str) -> None:
        if head.first and self.begun and slots.LAST.search(self.title):
            head = Heading(None)
        if head.first:
            self._session()
        level = block.level if block.kind == "heading" else slots.LABEL
        indent = block.level if level == slots.LABEL and block.kind == "line" else 0
        self.open = Section(head, level, len(self.sessions) - 1, block.place, indent=indent, body=head.body)
        self.open.form, self.open.item = (block.kind, block.strong), self.gap or is_numbered(block)
        self.sections.append(self.open)
        self.used.add(block.place)
        if block.kind == "line":
            self.margins[block.level] = head
        rest = lines.without_lead(rest)
        if re.fullmatch("[A-Z]{2,4}|All", rest) and slots.begins_names(self._below()):
            rest = ""  # who leads the item: ``Apologies   AL``
        self._note_elsewhere(rest)
        away = nobody.is_nothing(rest) and nobody.ELSEWHERE.search(rest)
        if rest and head.status and not (away or lines.is_remark(rest) or names_group(rest)):
            self.open.inline = block.part
            self._add(Slot(rest, block.place, "line", head.status, several=True, part=block.part, body=head.body))

    def _session(self) -> None:
        """Begin a new session where a second roll, not right after the first, follows a heading of its own."""
        if self.begun and self.gap and self.heading_since:
            self.sessions.append(Session(self.title, self.title_at))
        elif not self.begun:
            self.sessions[0].title = self.title if self.heading_since else ""
        self.begun, self.gap, self.heading_since = True, False, False

    def _other_heading(self, block: Block) -> None:
        section = self.open
        self.closed = None
        # Below a roll a deeper heading names a group of it; one that begins another matter, or is as high, ends it.
        group = section and section.slots and names_group(block.text) and "contrib" not in block.text.casefold()
        group = group and lines.is_surely_name(self._below().text)
        if section and not group and (block.level <= section.level or closes(block.text)):
            self.open, self.closed = None, section if not closes(block.text) else None
        elif section:
            section.paused = False
        if self.open is None:
            self.title, self.title_at, self.heading_since, self.gap = block.text, self.index, True, True

    def _outside(self, block: Block, label: str, rest: str) -> None:
        if self.closed and ticked(block.text)[0] is not None and lines.is_surely_name(block.text):
            self._reopen(self.closed, block)
            return
        ours = name_marks.has_mark(block.text, self.legend) or all(
            map(lines.is_people, (block.text, self._below().text))
        )
        if ours and block.part in self.marked and block.kind in {"item", "line"}:
            people = rest if label and name_marks.has_mark(rest, self.legend) else ""
            self._begin(block, Heading(Status.PRESENT, first=not self.begun), people)
            if not people:
                self._entry(block, "")
            return
        if not self.begun and block.place == self.bare:
            several = lines.is_bare_roll(block.text)
            self._begin(block, Heading(Status.PRESENT, first=True), block.text if several else "")
            if not several:
                self.take(block, self.index)
            return
        self.gap, self.closed = True, None
        if rest and is_chair(label):
            self._chair(rest)

    def _reopen(self, section: Section, block: Block) -> None:
        """Go on with a roll whose next heading names a group, and below it are boxes ticked like those before."""
        self.open = Section(section.head, section.level, section.session, block.place, indent=block.level)
        self.sections.append(self.open)
        self._entry(block, "")

    def _chair(self, name: str) -> None:
        if not self.sessions[-1].chair and (parts := lists.split(name)):
            self.sessions[-1].chair = parts[0]

    def _labelled(self, block: Block, label: str, rest: str) -> None:
        """Take ``Chair: Ann Smith`` or ``Pond Trust: Ann Smith, Bob Ray`` inside a roll; anything else ends it."""
        section = self.open
        if names_group(label):  # "Others: see the signing-in book"
            self._note_elsewhere(rest)
        if section is None or section.paused or section.head.status is None:
            self._odd_or_last(block)
            return
        if back := slots.roll_of_present(self.sections, section, label, rest):
            self.open = section = back
        grouped = any(slot.group or slot.role for slot in section.slots)
        grouped |= not section.slots and lines.are_groups(block, self._below())
        grouped |= label.isupper() and slots.names_body(label, rest)
        further = "," in label and self._continues(section, block, block.text)  # "Ray, Cat Wu and the Clerk: Dan Fox"
        last = {"last", "previous", "prior", "past"} & set(key(label).split())  # "From last week"
        if further or last or self._answer(block):
            self.used.add(block.place)
            return
        if is_chair(label):
            self._chair(rest)
            if section.head.status is Status.PRESENT:
                style = section.style or "line"
                self._add(Slot(rest, block.place, style, section.head.status, several=True, role=label))
        elif lines.is_entry(block.text, label) and len(block.text.split()) <= 12 and not grouped:
            self._entry(block, "")
        elif nobody.is_nothing(rest) or (slots.COUNTED.fullmatch(label) and rest.strip(" .")[:2].isdigit()):
            self.used.add(block.place)
        elif lines.names_people(label, rest, grouped=grouped):
            self._group(section, block, label, rest)
        else:
            self._odd_or_last(block)

    def _group(self, section: Section, block: Block, label: str, people: str) -> None:
        """Take the people of a group, which may be what they belong to."""
        body = slots.OF_BODY.sub("", label) if slots.names_body(label, people) else ""
        status, style = section.head.status or Status.PRESENT, section.style or block.kind
        self._add(Slot(people, block.place, style, status, several=True, group=True, body=body))

    def _answer(self, block: Block) -> bool:
        """Take ``Ann Lee: YES``."""
        if slot := slots.answer(block):
            self._add(slot)
        return slot is not None

    def _entry(self, block: Block, label: str) -> None:
        section = self.open
        other = lines.begins_matter(block.text) or (block.kind == "line" and headings.begins_other(block.text))
        others = names_group(block.text) and lines.is_people(self._below().text)  # "Others", and below it a list
        if section is None or section.paused or other or (not others and self._ends(section, block)):
            self._odd_or_last(block)
            return
        if block.text.endswith(":") and not label.endswith(":") and self._of_group(section, block):
            return
        if block.kind == "line" and is_role(block.text) and lines.is_surely_name(self._below().text):
            self.used.add(block.place)  # whoever holds it stands below
            return
        tick, text = ticked(nobody.without_counted(block.text))
        if nobody.is_nothing(text) or section.head.status is None:
            return
        people = lines.who_attended(text)
        if people and lines.ATTENDED.search(text) and section.head.status is not Status.PRESENT:
            self._begin(block, Heading(Status.PRESENT), people)
        elif people:
            self._slot(section, structs.replace(block, kind="line"), people, None)
        sentence = people or ((lines.EXCUSED.search(text) or lines.ATTENDED.search(text)) and not surely_named(text))
        if (
            slots.heads_body(section, block, self._below())
            or sentence
            or slots.is_below(section, block, text)
            or self._answer(block)
            or names_group(text)
            or slots.leaves(section, text)
            or slots.heads_others(section, block, self._below().text)
        ):
            return
        closing = closes(label) and not (surely_named(label) or titles.is_titled(label))
        if label and (closing or not (section.slots or lines.is_surely_name(label))):
            if closing:
                self._odd_or_last(block)
            return
        self._name(section, block, text, tick)

    def _of_group(self, section: Section, block: Block) -> bool:
        """Take a label as the name of a group, there or not as those above it are, who begin as far to the right."""
        if closes(block.text) or len(block.text.split()) > slots.MOST_WORDS or ticked(block.text)[0] is not None:
            return False
        head = self.margins.setdefault(block.level, section.head)
        if head.status is not section.head.status:
            self._begin(block, structs.replace(head, first=False), "")
            self.margins[block.level] = head
        self.used.add(block.place)
        return True

    def _name(self, section: Section, block: Block, text: str, tick: bool | None) -> None:
        if text.startswith("(") and text.endswith(")") and block.kind == "line" and section.slots:
            section.slots[-1].text += f" {text}"  # all in brackets: of the name above
            self.used.add(block.place)
            return
        grouped = any(slot.group for slot in section.slots)
        group, who = (
            lines.group_of(text, grouped=grouped) if tick is None and block.part not in self.marked else ("", "")
        )
        if group:
            self._group(section, block, group, who)
            return
        person = read_person(text) or lines.first_of_list(text)
        excused = section.head.status is not Status.PRESENT and surely_named(text)
        telling = person and (person.part or person.replaced_by or excused)
        tells = is_sentence(text) or lines.TELLS.match(text)
        prose = tells and not telling and not lines.begins_list(text)
        # A list is believed to its end, prose in between or not; paragraphs end it at once, and some oddities in a row.
        same_list = block.kind == section.style != "line" and block.part == section.slots[-1].part
        strange = not same_list and (prose or (person is None and block.kind == "line"))
        if strange or slots.is_alone(section, block, text) or section.odd >= max(MOST_ODD, len(section.slots) // 3):
            if not self._continues(section, block, text):
                self._odd_or_last(block)
            return
        section.odd = 0 if person and not prose else section.odd + 1
        body, people = name_marks.apart(text) if block.part in self.marked else ("", [])
        if len(people) > (not body):
            for slot in slots.of_entry(block, section.head.status or Status.PRESENT, body, people):
                self._add(slot)
        elif not self._continues(section, block, text) and not nobody.is_remark(text):
            self._slot(section, block, lines.SENTENCE.split(text)[0] if tells else text, tick)
        self.used.add(block.place)

    def _slot(self, section: Section, block: Block, text: str, tick: bool | None) -> None:
        status = section.head.status or Status.PRESENT
        if tick is False and status is Status.PRESENT:
            status = Status.ABSENT
        slot = Slot(text, block.place, block.kind, status, part=block.part, level=block.level, ticked=tick is not None)
        slot.strong, slot.body = block.strong, section.body
        slot.several = block.kind == "line" and tick is None
        self._add(slot)

    def _continues(self, section: Section, block: Block, text: str) -> bool:
        """Join a line to the line of names before it, where the list was wrapped."""
        joins = bool(section.slots) and block.kind == "line" and slots.goes_on_with(section.slots[-1], block, text)
        if joins:
            section.slots[-1].text, section.slots[-1].part = slots.joined(section.slots[-1].text, text), block.part
            self.used.add(block.place)
        return joins

    def _ends(self, section: Section, block: Block) -> bool:
        """Whether a block no longer belongs to the list at hand: another kind of list, or less indented."""
        if not section.slots:  # below "Guests:" is nobody where the others stand beside their labels
            word = block.kind == "line" and " " not in block.text and not titles.is_forename(block.text)
            return word and any(other.inline >= 0 for other in self.sections[:-1])
        slot = section.slots[-1]
        if block.kind == "numbered" and section.style == "line" and not titles.is_titled(block.text):
            return not titles.is_forename(block.text.split(" ")[0])
        alone = block.kind != "line" and " " not in block.text and not titles.is_forename(block.text)  # "1. Election"
        open_end = slot.text.rstrip().endswith(slots.OPEN_ENDS) or slots.is_amid_bracket(slot, block)
        if (block.kind == "line" and open_end) or (section.inline == block.part and not alone):
            return False
        if block.kind == section.style == "line" and block.part != slot.part:
            # After ``Present: Ann Smith`` the next paragraph is another matter, unless it is names and nothing else.
            people = slots.are_people_too(slot, block, section.indent)
            group = headings.mentions_group(block.text) and lines.lists_people(self._below().text)
            return (section.inline >= 0 and not (people or group)) or block.level < section.indent
        guests = (slot.kind, slot.part) == (block.kind, block.part) and titles.is_titled(block.text)  # below the list
        people = lines.is_people(block.text) and slots.is_alike(slot.text, block.text)
        return block.kind != section.style and not (people or guests)

    def _odd_or_last(self, block: Block) -> None:
        """End the list before a line that is none of it; where people in the same form follow, it is one reject."""
        section = self.open
        if section and (status := section.head.status) and not section.paused:
            if block.text.endswith(",") and lines.begins_list(block.text):  # an odd part, and names behind it
                self.used.add(block.place)
                self._slot(section, block, block.text, None)
                return
            if slots.goes_on(section, block, self.blocks[self.index + 1 : self.index + 1 + MOST_ODD]):
                if section.slots and not headings.mentions_group(block.text):  # else it says in other words who follows
                    section.odd_lines.append(Slot(block.text, block.place, block.kind, status))
                return
        # Below a heading the roll may go on after some prose; after a label, what follows is another matter.
        if section and section.level < slots.LABEL:
            section.paused = bool(section.slots) or section.paused
        else:
            self.open = None
        self.gap = True

    def _below(self) -> Block:
        return self.blocks[self.index + 1] if self.index + 1 < len(self.blocks) else Block("", "", "")

    def _note_elsewhere(self, text: str) -> None:
        if self.open and self.open.head.status:
            self.elsewhere |= nobody.ELSEWHERE.search(text) is not None

    def _add(self, slot: Slot) -> None:
        if self.open is not None:
            self._note_elsewhere(slot.text)
            self.open.slots.append(slot)
            self.used.add(slot.place)

    def _row(self, block: Block) -> None:
        agenda = self.open and is_numbered(block) and not any(map(tells_of_people, block.cells[1:]))
        content = [] if agenda else self.table.take(block)
        closing = not self.table.columns and only_closes(next((cell for cell in block.cells if key(cell)), ""))
        if (agenda or closing) and (self._is_odd(block) or agenda):
            return
        for labelled in (part for part in content if isinstance(part, table.Labelled)):
            self._label_in_row(block, labelled)
        entries = [entry for entry in content if isinstance(entry, table.Entry)]
        if content and not entries:
            return
        if self.open and (self.open.inline >= 0 or self.open.level == slots.LABEL) and self.open.style == "line":
            self.open = None  # after a label, a table is another matter
        if self.table.stands_alone and (self.open is None or self.open.paused):
            self._begin(block, Heading(Status.PRESENT, first=True), "")
        if self.open and self.open.head.status and not self.open.paused:
            for entry in entries:
                status = entry.status or self.open.head.status
                slot = Slot(entry.text, block.place, "row", status, fields=entry.fields, strange=entry.strange)
                slot.ticked, slot.part = entry.status is not None, block.part
                self._add(slot)
        elif not entries:
            self.gap = True

    def _is_odd(self, row: Block) -> bool:
        """Whether a row that may begin another matter is but an odd one, with people below it as above."""
        self._odd_or_last(row)
        return self.open is not None and not self.open.paused

    def _label_in_row(self, block: Block, labelled: table.Labelled) -> None:
        head = heading(labelled.label, sure=True, inside=self.open is not None)
        rest = "\n".join(labelled.rest)
        if head and (not rest or lines.may_list(rest, head)):
            first, *further = roll_heads.in_turn(Block("line", rest, block.place, part=block.part))
            self._begin(block, head, first.text)
            for part in further:
                self.take(part, self.index)
            self.used -= {block.place} if nobody.is_nothing(rest) else set()  # its cell may tell of people
        elif labelled.rest and is_chair(labelled.label):
            self._chair(labelled.rest[0])

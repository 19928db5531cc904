"""What is a register, and what only looks like one."""

import openpyxl
import pytest

from sna.load.register import identify
from sna.load.source import Source

REGISTERS = {
    "wide, of attendees": "Forum register 2024,,,\nAttendee,12 Jan,9 Feb,8 Mar\nAnn Lo,Y,Y,Y\nBo Ng,Y,Apols,\n",
    "long, with an order": "Order,Attendee,Date\n1,Ann Lo,13/03/2024\n",
    "long, with attendees as role": "Date,Name,Role\n13/03/2024,Ann Lo,Attendee\n",
    "long": "Date,Name,Organisation\n13/03/2024,Ann Lo,Care\n",
    "long by meeting": "Meeting,Name,Status\nForum,Ann Lo,Present\n",
    "wide": "Name,13/03/2024,20/03/2024\nAnn Lo,Y,N\n",
    "wide, counted": "Name;Meeting 1;Meeting 2\nAnn Lo;Y;N\n",
    "wide, named": "Name,Forum,Launch\nAnn Lo,Y,N\nBo Ng,Y,Y\n",
    "sign-in": "Forum 13 March 2024,,\nName,Organisation,Signature\nAnn Lo,Care,\n",
    "status only": "Full name,Attended?\nAnn Lo,Yes\n",
    "quoted line ends": 'Date,Name,Notes\n13/03/2024,Ann Lo,"a\nb"\n',
}
OTHERS = {
    "teams": "1. Summary\nMeeting title\tForum\nStart time\t13/03/2024, 09:29:07\n\n2. Participants\n"
    "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\n"
    "Ann Lo\t13/03/2024, 09:29:07\t13/03/2024, 10:00:00\t31m\t\n",
    "teams, old": "Full Name\tUser Action\tTimestamp\nAnn Lo\tJoined\t13/03/2024, 09:29:07\n",
    "teams, German": "1. Zusammenfassung\nStartzeit\t13.03.24, 09:29:07\n\n2. Teilnehmer\n"
    "Name\tErster Beitritt\tLetztes Verlassen\tDauer\tE-Mail\tRolle\n"
    "Ann Lo\t13.03.24, 09:29:07\t13.03.24, 10:00:00\t31 Min.\t\t\n",
    "teams, joins": 'Meeting Summary\nMeeting Title,Forum\nMeeting Start Time,"3/13/2024, 9:29:07 AM"\n\n'
    "Full Name,Join Time,Leave Time,Duration,Email,Role\n"
    'Ann Lo,"3/13/2024, 9:29 AM","3/13/2024, 10:00 AM",31m,,Attendee\n',
    "zoom": "Meeting ID,Topic,Start Time,End Time\n1,Forum,03/13/2024 09:29:07 AM,03/13/2024 10:00:00 AM\n\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Ann Lo,,03/13/2024 09:29:07 AM,03/13/2024 10:00:00 AM,31,Yes\n",
    "zoom, unique": "Name (Original Name),User Email,Total Duration (Minutes),Guest\nAnn Lo,,31,Yes\n",
    "meet": "First name,Last name,Email,Duration,Time joined,Time exited\nAnn,Lo,,31 min,09:29,10:00\n",
    "eventbrite": "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Attendee Status\n"
    "1,2024-03-13,Ann,Lo,,1,Free,1,Attending\n",
    "luma": "guest_id,name,email,created_at,approval_status,checked_in_at\ng1,Ann Lo,,2024-03-01,approved,\n",
    "bevy": "Order number,Ticket number,First Name,Last Name,Email,Paid date (UTC),Checkin Date (UTC)\n"
    "O1,T1,Ann,Lo,,2024-03-01 10:00:00+00:00,\n",
    "meetup": "Name\tUser ID\tRSVP\tGuests\tRSVPed on\nAnn Lo\tuser 1\tYes\t0\t3/1/24 5:01 PM\n",
    "humanitix": "Order id,Event,Event date,First name,Last name,Email,Order date,Valid tickets\n"
    "A1,Forum,13/03/2024,Ann,Lo,,01/03/2024,1\n",
    "webex": "Meeting Name,Meeting Start Time,Display Name,Attendee Email,Join Time,Leave Time,Attendance Duration\n"
    "Forum,2024-03-13 09:30:00,Ann Lo,,2024-03-13 09:31:00,2024-03-13 10:00:00,29 mins\n",
    "roster": "Name,Organisation,Role,Sector,Locality,Joined,Left\nAnn Lo,Care,Nurse,Voluntary,North,2023-01-01,\n",
    "plain roster": "Name,Organisation,Role\nAnn Lo,Care,Nurse\n",
    "organisations": "Organisation,Sector,Reach\nCare,Voluntary,yes\n",
    "tags": "id_str,from_user,text,created_at,time\n1,annlo,Hello,Wed Mar 13,13/03/2024 09:29:07\n",
    "twarc": "id,author.username,created_at,text\n1,annlo,2024-03-13T09:29:07Z,Hello\n",
    "minutes": "# Forum 13 March 2024\n\n**Attendees:**\n\n| Name | Organisation |\n| --- | --- |\n| Ann Lo | Care |\n",
    "minutes, plain": "Minutes of the Forum, 13 March 2024\n\n"
    "Attendees\nAnn Lo, Care\nBo Ng, Council\n\nApologies: Cy Dee\n",
    "prose": "Ann and Bo met, then Cy came.\nThey spoke, at length, about tea.\n",
    "json": '{"name": "Ann Lo"}',
    "page": "<!DOCTYPE html><html><table><tr><td>Name</td><td>Date</td></tr></table></html>",
    "edges": "source,target,weight\na,b,1\n",
    "empty": "",
}


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_is_one(tmp_path, name):
    (tmp_path / "file.txt").write_text(REGISTERS[name], "utf-8")
    assert identify(Source(tmp_path / "file.txt")) is True


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("stem", ["file", "2024-03-13"])
def test_another_kind_of_file_is_none(tmp_path, name, stem):
    if (name, stem) == ("plain roster", "2024-03-13"):
        pytest.skip("a list of names in a file named after a day is a sign-in list")
    (tmp_path / f"{stem}.csv").write_text(OTHERS[name], "utf-8")
    assert identify(Source(tmp_path / f"{stem}.csv")) is False


def test_only_the_beginning_of_a_long_file_is_read(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b"Date,Name\n" + "13/03/2024,Zoë Lo\n".encode() * 50_000 + b"\xff\x00")
    assert identify(Source(path))


def test_the_tab_of_a_sign_in_list_may_name_the_day(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Organisation"])
    book.active.append(["Ann Lo", "Care"])
    book.save(tmp_path / "people.xlsx")
    assert identify(Source(tmp_path / "people.xlsx")) is False
    book.active.title = "13 March 2024"
    book.save(tmp_path / "people.xlsx")
    assert identify(Source(tmp_path / "people.xlsx")) is True


def test_a_folder_and_nothing_at_all_are_none(tmp_path):
    assert identify(Source(tmp_path)) is False
    assert identify(Source(tmp_path / "nothing.csv")) is False

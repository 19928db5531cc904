"""Words that tell a person's name from what is written beside it: titles, roles, organisations, devices, rooms.

Data only. Sets are in lower case unless they say otherwise.
"""

from __future__ import annotations

import re

TITLES = frozenset(
    "dr mr mrs ms miss mx prof professor sir dame rev reverend revd cllr councillor lord lady baroness baron sister fr "
    "herr frau señor señora sr sra sig mme mlle dhr mevr pan pani cllrs councillors pc pcso wpc sgt insp lt col "
    "colonel major capt captain canon brigadier alderman ald messrs inspector sergeant pcsos".split()
)
POSTNOMINALS = frozenset(  # as written: "Ma" is a name, "MA" is a degree
    "PhD DPhil MD MBBS MBChB MB BCh MBE OBE CBE DBE KBE RN RGN RMN RM MSc BSc BA MA MBA FRCP MRCP FRCGP MRCGP FRCS "
    "FRCN FFPH MFPH MPH MPharm PgDip PGCert DClinPsy EdD LLB Esq JP KC QC II III IV Jr Snr Jnr".split()
)
PARTICLES = frozenset(
    "de da di do dos das du del della der den van von vom zu la le les ter ten al el bin ibn ben y e af av".split()
)
MARKS = frozenset(
    "guest unverified external ext extern externe externo externa esterno zewnętrzny host co-host cohost me you "
    "organiser organizer presenter attendee chair co-chair vice-chair secretary minutes gast invitado invité invitée "
    "convidado ospite gość "
    "he/him she/her they/them he/him/his she/her/hers they/them/theirs he/they she/they they/he they/she".split()
) | {"nicht verifiziert", "non verificato", "sin verificar", "non vérifié", "não verificado", "niet geverifieerd"}
ORGANISATION_WORDS = frozenset(
    "nhs trust council university hospital hospitals ccg icb icp pcn care homes home ltd limited plc cic uk federation "
    "network service services college school association charity society centre center group institute foundation "
    "practice surgery clinic partnership authority hospice academy agency ambulance police inc llc gmbh corp "
    "healthwatch community consortium alliance laboratory department ministry".split()
)
BODIES = frozenset(  # the last word of an organisation's name, whatever roles are named in it
    "trust council university hospital hospitals limited ltd plc cic federation network college school association "
    "charity society group institute foundation practice surgery clinic partnership authority hospice academy agency "
    "inc llc gmbh healthwatch consortium alliance laboratory department ministry union forum".split()
)
ROLE_WORDS = frozenset(
    "lay member members representative rep manager nurse nurses practice lead officer director deputy assistant chair "
    "administrator admin secretary pharmacist physiotherapist therapist doctor gp gps governor observer observers "
    "public patient carer carers student students trainee clerk minute taker staff team head service user users "
    "coordinator co-ordinator matron consultant commissioner executive chief community care home clinical senior "
    "registered associate specialist practitioner dietitian midwife paramedic researcher facilitator treasurer "
    "trustee vice v.chairman vice-chair vice-chairman vice-chairperson co-chair chairperson chairman chairwoman "
    "registrar support worker social interim acting mayor "
    "resident parishioner teacher headteacher headmaster headmistress principal bursar caretaker accountant auditor "
    "solicitor vicar rector president".split()
)
PROSE_WORDS = frozenset(
    "quorum is was were are be been has have had will would should could can to the this that these those it its we "
    "they i you he she not but if so as about into than then there here what when which how why please see all no our "
    "your their with without because agreed discussed noted suggested asked said proposed review update added need "
    "needs".split()
)
OFFICES = frozenset(  # what no surname ends in
    "engineer engineers manager managers specialist officer officers director directors coordinator representative "
    "representatives administrator assistant consultant secretary maintainers members developers clerk chairman chair "
    "chairperson chairwoman vice-chair vice-chairman treasurer councillor taker librarian editor warden mayor".split()
)
OFFICES_BEFORE = frozenset(  # before a name
    "clerk chairman chairwoman treasurer secretary supervisor trustee governor guest member messrs director "
    "deputy vice "
    "vice-chairman vice-chair chair parish town the".split()
)
FORENAMES = frozenset(  # common ones: that a word is one says something, that it is none says nothing
    "adam adrian ahmed aisha alan alastair alex alexander alice alison amanda amy andrea andrew angela ann anna anne "
    "anthony arthur ashley barbara barry ben beth betty bev beverley bill bob brenda brian bridget carl carol caroline "
    "catherine cathy charles charlotte chris christina christine christopher claire clare colin craig daniel dave "
    "david "
    "dawn deb debbie deborah denise dennis derek diana diane dominic don donald donna dorothy doug duncan ed eddie "
    "edward eileen elaine elizabeth emily emma eric eva evelyn fatima fiona frances francis frank fred gareth gary "
    "gavin geoff geoffrey george georgina gerald gill gillian glenn gordon graham grace greg hannah harry hazel "
    "heather "
    "helen henry hilary howard hugh ian imran irene isabel jack jackie jacob jacqueline james jane janet janice jason "
    "jean jeff jennifer jenny jeremy jill jim joan joanna joanne joe john jon jonathan joseph joyce judith judy julia "
    "julian julie june karen kate katherine kathryn kathy katie keith kelly ken kenneth kerry kevin kim laura lauren "
    "lee leslie lesley lewis liam linda lisa liz lorraine louise lucy luke lynn lynne malcolm marcus margaret maria "
    "marie marion mark martin martyn mary matt matthew maureen michael michelle mike miriam mohammed mohamed monica "
    "muhammad natalie neil niall nick nicola nicholas nigel norman oliver owen pam pamela pat patricia patrick paul "
    "paula pauline penny pete peter phil philip phillip philippa priya rachael rachel ralph ray rebecca rhian rhona "
    "richard rita rob ros rosalind robert robin roger ron ronald rory rosemary ross roy russell ruth ryan sally "
    "sam samantha samuel "
    "sandra sara sarah scott sean shane sharon sheila shirley simon sonia sophie stella stephanie stephen steve steven "
    "stewart stuart sue susan suzanne sylvia teresa terry theresa thomas tim timothy tina tom tony tracey tracy trevor "
    "valerie vanessa vera veronica vicky victor victoria vincent vivien wayne wendy will william yvonne zoe".split()
)
OFFICES_BEHIND = frozenset("clerk chair chairman chairwoman chairperson secretary treasurer assistant deputy".split())
RANKS = frozenset("county borough district parish town city ward".split())  # of a councillor
SMALL_WORDS = frozenset("of the and for a to in on at with".split())
MAILBOXES = frozenset(
    "info admin office enquiries enquiry contact reception manager mail mailbox hello noreply no-reply secretary "
    "training events bookings team".split()
)

DEVICE = re.compile(
    r"\b(i[- ]?phones?|i[- ]?pads?|i[- ]?mac|i[- ]?pod|mac ?book|galaxy[- ]?[a-z]+ ?\d+|android|huawei|oneplus|"
    r"pixel \d|moto g|laptop|desktop|surface (?:pro|hub|go)|chromebook|tablet|samsung|redmi|sm-[a-z]\d+\w*|"
    r"win-[a-z0-9]{6,}|polycom|webex device|echo show|meeting owl|zoom rooms?|teams rooms?|"
    r"otter\.?ai|otterpilot|fireflies(?:\.ai)?|read\.ai|notetaker|note taker|meetgeek|copilot)\b",
    re.IGNORECASE,
)
ROOM = re.compile(
    r"\b(meeting|conference|conf|mtg|board|seminar|training|committee|lecture|video)[ -]?(room|rm|suite|hall|theatre)\b"
    r"|\b(?:room|rm)\s*[\w.]{0,9}\d|\b(boardroom|auditorium|huddle space)\b|^room\b",
    re.IGNORECASE,
)
PHONE = re.compile(r"^(?:tel|phone|call[- ]?in user|caller|user|pstn)?[\s:_#-]*\+?[\d\s()*.x-]{5,}$", re.IGNORECASE)
NOBODY = re.compile(
    r"^(?:zoom |teams |unknown |anonymous |external )?"
    r"(?:guest|guests|user|attendee|participant|participants|anonymous|unknown|caller|call-in user|visitor|visitors|"
    r"somebody|someone|tbc|tba|vacant|vacancy|various|others?|all|everyone|"
    r"invitado|invitada|invité|invitée|convidado|ospite|gast|gość|anonymer?|anónimo|anonyme|anonimo|anonym|"
    r"unbekannt|onbekend|inconnu|desconocido)"
    r"(?: user)?[\s_#-]*(?:\(?\d*\)?)$",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b(?:chair\w*|co-?chair|trustee|vice|secretary|treasurer|director|manager|lead|leader|officer|editor|scribe|observer|guest|"
    r"representative|rep|coordinator|co-ordinator|nurse|doctor|gp|head|deputy|president|ceo|cto|cfo|engineer|developer|"
    r"maintainer|counsel|staff|liaison|owner|clerk|consultant|adviser|advisor|analyst|administrator|assistant|"
    r"worker|practitioner|therapist|physiotherapist|psychologist|pharmacist|specialist|fellow|matron|midwife|carer|"
    r"paramedic|researcher|professor|lecturer|associate|trainer|educator|governor|commissioner|programmer|"
    r"vorsitz\w*|schriftführ\w*|kassier\w*|cadeirydd|voting|member|tsc|minutes|"
    r"note ?taker|moderator|facilitator|convenor|convener)\b",
    re.IGNORECASE,
)
MODE = re.compile(
    r"^(?:(?:via|by|on|joining|attending|attended|joined|participating)\s+)?(?:the\s+)?(?:remote(?:ly)?|"
    r"dial\w*(?: in)?|phone|telephone|zoom|"
    r"(?:ms |microsoft )?teams|on-?line|virtual(?:ly)?|in person|video(?: ?conference| ?call| ?link)?|skype|webex|call|"
    r"vc)$",
    re.IGNORECASE,
)
PRONOUNS = re.compile(
    r"(?:s?he|they|ze|xe|her|him|his|hers|them|theirs?|any|pronouns?)(?:\s*[/|]\s*\w+)*", re.IGNORECASE
)

NOTE_BEGINNINGS = frozenset(
    "will is was left joined arrived until from in via by as representing w who due because owing also sent gave has "
    "had having noted apologised".split()
)
"""Words that a note behind a name begins with, and no name does."""

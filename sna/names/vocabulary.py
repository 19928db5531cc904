"""Words that tell a person's name from what is written beside it, and how texts are made comparable with them.

Titles, roles, organisations, devices, rooms. Sets are in lower case unless they say otherwise. Texts are compared
without regard to case, accents and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TITLES = frozenset(
    "dr mr mrs ms miss mx prof professor sir dame rev reverend revd cllr councillor lord lady baroness baron sister fr "
    "herr frau señor señora sr sra sig mme mlle dhr mevr pan pani drs profs cllrs councillors pc pcso wpc sgt insp lt "
    "col colonel major capt captain canon brigadier alderman ald messrs m/s inspector sergeant pcsos mesdames supt "
    "misses rtn rev'd rev’d pcso's pcso’s".split()
)
POSTNOMINALS = frozenset(  # as written: "Ma" is a name, "MA" is a degree
    "CB KCB CMG FRS QPM TD MPhys MChem MEng BEng MRes MSci MIPEM MFCI FFCI FBCS MBCS CEng CSci CPhys "
    "PhD DPhil MD MBBS MBChB MB BCh MBE OBE CBE DBE KBE RN RGN RMN RM MSc BSc BA MA MBA FRCP MRCP FRCGP MRCGP FRCS "
    "FRCN FFPH MFPH MP MSP MS MEP MLA MPH MPharm PgDip PGCert DClinPsy EdD LLB Esq JP KC QC II III IV "
    "ONZM MNZM CNZM QSM Jr Snr Jnr".split()
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
    "nhs trust council university hospital hospitals uhb ccg icb icp pcn care homes home ltd limited plc cic uk "
    "federation network service services college school association charity society centre center group institute "
    "foundation practice surgery clinic partnership authority hospice academy agency ambulance police inc llc gmbh "
    "corp corporation healthwatch community consortium alliance laboratory department ministry networks trusts "
    "councils constabulary".split()
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
    "registrar support worker social interim acting mayor minister official "
    "resident parishioner teacher headteacher headmaster headmistress principal bursar caretaker accountant auditor "
    "solicitor vicar rector president volunteer volunteers interpreter interpreters translator rfo proper convener "
    "convenor".split()
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
    "chairperson chairwoman vice-chair vice-chairman treasurer councillor taker librarian editor warden mayor rfo "
    "president headteacher bursar convener convenor governor governors trustee trustees executive person attorney "
    "solicitor superintendent supervisor commissioner bookkeeper caretaker surveyor auditor teacher principal analyst "
    "technician controller comptroller planner inspector accountant architect receptionist strategist statistician "
    "scientist economist psychologist pharmacist physiotherapist therapist dietitian midwife matron consultants "
    "advisor adviser agent facilitator organiser organizer programmer designer photographer registrar bosun commodore "
    "quartermaster webmaster groundsman liaison ombudsman intern apprentice churchwarden churchwardens "
    "organist verger curate selectmen councilman councilwoman "
    "admin co-chair co-chairman co-chairwoman co-chairmen co-chairs "
    "councilmember selectman cathaoirleach chief master harbourmaster supt".split()
)
OFFICES_BEFORE = frozenset(  # before a name
    "commissioner councilmember councilman councilwoman attorney selectman commodore engineer "
    "clerk chairman chairwoman treasurer secretary supervisor trustee governor guest member messrs director "
    "deputy vice acting assistant interim rfo mayor president footpath headteacher bursar convener convenor "
    "vice-chairman vice-chair chair parish town the".split()
)
FORENAMES = frozenset(  # common ones: that a word is one says something, that it is none says nothing
    "abdul abigail adam adele adrian ahmed aidan aileen ailsa aimee aisha alan alana alasdair alastair albert alec "
    "aled alex alexander alexandra alfie alfred ali alice alison alistair allan allison alun alyson amanda amelia amir "
    "amy anastasia andrea andree andrew andy anette angela angie angus anita anjali ann anna annabel annabelle anne "
    "anneliese annette annie anthea anthony antony april archie arnold arthur ashley asif audrey ava barbara barney "
    "barrie barry becky belinda ben bernadette bernard bert beryl beth bethan betsy betty bev beverley bill billy bob "
    "bobby brad bradley brenda brendan brian bridget brigid bronwen bruce bryan bryony callum cameron camilla carl "
    "carla carly carol carole caroline carolyn carrie carys cat cath catherine cathy catrin catriona cecilia celia "
    "charles charlotte chloe chris christian christie christina christine christopher ciara claire clare clarissa "
    "claudia clifford clive colin connor constance corinne courtney craig cynthia cyril daisy damian damien dan daniel "
    "danielle danny darren daryl dave david dawn dean deb debbie deborah debra declan dee deirdre delia delyth denise "
    "dennis derek derrick des desmond diana diane dianne dilys dominic dominique don donald donna doreen doris "
    "dorothea dorothy doug dougal douglas dudley duncan dylan eamonn ed eddie edgar edith edna edward edwin eifion "
    "eileen eilidh eirlys elaina elaine eleanor elena eliot elisabeth elizabeth ella ellen ellie elliot elliott elsie "
    "elspeth emily emlyn emma emmanuel enid eric erica ernest esme esther ethan ethel euan eunice eva eve evelyn ewan "
    "farah farooq fatima fay faye felicity fergus finlay fiona flo flora frances francis frank fraser fred freda "
    "freddie frederick freya gail gareth gary gavin gemma geoff geoffrey george georgina geraint gerald geraldine "
    "gerard gerry gethin gilbert gill gillian gina ginny gladys glenda glenn glenys glyn gordon grace graeme graham "
    "greg greta gus guy gwen gwenda gwilym gwyn gwyneth hamish hannah harold harriet harry harvey hassan hattie hayley "
    "hazel heather hector heidi helen henrietta henry herbert hilary hilda howard hugh hugo huw hywel iain ian ibrahim "
    "idris imogen imran ingrid iona irene irfan iris isabel isabella isla ismail isobel ivan ivor jack jackie jacob "
    "jacqueline jacqui jade jake james jamie jan jane janet janette janice janine jarek jasmine jason jayne jean "
    "jeanette jed jeff jeffrey jem jen jenna jennifer jenny jeremy jerry jess jesse jessica jessie jill jim jimmy joan "
    "joanie joanna joanne jodie joe joel john johnny jon jonathan jonathon jonny joseph josephine josh joshua josie "
    "joy joyce judith judy julia julian julie juliet juliette june justin justine kamal karen karl karla kat kate "
    "katharine katherine kathryn kathy katie katrina kay keeley keira keiran keith kelly ken kendra kenneth kerrie "
    "kerry kevan kevin khalid kieran kim kimberley kirsten kirsty krishna kristin kyle lance lara laura lauren "
    "laurence lawrence leah leanne lee leigh len leo leon leonard leroy les lesley leslie lewis lex liam lianne lilian "
    "lillian lily linda lindsay lindsey linzi lionel lisa liz lloyd lois lola lorna lorraine lottie lou louis louisa "
    "louise lucinda lucy luke lydia lyn lynda lynette lynn lynne lynsey mabel maddie madeleine mairi maisie mal "
    "malcolm mandy manuel marc marcia marcus margaret margery margot maria marian marianne marie marilyn marina marion "
    "marjorie mark marlene martha martin martyn mary matilda matt matthew maureen maurice mavis max maxine megan mel "
    "melanie melissa meredith mervyn michael michelle mick mickey mike mildred millie milly minnie miranda miriam "
    "mohamad mohamed mohammad mohammed moira molly mona monica morag moray morgan morwenna muhammad muriel murray myra "
    "myrtle nadia nadine nancy naomi nat natalie nathan neal neil nerys nesta nia niall niamh nichola nicholas nick "
    "nicky nicola nigel nikki nina noel noor nora noreen norma norman olga olive oliver olivia olwen oscar osman owain "
    "owen paddy padraig pam pamela parveen pat patricia patrick patsy paul paula pauline pearl peggy penny perry pete "
    "peter petra phil philip philippa phillip phoebe phyllis polly poppy prakash pritesh priya quentin rachael rachel "
    "rafe rahul raj rajesh rakesh ralph ramesh ranjit ravi ray raymond rebecca rebekah reg reggie reginald rhian "
    "rhiannon rhodri rhona rhys rich richard rick ricky rita rob robbie robert roberta robin roderick rodney roger "
    "roland ron ronald rory ros rosa rosalie rosalind rosanna rosanne rosemarie rosemary rosie ross rowan rowena "
    "roxanne roy rufus rupert russell ruth ryan sadie safia sal salim sally salma sam samantha samuel sandra sanjay "
    "sara sarah sasha saskia saul scott sean sebastian selina seth shabana shane shannon sharon shaun sheena sheila "
    "shelagh shelley sheryl shirin shirley shona sian simon simone siobhan sonia sophie stan stanley stella steph "
    "stephanie stephen steve steven stevie stewart stuart sue suki sunil suresh susan suzanna suzanne suzy sybil syd "
    "sylvia tamara tamsin tania tanya tariq ted teresa terry tess tessa thea thelma theo theodore theresa thomas "
    "tiffany tim timothy tina toby tom tommy tomos tonia tony tracey tracy trevor trish tristan trudy una ursula usman "
    "val valerie vanessa vaughan vera verity vernon veronica vicki vicky victor victoria vijay vincent viv vivian "
    "vivien vivienne wallace walter wanda wayne wendy wilf wilfred will william willie winifred winston yasmin yusuf "
    "yvette yvonne zainab zara zena zoe".split()
)
OFFICES_BEHIND = frozenset("clerk chair chairman chairwoman chairperson secretary treasurer assistant deputy".split())
DUTIES = frozenset(  # what somebody sees to, and where or when: ``Grants & Finance``, ``Events team``, ``Spain``
    "treas sec hon tac citizen tenant tenants parent parents neighbour activities welfare finance financial planning "
    "events event grants grant funding fundraising membership website media press publicity communications comms "
    "newsletter bookings catering safeguarding premises staffing hr curriculum send senco safety transport allotments "
    "environment environmental education training research engagement recruitment marketing social archive host "
    "recorder recording notes slides ict operations ops strategy policy audit governance quality performance risk "
    "committee subcommittee panel team group working topic topics agenda monday tuesday wednesday thursday friday "
    "saturday sunday mon wed thu fri sat sun england scotland wales ireland britain france germany spain italy "
    "netherlands belgium sweden norway denmark finland switzerland poland portugal india china japan canada australia "
    "africa europe human resources housing enabling development estates facilities data information technology systems "
    "technical digital it public works health wellbeing children families adult adults mental primary secondary urgent "
    "emergency medicine nursing midwifery pharmacy therapies workforce improvement transformation change programme "
    "project projects delivery commissioning contracting procurement legal compliance corporate business commercial "
    "relations inclusion equality diversity sustainability climate highways licensing leisure tourism heritage "
    "libraries museums arts culture neighbourhoods community safety outreach admissions maintenance purchasing payroll "
    "accounts accounting benefits customer customers support services service administration management and of the "
    "for fixtures refreshments sponsorship merchandise uniform speakers outings walks trips bar".split()
)
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
    r"(?:conference|conf|speaker|desk) ?phone|dial[- ]?in|"
    r"otter\.?ai|otterpilot|fireflies(?:\.ai)?|read\.ai|notetaker|note taker|meetgeek|copilot)\b",
    re.IGNORECASE,
)
ROOM = re.compile(
    r"\b(meeting|conference|conf|mtg|board|seminar|training|committee|lecture|video)[ -]?(room|rm|suite|hall|theatre)\b"
    r"|\b(?:room|rm)\s*[\w.]{0,9}\d|\b(boardroom|auditorium|huddle space)\b|^room\b",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"^(?:tel|phone|call[- ]?in user|caller|user|pstn)?[\s:_#-]*\+?[\d\s()*.x-]{5,}(?:ext\.?\s*\d+)?$", re.IGNORECASE
)
NOBODY = re.compile(
    r"^(?:zoom |teams |unknown |anonymous |external |unidentified |new )?"
    r"(?:guest|guests|user|attendee|participant|participants|anonymous|unknown|caller|call-in user|visitor|visitors|"
    r"somebody|someone|starter|a\.? ?n\.? ?other|tbc|tba|vacant|vacancy|various|others?|all|everyone|"
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
    r"vp|treas|sec|dir|pres|ipp|sgt-at-arms|pcso|rfo|minister|official|holder|"
    r"sys ?admin|webmaster|publicity|quartermaster|"
    r"paramedic|researcher|professor|lecturer|associate|trainer|educator|governor|commissioner|programmer|"
    r"vorsitz\w*|schriftführ\w*|kassier\w*|cadeirydd|voting|member|tsc|minutes|"
    r"note ?taker|moderator|facilitator|convenor|convener)\b",
    re.IGNORECASE,
)
MODE = re.compile(
    r"^(?:(?:via|by|on|joining|attending|attended|joined|participating)\s+)?(?:the\s+)?(?:remote(?:ly)?|"
    r"dial\w*(?: in)?|phone|telephone|zoom|"
    r"(?:ms |microsoft )?teams|on-?line|virtual(?:ly)?|in person|video(?: ?conference| ?call| ?link)?|skype|webex|call|"
    r"v/?c)$",
    re.IGNORECASE,
)
PRONOUNS = re.compile(
    r"(?:s?he|they|ze|xe|her|him|his|hers|them|theirs?|any|pronouns?)(?:\s*[/|]\s*\w+)*", re.IGNORECASE
)

NOTE_BEGINNINGS = frozenset(
    "will is was left joined arrived until from in via by as representing w who due because owing also sent gave has "
    "had having acting noted apologised excused absent present".split()
)
"""Words that a note behind a name begins with, and no name does."""


_STROKES = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
"""Letters Unicode does not take apart."""
_STROKED = re.compile(f"[{''.join(_STROKES)}]")
_BEYOND = re.compile(r"[^\x00-\x7f]+")  # whole pages are folded, and of them few characters are no ASCII
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # of Unicode's categories Cc and Cs
_FOLDED = {code: " " for code in range(128) if not chr(code).isalnum()} | dict.fromkeys(map(ord, "'`."), "")
_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"['’‘`´.]")
_INVISIBLE = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Normalise Unicode, drop what cannot be seen, and fold white space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(_CONTROL.sub(" ", text).split())


def _without_accents(match: re.Match[str]) -> str:
    return "".join(char for char in match[0] if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 16)  # registers say the same few hundred texts thousands of times
def key(text: str) -> str:
    """Fold a text for comparing: no case, accents or punctuation, single spaces.

    Examples
    --------
    >>> key("Zoë O’Neil-Ward")
    'zoe oneil ward'
    """
    plain = clean(text).casefold()
    if not plain.isascii():
        plain = _BEYOND.sub(_without_accents, unicodedata.normalize("NFKD", plain)).casefold()
        plain = _STROKED.sub(lambda match: _STROKES[match[0]], plain)
    if plain.isascii():
        return " ".join(plain.translate(_FOLDED).split())
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", plain).replace("_", " ")))

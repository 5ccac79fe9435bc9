import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class EntityKind(StrEnum):
    EMAIL = "email"
    WEB = "web"
    """A web address, or an account on a service."""
    CARD = "card"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance"
    BANK = "bank"
    """A sort code or the number of an account."""
    DOCUMENT = "document"
    """The number of a passport, a driving licence or another paper."""
    CRIME_REFERENCE = "crime_reference"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    POSTCODE = "postcode"
    VEHICLE = "vehicle"
    OFFICER_NUMBER = "officer_number"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class FoundEntity:
    kind: EntityKind
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class RedactedText:
    text: str
    found: tuple[FoundEntity, ...]


def placeholder(kind: EntityKind) -> str:
    return f"[{kind.value}]"


_I = re.IGNORECASE
_DIGIT_WORD = (
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|(?:double|triple)\s+\w+"
    r"|dim|un|dau|tri|pedwar|pump|chwech|saith|wyth|naw)"
)
_DAY = r"(?:[0-3]?\d(?:st|nd|rd|th|af|fed|il|ydd|eg|ain)?)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf"
    r"|awst|medi|hydref|tachwedd|rhagfyr)"
)
_YEAR = r"(?:19|20)?\d{2}"
_DATE = (
    rf"(?:{_DAY}\s*[/.\-]\s*[01]?\d\s*[/.\-]\s*{_YEAR}|(?:19|20)\d{{2}}[/.\-][01]?\d[/.\-][0-3]?\d"
    rf"|{_DAY}(?:\s+of)?\s+o?\s*{_MONTH},?\s+{_YEAR}|{_MONTH}\s+{_DAY},?\s+{_YEAR})"
)
_OLD_YEAR = r"(?:19\d\d|200\d|201[0-4])"
_APART = r"[\s.\-–/()]{0,3}"
_REF_WORD = (
    r"(?:crime|incident|occurrence|case|log|cad|urn|investigation|reference|ref|cyfeirnod"
    r"|rhif\s+trosedd|numer\s+sprawy|număr(?:ul)?\s+dosar(?:ului)?"
    r"|número\s+(?:de|do)\s+(?:caso|processo)"
    r"|numero\s+(?:di\s+)?pratica)"
)
_REF_IS = r"(?:\s+(?:ref(?:erence)?|no|number|num|id|rhif|is|was|yw|to|este|es|é|è))*\.?\s*[:#]?\s*"
_LOG = (
    rf"\d{{1,6}}(?:\s*(?:of|/)\s*\d{{1,2}}(?:\s*[/\-]?\s*(?:\d{{1,2}}|{_MONTH}))?"
    r"(?:\s*[/\-]?\s*\d{2,4})?)?"
)
_AT = r"\(at\)|\[at\]|\sat\s"
_DOT = r"\(dot\)|\[dot\]|\sdot\s|\."
_DOMAIN = r"com|co\.uk|co|org\.uk|org|net|info|uk|wales|cymru"
_SERVICE = r"(?:insta(?:gram)?|facebook|fb|snap(?:chat)?|tiktok|twitter|username)"
_UP_TO_15, _UP_TO_20 = r"[^\d\x00]{0,15}", r"[^\d\n\x00]{0,20}"
_NHS = r"\d{3}[\s\-]?\d{3}[\s\-]?\d{4}"
_DOCUMENT = (
    r"(?:passport|pasbort|licence|license|trwydded|paszport\w*|pașaport\w*|passaport[eo]|pasaporte"
    r"|brp|visa)"
)
_BORN = (
    r"(?:born|dob|d\.o\.b\.?|birth(?:day|date)?|ganwyd|geni|urodz\w+|născut\w*|nasc\w+|nac\w+"
    r"|nat[oa])"
)
_PHONE = rf"(?<![\w\[])(?:\+|00)?\(?\d{_APART}(?:\d{_APART}){{7,13}}\d(?!\d)"
_PLATE = r"(?:reg(?:istration)?|number\s?plate|plate|cofrestru|rejestrac\w+|matr[ií]cula|targa)"
_PLATE_IS = r"(?:\s+(?:is|was|no|number|plate|yw|es|era))*\s*:?\s*"
_RANK = r"(?:pc|ps|dc|ds|pcso|wpc|sgt|cwnstabl)"
_BADGE = r"(?:collar|warrant|shoulder|badge|coler|warant)"


@dataclass(frozen=True)
class EntityRule:
    kind: EntityKind
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool] = bool


def digits_of(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def is_card(text: str) -> bool:
    digits = digits_of(text)[::-1]
    doubled = [d if n % 2 == 0 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def is_nhs_number(text: str) -> bool:
    """The last digit checks the nine before it, modulo 11."""
    digits = digits_of(text)
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(digits) == 10 and check % 11 == digits[9]


def has_phone_digits(text: str) -> bool:
    """A year and a time together have fewer."""
    return 9 <= len(digits_of(text)) <= 15


def _rule(kind: EntityKind, pattern: str, **more: Callable[[str], bool]) -> EntityRule:
    return EntityRule(kind, re.compile(pattern, _I), **more)


NUMBER_RULES = (
    _rule(EntityKind.EMAIL, r"[\w.+\-']+\s?@\s?[\w\-]+(?:\s?\.\s?[\w\-]+)+"),
    _rule(EntityKind.EMAIL, rf"[\w.+\-]+\s*(?:{_AT})\s*[\w\-]+(?:\s*(?:{_DOT})\s*(?:{_DOMAIN}))+"),
    _rule(EntityKind.WEB, r"(?:https?://[^\s\x00]+|www\.[^\s\x00]+)"),
    _rule(EntityKind.WEB, rf"\b[\w\-]+(?:\.[\w\-]+)*\.(?:{_DOMAIN})\b(?:/[^\s\x00]*)?"),
    _rule(EntityKind.WEB, r"(?<![\w@])@[A-Za-z_][\w.]{2,}"),
    _rule(
        EntityKind.WEB,
        rf"\b{_SERVICE}\s*(?:is|name|account|:|=|yw)+\s*:?\s*(?P<found>[\w.\-]{{3,}})",
    ),
    _rule(EntityKind.CARD, rf"(?<!\d)(?:\d{_APART}){{12,18}}\d(?!\d)", is_valid=is_card),
    _rule(EntityKind.NHS_NUMBER, rf"\bnhs\b{_UP_TO_15}(?P<found>{_NHS})(?!\d)"),
    _rule(EntityKind.NHS_NUMBER, rf"(?<![\d+])(?!0){_NHS}(?!\d)", is_valid=is_nhs_number),
    _rule(EntityKind.NATIONAL_INSURANCE, r"\b[a-z]{2}[\s\-]?(?:\d{2}[\s\-]?){3}[a-d]\b"),
    _rule(EntityKind.BANK, r"(?<![\d/\-.])\d{2}[\-–]\d{2}[\-–]\d{2}(?![\d/\-])"),
    _rule(
        EntityKind.BANK, rf"\b(?:account|acct|a/c|cyfrif)\b{_UP_TO_15}(?P<found>\d{{6,10}})(?!\d)"
    ),
    _rule(EntityKind.BANK, rf"\bsort\s?code\b{_UP_TO_15}(?P<found>\d{{6}})(?!\d)"),
    _rule(EntityKind.BANK, r"\b[a-z]{2}\d{2}\s?[a-z0-9]{4}(?:\s?\d{4}){2,6}(?:\s?\d{1,3})?\b"),
    _rule(EntityKind.DOCUMENT, r"\b[a-z9]{5}\d{6}[a-z9]{2}\d[a-z]{2}\b"),
    _rule(
        EntityKind.DOCUMENT,
        rf"\b{_DOCUMENT}\b{_UP_TO_20}\b(?P<found>[a-z]{{0,3}}\d{{6,10}}[a-z]?)\b",
    ),
    _rule(EntityKind.CRIME_REFERENCE, r"\b\d{2,4}[a-z]?/\d{3,8}/\d{2,4}\b(?!/)"),
    _rule(
        EntityKind.CRIME_REFERENCE,
        rf"\b(?:cad|log)\s*(?:no\.?|number|ref)?\s*:?\s*(?P<found>{_LOG})\b",
    ),
    _rule(
        EntityKind.CRIME_REFERENCE,
        rf"\b{_REF_WORD}\b{_REF_IS}(?P<found>(?=[\w/\-]*\d{{3}})[a-z0-9][\w/\-]{{4,}})",
    ),
    _rule(EntityKind.CRIME_REFERENCE, r"\b\d{2}[a-z]{1,2}\d?/?\d{4,7}/?\d{0,2}\b"),
    _rule(EntityKind.CRIME_REFERENCE, r"\b[a-z]{2,4}[\-/]\d{5,}[\-/\d]*\b"),
    _rule(EntityKind.BIRTH_DATE, rf"\b{_BORN}\b{_UP_TO_20}(?P<found>{_DATE})"),
    _rule(EntityKind.BIRTH_DATE, rf"\b{_DAY}\s*[/.\-]\s*[01]?\d\s*[/.\-]\s*{_OLD_YEAR}\b"),
    _rule(EntityKind.BIRTH_DATE, rf"\b{_DAY}(?:\s+of)?\s+o?\s*{_MONTH},?\s+{_OLD_YEAR}\b"),
    _rule(
        EntityKind.BIRTH_DATE,
        rf"\b{_BORN}\s+(?:\w+\s+)?(?:in|yn|w|în)\s+(?P<found>(?:19|20)\d\d)\b",
    ),
    _rule(EntityKind.PHONE, _PHONE, is_valid=has_phone_digits),
    _rule(EntityKind.PHONE, rf"\b{_DIGIT_WORD}(?:[\s,\-]+{_DIGIT_WORD}){{6,}}\b"),
    _rule(EntityKind.PHONE, r"\b(?:ext|extension|estyniad)\.?\s*(?P<found>\d{3,6})\b"),
    _rule(
        EntityKind.POSTCODE, r"\b(?:gir\s?0aa|[a-z]{1,2}\d[a-z\d]?\s{0,2}\d[abd-hjlnp-uw-z]{2})\b"
    ),
    _rule(EntityKind.VEHICLE, r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b"),
    _rule(EntityKind.VEHICLE, r"\b(?:[a-z]\d{1,3}\s?[a-z]{3}|[a-z]{3}\s?\d{1,3}[a-z])\b"),
    _rule(
        EntityKind.VEHICLE,
        rf"\b{_PLATE}\b{_PLATE_IS}(?P<found>(?=[a-z\s]{{0,6}}\d)[a-z0-9]{{2,4}}\s?[a-z0-9]{{2,4}})\b",
    ),
    _rule(EntityKind.OFFICER_NUMBER, rf"\b{_RANK}\s*(?P<found>\d{{2,6}}[a-z]{{0,2}})\b"),
    _rule(
        EntityKind.OFFICER_NUMBER,
        rf"\b{_BADGE}\b{_UP_TO_15}\b(?P<found>[a-z]{{0,2}}\d{{2,6}}[a-z]{{0,2}})\b",
    ),
    _rule(EntityKind.OFFICER_NUMBER, r"\bofficer\s*(?:no\.?|number)?\s*(?P<found>\d{2,6})\b"),
)

"""The columns of the standard case file: which values each allows and how it is read. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from responses.case_files import crime_groups
from responses.case_files.case import CaseStage, NumberSafe, RiskLevel
from responses.case_files.cells.contacts import email, mobile
from responses.case_files.cells.keys import is_phone_number, names_somebody
from responses.case_files.cells.persons import check_names_somebody
from responses.case_files.faults import CellError, FaultCode
from responses.sms.channel import ANOTHER_WAY, Channel

Reader = Callable[[str], Any]

FLAGS = (
    "domestic_abuse", "stalking", "sexual", "hate_race", "hate_religion", "hate_orientation",
    "hate_transgender", "hate_disability", "honour_based", "forced_marriage", "fgm",
    "child_abuse", "modern_slavery", "police_suspect", "online", "repeat",
)  # fmt: skip
OUTCOMES = (
    "0", "1", "1A", "2", "2A", "3", "3A", *(str(number) for number in range(4, 23)),
)  # fmt: skip
CHANNELS = (
    "call_999", "call_101", "online", "front_counter", "officer_on_patrol", "attended",
    "third_party", "report_fraud", "partner", "desk_only",
)  # fmt: skip
ROLES = (
    "direct", "bereaved", "parent_of_child", "child", "witness_harmed", "born_of_crime",
    "business_contact",
)  # fmt: skip
ADVOCATE_ROUTES = ("IDVA", "ISVA", "ISA", "FLO", "VLO")
"""The roles that may hand over a code: advocates for domestic abuse, sexual violence and stalking;
family and victim liaison officers."""

EXCLUSIONS = (
    "AGE", "DECEASED", "NOSAFE", "SG-OPEN", "HIGHRISK", "RISKLIFE", "TRIAL", "ALSO-SUSPECT",
    "COVERT", "PROTECT", "VULN", "LANG", "NOCONTACT", "OPTOUT", "FATIGUE", "REPEAT", "BUSINESS",
    "POLICE-DUTY", "NOVICTIM", "BADNUM", "NOCONTACTDATA", "NOT-TOLD", "COMPLAINT-LIVE",
    "OFFICER-SUSPECT", "CHILD-HH", "DATAQ",
)  # fmt: skip
REFERRALS = ("yes", "declined", "not_offered")
CENSUS_SCHEME = "census-2021-19"
SCHEMES = (CENSUS_SCHEME, "police-18+1", "police-16+1")
LONGEST_KEY = 64
NEEDS = ("interpreter", "bsl", "easy_read", "large_print", "telephone")
FIRST_BIRTH_YEAR = 1900
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
ARGON2ID = re.compile(
    r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
)
MAX_HASH_COST = (262_144, 10, 16)
"""The most KiB, rounds and threads that one try at the gate may cost. A hash with higher costs
would let a case file overload the server."""

ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
"""A long number as a spreadsheet writes it, without its last digits."""
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{2}:\d{2}")


@dataclass(frozen=True)
class CaseColumn:
    """The attribute of CaseRow that a cell fills, how the cell is read, and whether it is required
    and may be in the future."""

    attribute: str
    read: Reader
    is_required: bool = False
    may_be_future: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that the column allows, or none where its values are not a list."""
        read = self.read
        return read.codes if isinstance(read, OneOf | SomeOf) else CODES_OF.get(read, ())


@dataclass(frozen=True)
class PlainText:
    """Reads a cell that holds any text of at most `longest` characters."""

    longest: int

    def __call__(self, value: str) -> str:
        if len(value) > self.longest:
            raise CellError(FaultCode.TOO_LONG, longest=str(self.longest))
        if not value.isprintable():
            raise CellError(FaultCode.WRONG_TEXT)
        return value


class PersonText(PlainText):
    """Reads a cell that names the person who did something."""

    def __call__(self, value: str) -> str:
        check_names_somebody(value)
        return super().__call__(value)


@dataclass(frozen=True)
class OneOf:
    """Reads a cell that holds one of these codes."""

    codes: tuple[str, ...]

    def __call__(self, value: str) -> str:
        if value not in self.codes:
            raise CellError(FaultCode.UNKNOWN_CODE, allowed=", ".join(self.codes))
        return value


@dataclass(frozen=True)
class SomeOf:
    """Reads a cell that holds any of these codes, with a semicolon between."""

    codes: tuple[str, ...]

    def __call__(self, value: str) -> tuple[str, ...]:
        picked = dict.fromkeys(part.strip() for part in value.split(";"))
        return tuple(map(OneOf(self.codes), filter(None, picked)))


YES_NO = OneOf(("yes", "no"))
SEXES = OneOf(("female", "male", "not recorded"))
STATES = OneOf(tuple(state.value for state in CaseStage))
OUTCOME = OneOf(OUTCOMES)


def yes_no(value: str) -> bool:
    return YES_NO(value) == "yes"


def case_key(value: str) -> str:
    if "@" in value:
        raise CellError(FaultCode.EMAIL_AS_KEY)
    if is_phone_number(value):
        raise CellError(FaultCode.PHONE_AS_KEY)
    if names_somebody(value):
        raise CellError(FaultCode.NAME_AS_KEY)
    if ROUNDED.fullmatch(value):
        raise CellError(FaultCode.ROUNDED_KEY)
    if DATE.fullmatch(value):
        raise CellError(FaultCode.DATE_AS_KEY)
    return PlainText(LONGEST_KEY)(value)


def iso_date(value: str) -> date:
    try:
        if DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CellError(FaultCode.WRONG_DATE)


def clock_time(value: str) -> time:
    try:
        if TIME.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise CellError(FaultCode.WRONG_TIME)


def year(value: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", value) or int(value) < FIRST_BIRTH_YEAR:
        raise CellError(FaultCode.WRONG_YEAR)
    return int(value)


def stage(value: str) -> CaseStage:
    return CaseStage(STATES(value))


def outcome(value: str) -> tuple[str, ...]:
    code = OUTCOME(value.upper())
    return () if code == "0" else (code,)


def sex(value: str) -> str:
    known = SEXES(value)
    return "" if known == "not recorded" else known


def language(value: str) -> str:
    if len(value) > 16 or not LANGUAGE.fullmatch(value):
        raise CellError(FaultCode.WRONG_LANGUAGE)
    return value


def word_hash(value: str) -> str:
    """The hash of an agreed word. The word itself must be of the shape that the gate takes: four to
    forty letters (responses/answering/gate.py), which nobody can see from its hash."""
    found = ARGON2ID.fullmatch(value)
    if len(value) > 200 or found is None:
        raise CellError(FaultCode.WRONG_HASH)
    if any(int(cost) > most for cost, most in zip(found.groups(), MAX_HASH_COST, strict=True)):
        raise CellError(FaultCode.WRONG_HASH)
    return value


CODES_OF: Mapping[Reader, tuple[str, ...]] = {
    yes_no: YES_NO.codes,
    stage: STATES.codes,
    outcome: OUTCOME.codes,
    sex: SEXES.codes,
}
"""The codes of columns whose cells become something else than their code."""


def _columns() -> Iterable[tuple[str, CaseColumn]]:
    yield "case_key", CaseColumn("case_key", case_key, is_required=True)
    yield "force", CaseColumn("force", PlainText(40), is_required=True)
    yield "area", CaseColumn("area", PlainText(40))
    yield "offence_code", CaseColumn("offence_code", PlainText(40), is_required=True)
    yield "crime_group", CaseColumn("crime_group", OneOf(crime_groups.IN_CASE_FILES))
    yield "reported_on", CaseColumn("reported_on", iso_date, is_required=True)
    yield "report_channel", CaseColumn("report_channel", OneOf(CHANNELS))
    yield "victim_role", CaseColumn("victim_role", OneOf(ROLES))
    for flag in FLAGS:
        yield f"flag_{flag}", CaseColumn(f"flag_{flag}", yes_no)
    yield "risk_level", CaseColumn("risk_level", OneOf(tuple(RiskLevel)))
    rights = ("serious", "persistent", "vulnerable", "intimidated", "none")
    yield "enhanced_rights", CaseColumn("enhanced_rights", OneOf(rights))
    yield "stage", CaseColumn("stage", stage, is_required=True)
    yield "stage_on", CaseColumn("stage_on", iso_date, is_required=True)
    yield "outcome_code", CaseColumn("outcome_codes", outcome)
    yield "outcome_on", CaseColumn("outcome_on", iso_date)
    yield "victim_told_on", CaseColumn("victim_told_on", iso_date)
    yield "next_hearing_on", CaseColumn("next_hearing_on", iso_date, may_be_future=True)
    yield "release_on", CaseColumn("release_on", iso_date, may_be_future=True)
    yield "support_referral", CaseColumn("support_referral", OneOf(REFERRALS))
    yield "sex", CaseColumn("sex", sex)
    yield "birth_year", CaseColumn("birth_year", year)
    yield "ethnicity", CaseColumn("ethnicity", PlainText(40))
    yield "ethnicity_scheme", CaseColumn("ethnicity_scheme", OneOf(SCHEMES))
    yield "disability", CaseColumn("disability", YES_NO)
    yield "language", CaseColumn("language", language)
    yield "access_needs", CaseColumn("access_needs", SomeOf(NEEDS))
    yield "contact_mobile", CaseColumn("contact_mobile", mobile)
    yield "contact_email", CaseColumn("contact_email", email)
    yield "number_safe", CaseColumn("number_safe", OneOf(tuple(NumberSafe)))
    yield "safe_contact_channel", CaseColumn("safe_contact_channel", OneOf((*Channel, ANOTHER_WAY)))
    yield "safe_contact_from", CaseColumn("safe_contact_from", clock_time)
    yield "safe_contact_to", CaseColumn("safe_contact_to", clock_time)
    yield "safe_contact_confirmed_by", CaseColumn("safe_contact_confirmed_by", PersonText(80))
    yield "safe_contact_confirmed_on", CaseColumn("safe_contact_confirmed_on", iso_date)
    yield "safe_word_hash", CaseColumn("safe_word_hash", word_hash)
    yield "advocate_route", CaseColumn("advocate_route", OneOf(ADVOCATE_ROUTES))
    yield "exclude_code", CaseColumn("exclude_code", OneOf(EXCLUSIONS))
    yield "exclude_by", CaseColumn("exclude_by", PlainText(40))
    yield "exclude_on", CaseColumn("exclude_on", iso_date)
    yield "deceased", CaseColumn("is_deceased", yes_no)
    yield "business", CaseColumn("is_business", yes_no)
    yield "on_duty_police", CaseColumn("is_on_duty_police", yes_no)
    yield "evidence_led", CaseColumn("evidence_led", YES_NO)


COLUMNS: Mapping[str, CaseColumn] = dict(_columns())
REQUIRED = tuple(name for name, column in COLUMNS.items() if column.is_required)


def is_case_file(header: Sequence[str]) -> bool:
    """Whether a header is taken for that of the standard case file: at least half of the required
    columns are in it."""
    return sum(name in header for name in REQUIRED) * 2 >= len(REQUIRED)


PERSON_WORDS = frozenset(
    {
        "name", "names", "surname", "forename", "forenames", "firstname", "lastname", "fullname",
        "nickname", "initials", "alias", "title", "salutation", "address", "street", "postcode",
        "house", "suspect", "suspects", "offender", "offenders", "perpetrator", "defendant",
        "accused", "witness", "victim", "complainant", "dob", "birthday", "birthdate",
        "birth_date", "date_of_birth", "nhs", "nino", "passport", "enw", "cyfenw", "cyfeiriad",
    }
)  # fmt: skip


def names_a_person(column: str) -> bool:
    """Whether the name of an unknown column suggests that it identifies a person. One of our own
    columns in other capitals, such as “Victim told on”, does not."""
    words = _words(column)
    joined = "_".join(words)
    if joined in COLUMNS or means_force(column):
        return False
    return not PERSON_WORDS.isdisjoint({*words, joined})


FORCE_WORDS = frozenset({"force", "heddlu"})
WORDS_OF_FORCE = FORCE_WORDS | {
    "name", "code", "id", "number", "no", "police", "the", "owning", "recording", "reporting",
    "home", "enw", "cod", "yr", "r", "",
}  # fmt: skip


def means_force(column: str) -> bool:
    """Whether the name of a column says no more than that it holds the force."""
    words = {*_words(column)}
    return not FORCE_WORDS.isdisjoint(words) and words <= WORDS_OF_FORCE


def _words(column: str) -> list[str]:
    return re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())

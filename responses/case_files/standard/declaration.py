"""What each column of the standard case file is for its sender: where it stands, what a blank cell
means, how private it is, an example. How a cell is read is in responses.case_files.columns; the
words are in responses.imports.standard_file. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from responses.case_files import columns, crime_kinds, reference_lists
from responses.case_files.cells import contacts
from responses.case_files.columns import COLUMNS, FLAGS, Reader, SomeOf


class ColumnSection(StrEnum):
    """The part of the page in which a column stands."""

    CASE = "case"
    FLAGS = "flags"
    PROGRESS = "progress"
    VICTIM = "victim"
    CONTACT = "contact"
    EXCLUSION = "exclusion"


class CellKind(StrEnum):
    """What a cell of a column holds."""

    KEY = "key"
    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    TIME = "time"
    YEAR = "year"
    LANGUAGE = "language"
    MOBILE = "mobile"
    EMAIL = "email"
    HASH = "hash"


class BlankMeaning(StrEnum):
    """What a blank cell says."""

    REFUSED = "refused"
    NOT_KNOWN = "not_known"
    SENSITIVE = "sensitive"
    NO = "no"
    DIRECT = "direct"
    FROM_OFFENCE = "from_offence"
    NONE_YET = "none_yet"
    NOT_INVITED = "not_invited"
    CENSUS = "census"
    ENGLISH = "english"
    NO_NEEDS = "no_needs"
    REMOVED = "removed"
    NOT_CHECKED = "not_checked"
    NO_RECORD = "no_record"
    ANY_HOUR = "any_hour"
    NO_WORD = "no_word"
    NO_ROUTE = "no_route"
    NOT_EXCLUDED = "not_excluded"


class ColumnPrivacy(StrEnum):
    """Where the content of a column goes."""

    VAULT = "vault"
    """Encrypted in the vault and nowhere else."""
    PSEUDONYM = "pseudonym"
    """Kept with the case, never in a figure, a log or a message."""
    CASE = "case"
    """Kept with the case: rules read it, figures do not."""
    FIGURES = "figures"
    """Kept with the case, and counted in figures without names, numbers or keys."""


@dataclass(frozen=True)
class ColumnDeclaration:
    section: ColumnSection
    blank: BlankMeaning
    privacy: ColumnPrivacy
    example: str


COUNTED_FLAGS = frozenset({"sexual", "stalking", "repeat", *crime_kinds.DOMESTIC_FLAGS})
"""The flags that figures are counted by: of kinds of crime, and of who was a victim before."""
KINDS: Mapping[Reader, CellKind] = {
    columns.case_key: CellKind.KEY,
    columns.iso_date: CellKind.DATE,
    columns.clock_time: CellKind.TIME,
    columns.year: CellKind.YEAR,
    columns.language: CellKind.LANGUAGE,
    contacts.mobile: CellKind.MOBILE,
    contacts.email: CellKind.EMAIL,
    columns.word_hash: CellKind.HASH,
}


def codes_of(name: str) -> tuple[str, ...]:
    """The codes that a column allows, or none where its values are not a list. Those of the ethnic
    group are the codes of all schemes together."""
    if name == "ethnicity":
        groups = reference_lists.ethnic_groups()
        return tuple(dict.fromkeys(code for codes in groups.values() for code in codes))
    return COLUMNS[name].codes


def kind_of(name: str) -> CellKind:
    read = COLUMNS[name].read
    if isinstance(read, SomeOf):
        return CellKind.CODES
    return CellKind.CODE if codes_of(name) else KINDS.get(read, CellKind.TEXT)


def _case() -> Iterator[tuple[str, ColumnDeclaration]]:
    here, refused = ColumnSection.CASE, BlankMeaning.REFUSED
    unknown, figures, kept = BlankMeaning.NOT_KNOWN, ColumnPrivacy.FIGURES, ColumnPrivacy.CASE
    yield (
        "case_key",
        ColumnDeclaration(here, refused, ColumnPrivacy.PSEUDONYM, "R-0004711-1"),
    )
    yield "force", ColumnDeclaration(here, refused, figures, "kent")
    yield "area", ColumnDeclaration(here, unknown, figures, "North")
    yield "offence_code", ColumnDeclaration(here, refused, kept, "8N")
    yield "crime_group", ColumnDeclaration(here, BlankMeaning.FROM_OFFENCE, figures, "violence")
    yield "reported_on", ColumnDeclaration(here, refused, figures, "2026-03-02")
    yield "report_channel", ColumnDeclaration(here, unknown, figures, "call_101")
    yield "victim_role", ColumnDeclaration(here, BlankMeaning.DIRECT, figures, "direct")


def _flags() -> Iterator[tuple[str, ColumnDeclaration]]:
    here, figures = ColumnSection.FLAGS, ColumnPrivacy.FIGURES
    harmless = {"online", "repeat"}
    for flag in FLAGS:
        blank = BlankMeaning.NOT_KNOWN if flag in harmless else BlankMeaning.SENSITIVE
        example = "yes" if flag == "domestic_abuse" else "no"
        privacy = figures if flag in COUNTED_FLAGS else ColumnPrivacy.CASE
        yield f"flag_{flag}", ColumnDeclaration(here, blank, privacy, example)
    yield "risk_level", ColumnDeclaration(here, BlankMeaning.NOT_KNOWN, figures, "medium")
    yield "enhanced_rights", ColumnDeclaration(here, BlankMeaning.NOT_KNOWN, figures, "vulnerable")


def _progress() -> Iterator[tuple[str, ColumnDeclaration]]:
    here, kept = ColumnSection.PROGRESS, ColumnPrivacy.CASE
    unknown, refused = BlankMeaning.NOT_KNOWN, BlankMeaning.REFUSED
    none_yet = BlankMeaning.NONE_YET
    yield "stage", ColumnDeclaration(here, refused, ColumnPrivacy.FIGURES, "NFA_POLICE")
    yield "stage_on", ColumnDeclaration(here, refused, ColumnPrivacy.FIGURES, "2026-05-11")
    yield "outcome_code", ColumnDeclaration(here, none_yet, ColumnPrivacy.FIGURES, "16")
    yield "outcome_on", ColumnDeclaration(here, none_yet, ColumnPrivacy.FIGURES, "2026-05-11")
    yield "victim_told_on", ColumnDeclaration(here, none_yet, ColumnPrivacy.FIGURES, "2026-05-13")
    yield "next_hearing_on", ColumnDeclaration(here, none_yet, kept, "2026-11-09")
    yield "release_on", ColumnDeclaration(here, none_yet, kept, "2027-02-01")
    yield "support_referral", ColumnDeclaration(here, unknown, kept, "yes")
    yield "evidence_led", ColumnDeclaration(here, unknown, kept, "no")


def _victim() -> Iterator[tuple[str, ColumnDeclaration]]:
    here, unknown = ColumnSection.VICTIM, BlankMeaning.NOT_KNOWN
    kept, figures = ColumnPrivacy.CASE, ColumnPrivacy.FIGURES
    yield "sex", ColumnDeclaration(here, unknown, figures, "female")
    yield "birth_year", ColumnDeclaration(here, BlankMeaning.NOT_INVITED, figures, "1984")
    yield "ethnicity", ColumnDeclaration(here, unknown, figures, "white_and_asian")
    yield (
        "ethnicity_scheme",
        ColumnDeclaration(here, BlankMeaning.CENSUS, kept, "census-2021-19"),
    )
    yield "disability", ColumnDeclaration(here, unknown, figures, "no")
    yield "language", ColumnDeclaration(here, BlankMeaning.ENGLISH, kept, "cy")
    yield "access_needs", ColumnDeclaration(here, BlankMeaning.NO_NEEDS, kept, "easy_read;bsl")


def _contact() -> Iterator[tuple[str, ColumnDeclaration]]:
    here, vault = ColumnSection.CONTACT, ColumnPrivacy.VAULT
    removed, no_record = BlankMeaning.REMOVED, BlankMeaning.NO_RECORD
    yield "contact_mobile", ColumnDeclaration(here, removed, vault, "07700 900123")
    yield "contact_email", ColumnDeclaration(here, removed, vault, "someone@example.org")
    yield "number_safe", ColumnDeclaration(here, BlankMeaning.NOT_CHECKED, vault, "yes")
    yield "safe_contact_channel", ColumnDeclaration(here, no_record, vault, "sms")
    yield "safe_contact_from", ColumnDeclaration(here, BlankMeaning.ANY_HOUR, vault, "10:00")
    yield "safe_contact_to", ColumnDeclaration(here, BlankMeaning.ANY_HOUR, vault, "15:00")
    yield "safe_contact_confirmed_by", ColumnDeclaration(here, no_record, vault, "staff 4411")
    yield "safe_contact_confirmed_on", ColumnDeclaration(here, no_record, vault, "2026-05-13")
    yield "safe_word_hash", ColumnDeclaration(here, BlankMeaning.NO_WORD, vault, EXAMPLE_HASH)
    yield "advocate_route", ColumnDeclaration(here, BlankMeaning.NO_ROUTE, vault, "IDVA")


def _exclusion() -> Iterator[tuple[str, ColumnDeclaration]]:
    here, kept = ColumnSection.EXCLUSION, ColumnPrivacy.CASE
    blank = BlankMeaning.NOT_EXCLUDED
    yield "exclude_code", ColumnDeclaration(here, blank, kept, "TRIAL")
    yield "exclude_by", ColumnDeclaration(here, blank, kept, "staff 4411")
    yield "exclude_on", ColumnDeclaration(here, blank, kept, "2026-05-12")
    for name in ("deceased", "business", "on_duty_police"):
        yield name, ColumnDeclaration(here, BlankMeaning.NO, kept, "no")


EXAMPLE_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$YW4gZXhhbXBsZSBzYWx0$RXhhbXBsZSBvZiBhIGhhc2gsIG9mIG5vIHdvcmQu"
)
DECLARED: Mapping[str, ColumnDeclaration] = {
    name: declaration
    for part in (_case, _flags, _progress, _victim, _contact, _exclusion)
    for name, declaration in part()
}
"""Every column, by the section in which it stands."""


def columns_of(section: ColumnSection) -> list[str]:
    """The columns of a section in the order in which they are declared."""
    return [name for name, declared in DECLARED.items() if declared.section is section]

"""Doubts that a file raises about people."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from responses.case_files.case import RiskLevel
from responses.case_files.cells.careful_words import DEATH, visible
from responses.case_files.cells.codes import EXCLUSIONS
from responses.case_files.cells.contacts import EMAIL, UNSEEN
from responses.case_files.columns import COLUMNS, FLAGS
from responses.case_files.extracts.layout import BLANK_SAYS_NO
from responses.case_files.faults import CaseFault, CellError, FaultCode
from responses.case_files.headings.other_people import plain
from responses.case_files.headings.refusals import (
    forbids_contact,
    may_say_no,
    warns_of_person,
    without_accents,
)
from responses.case_files.mapping_profile import STANDARD, Profile

MOST_CELLS = 200
LONGEST_CELL = 2_000
"""The most cells and characters of a row that are searched for numbers and warnings."""
DIGITS_OF_A_NUMBER = 9
RUN = re.compile(r"\+?\(?\d[\d\s().+\u2010-\u2015\u2212/-]*\d")
LETTER_O = re.compile(r"(?<![a-zA-Z])[oO](?=[oO]*[\d ])|(?<=\d[oO])[oO](?=[\d ])")
"""The letter that is typed for a nought."""
UK_MOBILE = re.compile(r"(?:0044|44|0)?0?(7[1-57-9]\d{8})")
EMPTY = frozenset(
    {"", "no", "n", "false", "0", "-", "--", "–", "—", "n/a", "na", "n/k", "none", "nil", "null",
     "dim", "nac oes", "unknown", "not known", "blank"}
)  # fmt: skip
"""Words for none in a column of warnings."""
BESIDE_A_NUMBER = frozenset(
    {FaultCode.WORDS_IN_PHONE, FaultCode.WORDS_IN_EMAIL, FaultCode.TWO_NUMBERS,
     FaultCode.TWO_ADDRESSES, FaultCode.STRUCK_OUT}
)  # fmt: skip
"""Faults of cells with a number and other words, which may be a warning."""
ALLOWING = frozenset(
    {"consent", "consented", "in", "allowed", "may", "ok", "safe", "preferred", "preference",
     "preferences", "contactable", "contacted", "happy", "willing", "agree", "agrees", "permission",
     "can", "caniatad", "cydsyniad", "diogel"}
)  # fmt: skip
"""Words in the heading of a column in which a no is the warning."""
FORBIDDING = frozenset({"not", "no", "non", "dont", "unsafe", "out", "anniogel", "withdrawn"})
REFUSING = frozenset(
    {"no", "n", "false", "0", "x", "refused", "refuses", "refusal", "declined", "declines",
     "withdrawn", "withdrew", "none", "never", "na", "nac", "nage", "not", "unsafe", "dim", "ddim",
     "gwrthod", "gwrthododd"}
)  # fmt: skip
"""Words for no in a column whose heading allows contact."""
SENSITIVE = frozenset(FLAGS) - {"online", "repeat"}


class DoubtReason(StrEnum):
    """Why a person is put on hold."""

    REFUSED = "refused"
    """A row about a known person was refused."""
    WARNING = "warning"
    """A row that was not loaded, or a note on it, says that contact is not safe."""
    REPEATED = "repeated"
    """Rows with the same key differ."""
    UNREAD = "unread"
    """The person is named in a part of the file that was not read and forbids contact."""
    SHARED = "shared"
    """One number or address on many cases of different people."""
    CHILD = "child"
    """A child with the birth year of an adult."""


class SafetyFact(StrEnum):
    NO_CONTACT = "no_contact"
    DECEASED = "deceased"
    UNSAFE_NUMBER = "unsafe_number"
    HIGH_RISK = "high_risk"
    UNKNOWN_EXCLUSION = "unknown_exclusion"
    """The column of exclusions has a word that is no code. The person is put on hold; nothing is
    stored with the case."""


EXCLUDE = "exclude:"
FLAG = "flag:"


@dataclass(frozen=True, slots=True)
class PersonDoubt:
    """A doubt about the person of one row."""

    reason: DoubtReason
    row: int = 0
    force: str = ""
    case_keys: tuple[str, ...] = ()
    is_key_sure: bool = False
    """Whether one cell is the key, which may be written in several ways."""
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    wrong_cells: tuple[str, ...] = ()
    """The texts of cells with faults. An answer for one text is not an answer for another."""


def doubt_about_row(
    record: Mapping[str, str],
    cells: Sequence[str],
    *,
    row: int,
    reason: DoubtReason,
    faults: Iterable[CaseFault] = (),
    columns: Iterable[str] = (),
    profile: Profile = STANDARD,
    made_key: Callable[[str], str] = str,
) -> PersonDoubt:
    texts = [text[:LONGEST_CELL] for text in (*record.values(), *cells) if text][:MOST_CELLS]
    said = sorted({*safety_facts(record, profile=profile), *_warnings(texts)})
    faults = tuple(faults)
    is_warned = (
        bool(said)
        or any(map(warns_of_person, texts))
        or any(fault.code in BESIDE_A_NUMBER or fault.column in BLANK_SAYS_NO for fault in faults)
    )
    if is_warned and reason is DoubtReason.REFUSED:
        reason = DoubtReason.WARNING
    key = record.get("case_key", "").strip()
    wrong = {fault.column for fault in faults if fault.column in COLUMNS}
    return PersonDoubt(
        reason,
        row=row,
        force=record.get("force", "").strip(),
        case_keys=(*spellings(key), made_key(key)) if key else possible_keys(cells),
        is_key_sure=bool(key),
        numbers=numbers_in(texts),
        emails=emails_in(texts),
        said=tuple(said),
        columns=tuple(sorted(wrong.union(columns))),
        wrong_cells=tuple(record.get(name, "").strip().casefold() for name in sorted(wrong)),
    )


def spellings(key: str) -> tuple[str, ...]:
    """Other spellings of a case key."""
    joined = re.sub(r"\s+", "", key)
    return tuple(dict.fromkeys((key, key.upper(), key.lower(), joined.upper(), joined.lower())))


def possible_keys(cells: Iterable[str]) -> tuple[str, ...]:
    texts = (cell.strip() for cell in cells)
    found = (text for text in texts if 0 < len(text) <= 64 and any(map(str.isdigit, text)))
    return tuple(dict.fromkeys(found))[:MOST_CELLS]


def safety_facts(record: Mapping[str, str], *, profile: Profile = STANDARD) -> Iterator[str]:
    """In any spelling of yes, also before other words."""
    deceased = _cell_text(record, "deceased", profile)
    if _begins_with(deceased, YES) or (
        DEATH.search(deceased) and not _begins_with(deceased, NEGATIONS)
    ):
        yield SafetyFact.DECEASED
    number_safe = _cell_text(record, "number_safe", profile)
    if _begins_with(number_safe, UNSAFE_BEGINNINGS) or "not safe" in number_safe:
        yield SafetyFact.UNSAFE_NUMBER
    if RiskLevel.HIGH.value in plain(_cell_text(record, "risk_level", profile)).split():
        yield SafetyFact.HIGH_RISK
    code = _cell_text(record, "exclude_code", profile).upper()
    if code in EXCLUSIONS:
        yield EXCLUDE + code
    elif code.lower() not in EMPTY:
        yield SafetyFact.UNKNOWN_EXCLUSION
    for flag in FLAGS:
        if flag in SENSITIVE and _begins_with(_cell_text(record, f"flag_{flag}", profile), YES):
            yield FLAG + flag


YES = frozenset({"yes", "y", "true", "1", "x", "ie", "oes", "oedd", "ydi", "ydy"})
NEGATIONS = frozenset({"no", "n", "not", "non", "never", "nac", "nid", "dim", "ddim", "heb"})
UNSAFE_BEGINNINGS = frozenset({"no", "n", "nac", "nage", "false", "0", "unsafe", "anniogel"})


def _begins_with(text: str, words: frozenset[str]) -> bool:
    return plain(text).partition(" ")[0] in words


def _cell_text(record: Mapping[str, str], column: str, profile: Profile) -> str:
    text = record.get(column, "").strip()
    if not text:
        return ""
    try:
        return profile.standard_cell(column, text).casefold()
    except CellError:
        return text.casefold()


def _warnings(texts: Iterable[str]) -> Iterator[str]:
    if any(len(text) > 1 and says_no(text) for text in texts):
        yield SafetyFact.NO_CONTACT


def says_no(text: str) -> bool:
    return forbids_contact(text)


def warned_by_column(own: Sequence[str], cells: Sequence[str]) -> bool:
    """Yes under “Opted out”, or no under “Consent”."""
    return any(
        is_warning(name, cell)
        for name, cell in zip(own, cells, strict=False)
        if name not in COLUMNS and may_say_no(name)
    )


def is_warning(name: str, cell: str) -> bool:
    text = cell.strip().casefold()
    words = plain(without_accents(name)).split()
    if not ALLOWING.isdisjoint(words) and FORBIDDING.isdisjoint(words):
        return not REFUSING.isdisjoint(plain(without_accents(text)).split()) or says_no(text)
    return text not in EMPTY


def warned_by_ignored(pairs: Iterable[tuple[str, str]]) -> bool:
    """By its heading or a cell of free text."""
    return any(
        warns_of_person(cell) or (may_say_no(name) and is_warning(name, cell))
        for name, cell in pairs
        if cell
    )


def numbers_in(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        if sum(map(str.isdigit, LETTER_O.sub("0", text))) < DIGITS_OF_A_NUMBER:
            continue
        plain = "".join(character for character in visible(text) if character not in UNSEEN)
        plain = LETTER_O.sub("0", plain)
        for run in RUN.findall(plain):
            for part in (run, *run.split("/")):
                digits = re.sub(r"\D", "", part.replace("(0)", ""))
                found |= {f"+44{uk}": None for uk in UK_MOBILE.findall(digits)}
        for match in phonenumbers.PhoneNumberMatcher(plain, "GB"):
            written = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            found[str(written)] = None
    return tuple(found)[:MOST_CELLS]


def emails_in(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for text in texts for found in EMAIL.findall(text)))

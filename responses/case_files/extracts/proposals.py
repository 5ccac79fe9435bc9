"""A proposal that would make a person more contactable than a blank is never picked beforehand
(SAF-2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.layout import REACHING, SAYS_YES_OR_NO, codes_of
from responses.case_files.headings.other_people import is_about_somebody_else, names_a_person, plain
from responses.case_files.reference_lists import rows_of

FILLERS = frozenset({"victim", "victims", "vic", "ip", "aggrieved", "the", "current", "latest"})
"""Heading words that say only that it is about the victim."""
CLOSE = 0.84
"""Least similarity at which one name is proposed for another."""
YES_NO = "yes_no"


@dataclass(frozen=True)
class Proposal:
    column: str
    is_sure: bool = True


@cache
def column_names() -> Mapping[str, str]:
    listed = {
        plain(name): column.name
        for column in COLUMNS.values()
        for name in column.also_called.split(";")
        if name
    }
    return listed | {plain(column): column for column in COLUMNS}


def column_named(own: str) -> str:
    if own in COLUMNS:
        return own
    words = plain(own).split()
    short = [word for word in words if word not in FILLERS]
    names = column_names()
    return names.get(" ".join(words)) or names.get(" ".join(short), "")


def is_known_heading(own: str) -> bool:
    return own in COLUMNS or bool(column_named(own)) or names_a_person(own)


def propose_columns(
    headings: Sequence[str], *, below: Mapping[str, str] | None = None
) -> Mapping[str, Proposal]:
    """Heading to proposal."""
    under = below or {}
    found = {
        own: Proposal(column, is_sure=column not in REACHING)
        for own in headings
        if (column := column_named(own) or column_named(under.get(own, "")))
    }
    alike = {
        own: Proposal(column, is_sure=False)
        for own in headings
        if own not in found and (column := _column_like(own))
    }
    return dict(_once([*found.items(), *alike.items()]))


def _once(proposals: Iterable[tuple[str, Proposal]]) -> Iterator[tuple[str, Proposal]]:
    taken: set[str] = set()
    for own, proposal in proposals:
        if proposal.column not in taken:
            taken.add(proposal.column)
            yield own, proposal


def _column_like(own: str) -> str:
    name = plain(own)
    if names_a_person(own) or is_about_somebody_else(own):
        return ""
    scored = (
        (_likeness(name, known), column)
        for known, column in column_names().items()
        if column not in REACHING
    )
    score, column = max(scored)
    return column if score >= CLOSE else ""


def _likeness(name: str, known: str) -> float:
    match = SequenceMatcher(None, name, known)
    if match.real_quick_ratio() < CLOSE or match.quick_ratio() < CLOSE:
        return 0.0
    return match.ratio()


@cache
def code_names() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows_of("code_names.csv"):
        names = [row["code"], *row["names"].split(";")]
        known = found.setdefault(row["column"], {})
        known |= {plain(name): row["code"] for name in names if plain(name)}
    return found


@cache
def code_words() -> frozenset[str]:
    """Every word of a known code."""
    names = (name for each in code_names().values() for name in each)
    return frozenset(word for name in names for word in name.split())


def propose_code(column: str, own: str) -> str:
    codes = codes_of(column)
    name = plain(own)
    ours = {plain(code): code for code in codes}
    listed = code_names().get(YES_NO if codes == SAYS_YES_OR_NO else column, {})
    found = ours.get(name) or listed.get(name, "")
    return found if found in codes else ""

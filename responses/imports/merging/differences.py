from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from responses.case_files.case import CONTACT_KINDS, DEFAULT_LANGUAGE, CaseStage, LiftKind
from responses.case_files.columns import COLUMNS, CaseRow
from responses.case_files.standard.case_column import FLAG, Compare
from responses.cases.sensitivity import OFFICER_SUSPECT, SENSITIVE_FLAGS
from responses.imports.merging.cases import Merged
from responses.imports.merging.suspicions import Sign

MOST_LINES = 100
MOST_KEYS = 5
"""Keys of cases that are given as examples of one line."""
COMPARED = {
    column.field: column.comparison
    for column in COLUMNS.values()
    if column.comparison is not Compare.NOTHING
}
STAGES = tuple(stage for stage in CaseStage if stage not in {CaseStage.CLOSED, CaseStage.REOPENED})
"""The states of a case in the order in which it goes through them."""


class Word(StrEnum):
    BLANK = "blank"
    KNOWN = "known"
    ANOTHER = "another"


class Fate(StrEnum):
    REPLACED = "replaced"
    KEPT = "kept"
    """The file says less than is known; what is known stays."""
    HELD = "held"
    """It waits for a second person."""


@dataclass(frozen=True, order=True)
class Difference:
    column: str
    before: str
    after: str
    fate: Fate


@dataclass(frozen=True)
class ContactDifference:
    before: Word = Word.BLANK
    after: Word = Word.BLANK
    waits: frozenset[LiftKind] = frozenset()
    is_adviser_another: bool = False


@dataclass
class Differences:
    counts: Counter[Difference] = field(default_factory=Counter)
    keys: dict[Difference, list[str]] = field(default_factory=dict)
    signs: Counter[Sign] = field(default_factory=Counter)
    held: int = 0
    """Changes that would wait for a second person."""

    def add(
        self, stored: CaseRow, row: CaseRow, merged: Merged, contact: ContactDifference
    ) -> None:
        """A case hidden from its force (SAF-13) is counted in `held` alone."""
        waits = {lift.kind for lift in merged.lifts} | contact.waits
        self.held += len(waits)
        if is_hidden(stored):
            return
        for found in _case_differences(stored, row, merged, contact):
            self.counts[found] += 1
            keys = self.keys.setdefault(found, [])
            if len(keys) < MOST_KEYS:
                keys.append(row.case_key)
        had_number = contact.before is not Word.BLANK
        shown = {
            Sign.CRIME_CHANGES: row.crime_group != stored.crime_group,
            Sign.NUMBER_GOES: had_number and contact.after is Word.BLANK,
            Sign.NUMBER_CHANGES: had_number and contact.after is Word.ANOTHER,
            Sign.ADVISER_CHANGES: contact.is_adviser_another,
            Sign.STAGE_GOES_BACK: _is_backwards(stored.stage, row.stage),
            Sign.HEARING_GOES_BACK: _is_earlier(row.next_hearing_on, stored.next_hearing_on),
            Sign.FLAGS_BECOME_UNKNOWN: any(
                flag in stored.flags and flag not in row.flags for flag in SENSITIVE_FLAGS
            ),
            Sign.EXCLUSION_GOES: bool(stored.exclude_code) and not row.exclude_code,
            Sign.BIRTH_YEAR_CHANGES: stored.birth_year not in {None, row.birth_year},
            Sign.REPORT_DAY_CHANGES: row.reported_on != stored.reported_on,
        }
        self.signs.update((sign for sign, is_shown in shown.items() if is_shown))
        self.signs[Sign.MUCH_WAITS] += bool(waits)

    def as_dict(self, *, touched: int) -> dict[str, object]:
        """The differences as JSON holds them."""
        found = sorted(self.counts, key=lambda one: (-self.counts[one], one))[:MOST_LINES]
        return {
            "lines": [
                {
                    "column": one.column,
                    "before": one.before,
                    "after": one.after,
                    "fate": one.fate.value,
                    "count": self.counts[one],
                    "keys": self.keys[one],
                }
                for one in found
            ],
            "signs": {sign.value: count for sign, count in self.signs.items() if count},
            "touched": touched,
        }


def is_hidden(case: CaseRow) -> bool:
    return bool(case.flags.get("police_suspect")) or case.exclude_code == OFFICER_SUSPECT


def _case_differences(
    stored: CaseRow, row: CaseRow, merged: Merged, contact: ContactDifference
) -> Iterator[Difference]:
    held = {name for lift in merged.lifts for name in lift.after}
    for name in COMPARED:
        before, after = getattr(stored, name), getattr(row, name)
        if before != after and not _is_unsaid(name, before, after):
            is_kept = getattr(merged.row, name) == before
            fate = Fate.HELD if name in held else Fate.KEPT if is_kept else Fate.REPLACED
            yield Difference(name, *_words(name, before, after), fate)
    for flag in sorted({*stored.flags, *row.flags}):
        before, after = stored.flags.get(flag), row.flags.get(flag)
        if before != after:
            fate = Fate.HELD if FLAG + flag in held else Fate.REPLACED
            yield Difference(FLAG + flag, _word(before), _word(after), fate)
    yield from _contact_differences(contact)


def _is_unsaid(name: str, before: object, after: object) -> bool:
    return name == "language" and not after and before == DEFAULT_LANGUAGE


def _contact_differences(contact: ContactDifference) -> Iterator[Difference]:
    if contact.before != contact.after:
        is_held = LiftKind.NUMBER in contact.waits
        fate = Fate.HELD if is_held else Fate.REPLACED
        yield Difference("contact_mobile", contact.before, contact.after, fate)
    elif contact.waits & CONTACT_KINDS:
        yield Difference("safe_contact", Word.KNOWN, Word.ANOTHER, Fate.HELD)


def _words(name: str, before: object, after: object) -> tuple[str, str]:
    if COMPARED[name] is Compare.VALUE:
        return _word(before), _word(after)
    if before and after:
        return Word.KNOWN, Word.ANOTHER
    return (Word.KNOWN, Word.BLANK) if before else (Word.BLANK, Word.KNOWN)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or Word.BLANK
    return str(value) if value else Word.BLANK


def _is_earlier(after: date | None, before: date | None) -> bool:
    return after is not None and before is not None and after < before


def _is_backwards(before: CaseStage, after: CaseStage) -> bool:
    is_ordered = before in STAGES and after in STAGES
    return is_ordered and STAGES.index(after) < STAGES.index(before)

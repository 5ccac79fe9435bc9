from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey.interchange.faults import FormFault, Reason

APART: Mapping[Reason, str] = {
    Reason.TRANSLATION_MISSING: "language",
    Reason.OTHER_FUNCTION: "name",
    Reason.CHOICE_MISSING: "pair",
    Reason.OTHER_APPEARANCE: "value",
    Reason.UNKNOWN_TYPE: "type",
    Reason.OTHER_TYPE: "type",
}
"""Reasons of which each value of this term is a kind of its own."""
WHOLE_COLUMNS = {
    Reason.OTHER_COLUMN, Reason.OUR_COLUMN, Reason.MEDIA_COLUMN, Reason.OTHER_SETTING,
    Reason.COLUMN_UNNAMED, Reason.COLUMN_TWICE, Reason.COLUMN_MISSING,
}  # fmt: skip
"""Reasons that are about a column, whatever its row."""


@dataclass(frozen=True)
class FaultGroup:
    """In one column of a sheet, or in several as a whole."""

    faults: tuple[FormFault, ...]

    @property
    def first(self) -> FormFault:
        return self.faults[0]

    @property
    def rows(self) -> tuple[int, ...]:
        if self.first.reason in WHOLE_COLUMNS:
            return ()
        return tuple(dict.fromkeys(fault.row for fault in self.faults if fault.row))

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fault.column for fault in self.faults if fault.column))


def grouped(faults: Iterable[FormFault]) -> tuple[FaultGroup, ...]:
    """In the order of the first fault of each."""
    groups: dict[tuple[str, ...], list[FormFault]] = {}
    for fault in faults:
        groups.setdefault(_kind(fault), []).append(fault)
    return tuple(FaultGroup(tuple(group)) for group in groups.values())


def _kind(fault: FormFault) -> tuple[str, ...]:
    column = "" if fault.reason in WHOLE_COLUMNS else fault.column
    apart = fault.terms.get(APART.get(fault.reason, ""), "")
    return fault.reason, fault.sheet, column, apart

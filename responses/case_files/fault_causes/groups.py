"""So that a person reads a few sentences and not a thousand rows."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from responses.case_files.columns import COLUMNS
from responses.case_files.fault_causes.value_shapes import (
    ValueShape,
    date_shape,
    is_word_for_unknown,
)
from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.mapping_profile import FORMED_COLUMNS
from responses.case_files.masked_values import LONGEST_SHOWN
from responses.case_files.reading import RowResult

# Shown to a person, never used: a guess must not make anyone more contactable.
LEAST_ALIKE = 0.8


@dataclass(frozen=True)
class ForceNames:
    names: Mapping[str, str] = field(default_factory=dict)
    allowed: Collection[str] = ()

    def named(self, value: str) -> str:
        return self.names.get(value.strip().casefold(), "")

    def near(self, value: str) -> str:
        names = [name for name, code in self.names.items() if code in self.allowed]
        name = _nearest(value.strip().casefold(), names)
        return self.names[name] if name else ""


def near_code(value: str, codes: Collection[str]) -> str:
    by_plain = {_plain(code): code for code in codes}
    plain = _plain(value)
    if plain in by_plain:
        return by_plain[plain]
    return "" if "no" in codes else by_plain.get(_nearest(plain, by_plain), "")


def near_column(heading: str) -> str:
    return near_code(heading, tuple(COLUMNS))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def _nearest(value: str, names: Iterable[str]) -> str:
    if not 1 < len(value) <= LONGEST_SHOWN:
        return ""
    return next(iter(get_close_matches(value, list(names), n=1, cutoff=LEAST_ALIKE)), "")


MOST_PLACES, MOST_VALUES = 5, 3
DATES = frozenset({FaultCode.WRONG_DATE, FaultCode.WRONG_PROFILE_DATE})
MOST_SEARCHED = 1_000
"""The most different values for which something like them is searched, since a search is slow."""


class FaultCause(NamedTuple):
    code: FaultCode
    column: str = ""
    shape: ValueShape = ValueShape.NONE
    instead: str = ""


@dataclass(frozen=True)
class FaultPlace:
    file: str
    row: int


@dataclass(frozen=True)
class CaseFaultGroup:
    cause: FaultCause
    count: int = 0
    places: tuple[FaultPlace, ...] = ()
    values: tuple[str, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    others: int = 0

    def with_fault(self, fault: CaseFault) -> "CaseFaultGroup":
        place, value = FaultPlace(fault.file, fault.row), _value_or_column(fault)
        return replace(
            self,
            count=self.count + 1,
            places=_added(self.places, place, most=MOST_PLACES),
            values=_added(self.values, value, most=MOST_VALUES) if value else self.values,
            terms=self.terms or dict(fault.terms),
        )

    def joined(self, other: "CaseFaultGroup") -> "CaseFaultGroup":
        places = sorted({*self.places, *other.places}, key=lambda each: each.row)
        values = dict.fromkeys((*self.values, *other.values))
        return replace(
            self,
            count=self.count + other.count,
            places=tuple(places[:MOST_PLACES]),
            values=tuple(values)[:MOST_VALUES],
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"cause": list(self.cause), "terms": dict(self.terms)}


def group_from(stored: Mapping[str, Any]) -> CaseFaultGroup:
    """A group as `as_dict` wrote it."""
    code, column, shape, instead = stored["cause"]
    return CaseFaultGroup(
        cause=FaultCause(FaultCode(code), column, ValueShape(shape), instead),
        count=stored["count"],
        places=tuple(FaultPlace(**each) for each in stored["places"]),
        values=tuple(stored["values"]),
        terms=stored["terms"],
        others=stored.get("others", 0),
    )


class CaseFaultGroups:
    def __init__(self, forces: ForceNames | None = None) -> None:
        self._forces = forces or ForceNames()
        self._groups: dict[FaultCause, CaseFaultGroup] = {}
        self._known: dict[tuple[FaultCode, str, str], FaultCause] = {}
        self._filled: Counter[str] = Counter()

    def add(self, result: RowResult) -> None:
        if result.case or not result.is_structural:
            for name in FORMED_COLUMNS:
                if (cell := result.record.get(name)) and not cell.isspace():
                    self._filled[name] += 1
        for fault in result.faults:
            self.add_fault(fault, value=result.record.get(fault.column, ""))

    def add_fault(self, fault: CaseFault, *, value: str = "") -> None:
        """`value` is the cell as sent; a fault may show less of it."""
        cause = self._cause(fault, value.strip() or fault.value)
        group = self._groups.get(cause) or CaseFaultGroup(cause)
        self._groups[cause] = _counted(group) if _is_full(group) else group.with_fault(fault)

    def groups(self) -> list[CaseFaultGroup]:
        """The groups, the largest first."""
        found = map(self._with_others, _settled(self._groups).values())
        return sorted(found, key=lambda each: -each.count)

    def _with_others(self, group: CaseFaultGroup) -> CaseFaultGroup:
        if group.cause.code not in DATES:
            return group
        filled = self._filled[group.cause.column]
        return replace(group, others=max(0, filled - group.count))

    def _cause(self, fault: CaseFault, value: str) -> FaultCause:
        column = fault.column if fault.column in COLUMNS else ""
        if fault.code in DATES:
            return FaultCause(fault.code, column, *date_shape(value))
        asked = (fault.code, fault.column, value)
        if asked not in self._known:
            if len(self._known) == MOST_SEARCHED:
                return FaultCause(fault.code, column)
            self._known[asked] = FaultCause(fault.code, column, *self._search(fault, value))
        return self._known[asked]

    def _search(self, fault: CaseFault, value: str) -> tuple[ValueShape, str]:
        if fault.code is FaultCode.UNKNOWN_FORCE:
            forces = self._forces
            named = forces.named(value)
            if named and named not in forces.allowed:
                return ValueShape.OTHER_FORCE, named
            return ValueShape.NONE, named or forces.near(value)
        if fault.code is FaultCode.UNKNOWN_COLUMN:
            return ValueShape.NONE, near_column(fault.column)
        if fault.code is FaultCode.UNKNOWN_CODE:
            near = near_code(value, COLUMNS[fault.column].codes)
            if not near and is_word_for_unknown(value):
                return ValueShape.WORD_FOR_UNKNOWN, ""
            return ValueShape.NONE, near
        return ValueShape.NONE, ""


def groups_of(faults: Iterable[CaseFault]) -> list[CaseFaultGroup]:
    groups = CaseFaultGroups()
    for fault in faults:
        groups.add_fault(fault)
    return groups.groups()


def _settled(found: Mapping[FaultCause, CaseFaultGroup]) -> Mapping[FaultCause, CaseFaultGroup]:
    settled = dict(found)
    has_month_first = {cause[:2] for cause in found if cause.shape is ValueShape.MONTH_FIRST}
    for cause in found:
        day_first = cause._replace(shape=ValueShape.DAY_FIRST)
        is_either = cause.shape is ValueShape.DAY_OR_MONTH_FIRST
        if is_either and day_first in found and cause[:2] not in has_month_first:
            settled[day_first] = settled[day_first].joined(settled.pop(cause))
    return settled


def _is_full(group: CaseFaultGroup) -> bool:
    return len(group.places) == MOST_PLACES and len(group.values) == MOST_VALUES


def _counted(group: CaseFaultGroup) -> CaseFaultGroup:
    return replace(group, count=group.count + 1)


def _value_or_column(fault: CaseFault) -> str:
    return fault.value or (fault.column if fault.column not in COLUMNS else "")


def _added(some: tuple[Any, ...], one: object, *, most: int) -> tuple[Any, ...]:
    return some if one in some or len(some) == most else (*some, one)

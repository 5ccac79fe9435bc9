"""Sources of scorecard cells: published figures, coverage, cases and records, each read in one
query for all periods.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from analytics.disclosure import shown_tables, years
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.disclosure.shown_tables import Packed
from analytics.figures.selectors import coverage, lines
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.frame import Frame, frame_of, frames_for
from analytics.figures.selectors.shown import Area
from analytics.items import item_codes
from analytics.models import RecordedOutcomes, ShownTable, StepTime
from analytics.refresh.selectors import quarter_states
from analytics.scorecard import definitions, readings
from analytics.scorecard.definitions import CardColumn, CardDefinition, CardRow, Source
from analytics.scorecard.readings import (
    CaseCount,
    Measured,
    NoReading,
    Reading,
    Unmeasured,
)
from analytics.scorecard.selectors.case_figures import CaseFigures, case_figures_for
from analytics.stats.proportions import Proportion
from analytics.stats.suppression import NO_ANSWERS, Published, SuppressionReason
from analytics.tables import (
    BY_KIND,
    EVERYBODY,
    NATIONAL,
    Dimension,
    parts_of,
    shown_levels,
)
from analytics.weighting import response_rates
from analytics.weighting.response_rates import StepCounts

Place = tuple[str, str, str]
"""Quarter, dimension and level."""
Found = TypeVar("Found")
NO_CASES = Unmeasured(why=NoReading.TOO_FEW_CASES)


@dataclass(frozen=True, kw_only=True)
class CardSources:
    is_of_force: bool
    is_merged: bool
    still_open: Collection[str]
    shares: Mapping[tuple[str, str], Mapping[str, Mapping[str, Packed]]]
    reaches: Mapping[Place, Reach]
    cases: CaseFigures

    def reading(self, period: str, row: CardRow, column: CardColumn) -> Reading:
        place = (period, row.dimension.value, row.level)
        match column.source:
            case Source.COVERAGE:
                reach = self.reaches.get(place)
                if reach is None:
                    return Unmeasured(why=NoReading.NOT_KNOWN)
                if reach.coverage is None:
                    return Unmeasured(why=NoReading.NOT_ASKED)
                return Measured(value=reach.coverage, base=reach.in_scope)
            case Source.RESPONSE:
                return self._by_force(row) or self._response(place)
            case Source.ITEM:
                return self._item(period, row, column)
            case Source.DAYS:
                return self._days(place)
            case Source.RECORD | Source.TOLD | Source.OUTCOME:
                quarters = years.quarters_of(period)
                return readings.read_counts([self._count(each, row, column) for each in quarters])

    def comparable(self, quarter: str) -> Mapping[str, Proportion]:
        of_items = self.shares.get((quarter, Dimension.ALL.value), {})
        shares = {
            item: shown_tables.unpack(of_items[item][EVERYBODY])
            for item in item_codes()
            if EVERYBODY in of_items.get(item, {})
        }
        return {
            item: share.proportion
            for item, share in shares.items()
            if isinstance(share, Published) and share.is_comparable
        }

    def _item(self, period: str, row: CardRow, column: CardColumn) -> Reading:
        if column.items:
            if (item := column.items.get(row.code)) is None:
                return Unmeasured(
                    why=NoReading.NOT_BY_GROUP if "all" in column.items else NoReading.NOT_OF_GROUP
                )
            table, level = _table_of(item), EVERYBODY
        else:
            item, table, level = column.item, row.dimension.value, row.level
            if hidden := self._by_force(row):
                return hidden
        packed = self.shares.get((period, table), {}).get(item, {}).get(level)
        if packed is None and years.is_year(period) and table == EVERY_QUESTION:
            return Unmeasured(why=NoReading.NOT_BY_YEAR)
        if packed is None:
            reach = self.reaches.get((period, Dimension.ALL.value, EVERYBODY))
            has_figures = (period, Dimension.ALL.value) in self.shares
            is_silent = not has_figures and reach is not None and reach.invited > 0
            if (table == EVERY_QUESTION or is_silent) and period in self.still_open:
                return Unmeasured(why=SuppressionReason.NOT_CLOSED)
            if self.is_merged:
                return Unmeasured(why=SuppressionReason.OF_OTHER_FORCES)
            return readings.read_share(NO_ANSWERS if is_silent else None)
        return readings.read_share(shown_tables.unpack(packed))

    def _by_force(self, row: CardRow) -> Unmeasured | None:
        is_hidden = self.is_of_force and row.dimension in NATIONAL
        return Unmeasured(why=NoReading.NOT_BY_FORCE) if is_hidden else None

    def _response(self, place: Place) -> Reading:
        period, dimension, level = place
        if dimension == Dimension.KIND_SEX:
            return Unmeasured(why=NoReading.NOT_BY_SEX)
        if years.is_year(period):
            for quarter in years.quarters_of(period):
                if not isinstance(self._response((quarter, dimension, level)), Measured):
                    return Unmeasured(why=NoReading.HIDDEN)
        return _response(self.reaches.get(place))

    def _days(self, place: Place) -> Reading:
        if years.is_year(place[0]):
            return Unmeasured(why=NoReading.NOT_BY_YEAR)
        return self._force_reading(place[0], _days(self.cases.days.get(place)))

    def _force_reading(self, quarter: str, found: Found) -> Found | Unmeasured:
        if quarter not in self.cases.measured:
            return Unmeasured(why=NoReading.NOT_MEASURED)
        is_few = isinstance(found, Unmeasured) and found.why is NoReading.TOO_FEW_CASES
        if is_few and self.is_merged:
            return Unmeasured(why=SuppressionReason.OF_OTHER_FORCES)
        return found

    def _count(self, quarter: str, row: CardRow, column: CardColumn) -> CaseCount | Unmeasured:
        place = (quarter, row.dimension.value, row.level)
        if column.source is Source.RECORD:
            return self._rate(quarter, row, column)
        if column.source is Source.TOLD:
            return self._force_reading(quarter, self.cases.told.get(place) or NO_CASES)
        return self._force_reading(
            quarter, _outcome(self.cases.outcomes.get(place, ()), column.outcome)
        )

    def _rate(self, quarter: str, row: CardRow, column: CardColumn) -> CaseCount | Unmeasured:
        if (rate := column.items.get(row.code)) is None:
            return Unmeasured(why=NoReading.NOT_BY_GROUP)
        if quarter not in self.cases.counted:
            return Unmeasured(why=NoReading.NOT_COUNTED)
        return self.cases.rates.get((quarter, rate)) or Unmeasured(why=NoReading.HIDDEN)


def _table_of(item: str) -> str:
    return Dimension.ALL.value if item in item_codes() else EVERY_QUESTION


def _response(reach: Reach | None) -> Reading:
    if reach is None:
        return Unmeasured(why=NoReading.NOT_KNOWN)
    if reach.response is None:
        why = NoReading.HIDDEN if reach.is_response_hidden else NoReading.NOT_ASKED
        return Unmeasured(why=why)
    return Measured(value=reach.response, base=reach.invited)


def _days(time: StepTime | None) -> Reading:
    if time is None:
        return NO_CASES
    if time.median is None:
        return Unmeasured(why=NoReading.NOT_HALF)
    return Measured(value=time.median, lower=time.lower, upper=time.upper, base=time.cases)


def _outcome(of_forces: Collection[RecordedOutcomes], outcome: str) -> CaseCount | Unmeasured:
    if not of_forces:
        return NO_CASES
    found = sum(each.counts.get(outcome, 0) for each in of_forces)
    return CaseCount(found, sum(each.decided for each in of_forces))


def sources_for(area: Area, definition: CardDefinition, *, period: str, on: date) -> CardSources:
    """Read a period, the one before and eight quarters, in five queries (merged forces: six)."""
    dimensions = {row.dimension.value for row in definition.rows}
    quarters = definitions.line_until(period)
    frames = _frames(area, definition, quarters)
    return CardSources(
        is_of_force=area.force is not None,
        is_merged=area.is_merged,
        still_open={
            each for each, state in quarter_states.states().items() if state.closed_on is None
        },
        shares=_shares(area, dimensions, {*quarters, period, definitions.before(period)}),
        reaches=_reaches(frames, dimensions, period, on=on),
        cases=case_figures_for(
            area,
            places={(row.dimension.value, row.level) for row in definition.rows},
            rates={
                rate
                for column in definition.columns
                if column.source is Source.RECORD
                for rate in column.items.values()
            },
            present={quarter: frozenset(frame.counts) for quarter, frame in frames.items()},
        ),
    )


def _shares(
    area: Area, dimensions: Collection[str], wanted: Collection[str]
) -> Mapping[tuple[str, str], Mapping[str, Mapping[str, Packed]]]:
    tables = {*dimensions, Dimension.ALL.value, EVERY_QUESTION}
    found = ShownTable.objects.filter(
        period__in=wanted, dimension__in=tables, area__in=area.line or (area.code,)
    )
    rows = found.values_list("period", "dimension", "area", "shares")
    if not area.is_merged:
        return {(period, table): shares for period, table, _area, shares in rows}
    return {
        table: {
            item: {
                level: shown_tables.pack(share)
                for (force, level), share in places.items()
                if force == area.code
            }
            for item, places in by_item.items()
        }
        for table, by_item in lines.with_lines(area, lines.tables_of(rows)).items()
    }


def _frames(area: Area, definition: CardDefinition, quarters: Sequence[str]) -> Mapping[str, Frame]:
    by_sex = {
        part
        for row in definition.rows
        if row.dimension is Dimension.KIND_SEX
        for part in parts_of(row.dimension, row.level)
    }
    dimensions = {row.dimension.value for row in definition.rows}
    return frames_for(area, periods=quarters, dimensions=dimensions, by_sex=by_sex)


def _reaches(
    of_quarters: Mapping[str, Frame], dimensions: Set[str], period: str, *, on: date
) -> Mapping[Place, Reach]:
    frames = dict(of_quarters)
    for year in (period, definitions.before(period)) if years.is_year(period) else ():
        frames[year] = frame_of([frames[each] for each in years.quarters_of(year)])
    found: dict[Place, Reach] = {}
    for each, frame in frames.items():
        reached, counts = coverage.published_coverage(frame, on=on), frame.total
        if reached.total:
            found[each, Dimension.ALL.value, EVERYBODY] = reached.total
        for dimension in dimensions - {Dimension.ALL}:
            known = {reach.level: reach for reach in reached.by_dimension.get(dimension, ())}
            if dimension in BY_KIND:
                known = {reach.level: reach for reach in _kinds(counts, dimension, known)} | known
            found |= {(each, dimension, level): reach for level, reach in known.items()}
    return found


def _kinds(
    counts: Mapping[tuple[str, str], StepCounts], dimension: str, known: Mapping[str, Reach]
) -> Iterator[Reach]:
    for level in shown_levels(Dimension(dimension)):
        parts = parts_of(Dimension(dimension), level)
        of_parts = [known.get(part) for part in parts]
        is_hidden = any(reach is None or reach.is_response_hidden for reach in of_parts)
        found = [counts[dimension, part] for part in parts if (dimension, part) in counts]
        summed = response_rates.summed(found)
        if summed:
            yield coverage.reach_of(level, summed, is_hidden=is_hidden)

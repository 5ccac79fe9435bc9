"""Answers behind a quarter's current figures, counted and ready to store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from analytics.cube import meanings as cube_meanings
from analytics.disclosure import timing
from analytics.disclosure.counts import CellKey, Cells, Coverages
from analytics.disclosure.funnel_steps import RESPONDENT_STEPS
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.remainders import Answers, meets_minimum
from analytics.models import WeightRun
from analytics.refresh import open_totals
from analytics.refresh.open_totals import ForceTotals
from analytics.refresh.selectors import counted, earlier_totals, stored_quarter
from analytics.refresh.selectors.counted import CountedRows
from analytics.tables import EVERYBODY, Dimension
from responses.extract_rows import AnswerRow, FrameRow

if TYPE_CHECKING:
    from analytics.disclosure.steps import ItemStep

Counts = Mapping[str, int]
Place = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class ShowablePart:
    counted: CountedRows
    kept: Set[str] = frozenset()
    cells: Cells
    coverage: Coverages
    hidden: Mapping[str, Set[Place]] = field(default_factory=dict)
    steps: "Mapping[str, ItemStep]" = field(default_factory=dict)
    left_out: Mapping[str, Mapping[str, Answers]] = field(default_factory=dict)
    waiting: int = 0
    late: int = 0

    @property
    def forces(self) -> Set[str]:
        return {force for force, *_ in self.cells}

    @property
    def moved(self) -> Set[str]:
        return self.forces - self.kept

    @property
    def ids(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.counted.rows:
            found[row.force].append(row.response_id)
        return found


def running_part(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> ShowablePart:
    # Keeps the weighting libraries out of web processes.
    from analytics.weighting import force_weights

    asked = force_weights.coverage(frame, ())
    return ShowablePart(
        counted=counted.count_rows((), frame),
        cells={},
        coverage={key: _without_respondents(counts) for key, counts in asked.items()},
        waiting=len(rows),
    )


def open_part(
    period: str, rows: Sequence[AnswerRow], frame: Sequence[FrameRow], *, at: datetime
) -> ShowablePart:
    """Return what may be shown of an ended quarter before it closes: each force's totals, from
    the answers that refresh.open_totals allows.
    """
    totals = _totals_by_force(period, rows, at=at)
    kept = {force for force, found in totals.items() if not found.has_moved}
    ids = {each for found in totals.values() for each in found.counted}
    shown = [row for row in rows if row.response_id in ids]
    left_out = [row for row in rows if row.response_id not in ids]
    now, before = counted.count_rows(shown, frame), stored_quarter.counts_of(period)
    cells = {
        key: content
        for source, is_kept in ((now.bins, False), (before.cells, True))
        for key, content in source.items()
        if (key[0] in kept) is is_kept and key[1] == Dimension.ALL
    }
    return ShowablePart(
        counted=now,
        kept=kept,
        cells=cells,
        coverage=_open_coverage(frame, shown, left_out, before=before.coverage, kept=kept),
        hidden=_hidden_while_open(period, totals),
        steps=earlier_totals.changes_from(period, shown, kept=kept),
        left_out=earlier_totals.answers_of(left_out),
        waiting=len(left_out),
    )


def hidden_nation(part: ShowablePart, shown: Mapping[str, Set[str]]) -> Mapping[str, Set[Place]]:
    """Return items whose national total at closing would reveal how few answers came in forces
    not shown: the nation less the shown forces.
    """
    found = {}
    for item, areas in shown.items():
        left_out = part.left_out.get(item, {})
        dark = (part.forces | left_out.keys()) - areas
        total = open_totals.summed(left_out[force] for force in dark & left_out.keys())
        if NATION in areas and dark and not meets_minimum(total, open_totals.RULE):
            nation = (NATION, Dimension.ALL.value, EVERYBODY)
            found[item] = {*part.hidden.get(item, ()), nation}
    return found


def closed_part(
    period: str, rows: Sequence[AnswerRow], frame: Sequence[FrameRow], *, closes_on: date
) -> ShowablePart:
    from analytics.weighting import force_weights

    inside = [row for row in rows if row.completed_on <= closes_on]
    late = [row for row in rows if row.completed_on > closes_on]
    now = counted.count_rows(inside, frame)
    return ShowablePart(
        counted=now,
        cells=now.bins,
        coverage=force_weights.coverage(frame, inside, late),
        hidden=earlier_totals.hidden_at_closing(period, inside),
        steps=earlier_totals.changes_from(period, inside),
        late=len(late),
    )


def _totals_by_force(
    period: str, rows: Sequence[AnswerRow], *, at: datetime
) -> Mapping[str, ForceTotals]:
    by_force: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        by_force[row.force].append(row)
    counted_before = stored_quarter.counted_by_force(period)
    found: dict[str, set[str]] = defaultdict(set)
    for item, areas in stored_quarter.shown_totals(period).items():
        for area in areas:
            found[area].add(item)
    shown = found
    resting = _changed_this_month(period, on=localdate(at))
    meanings = cube_meanings.meanings()
    return {
        force: open_totals.totals_of(
            by_force[force],
            counted=counted_before.get(force, frozenset()),
            shown=shown[force],
            meanings=meanings,
            may_move=force not in resting,
        )
        for force in sorted(by_force.keys() | counted_before.keys())
    }


def _changed_this_month(period: str, *, on: date) -> Set[str]:
    filled = WeightRun.objects.filter(period=period).values_list("force_id", "filled_at")
    return {force for force, at in filled if timing.changed_this_month(last=localdate(at), on=on)}


def _hidden_while_open(period: str, totals: Mapping[str, ForceTotals]) -> Mapping[str, Set[Place]]:
    hidden: dict[str, set[Place]] = defaultdict(set)
    for force, found in totals.items():
        for item in found.hidden:
            hidden[item].add((force, Dimension.ALL.value, EVERYBODY))
    moved = {NATION, *(force for force, found in totals.items() if found.has_moved)}
    for item, places in stored_quarter.hidden_places(period).items():
        hidden[item] |= {place for place in places if place[0] not in moved}
    return hidden


def _open_coverage(
    frame: Sequence[FrameRow],
    shown: Sequence[AnswerRow],
    left_out: Sequence[AnswerRow],
    *,
    before: Coverages,
    kept: Set[str],
) -> Coverages:
    from analytics.weighting import force_weights

    found: dict[CellKey, Counts] = {}
    for key, counts in force_weights.coverage(frame, shown, left_out).items():
        asked = _without_respondents(counts)
        if key[1] != Dimension.ALL:
            found[key] = asked
        elif key[0] in kept:
            found[key] = asked | _respondent_counts(before.get(key, {}))
        else:
            found[key] = counts
    return found


def _without_respondents(counts: Counts) -> dict[str, int]:
    return {step: count for step, count in counts.items() if step not in RESPONDENT_STEPS}


def _respondent_counts(counts: Counts) -> dict[str, int]:
    return {step: count for step, count in counts.items() if step in RESPONDENT_STEPS}

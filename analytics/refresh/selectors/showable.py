"""Whose answers the figures of a quarter are made of now, counted and ready to be kept. For
filling, not for pages."""

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
from analytics.disclosure.judging.left_over import Answers, may_stand
from analytics.disclosure.places import NATION
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
    """`counted` are the responses that the figures are made of. The figures of the forces `kept`
    stay as they were, and so are their `cells` here. `hidden` are places that may not be shown
    whatever they hold, `steps` what earlier figures tell, and `left_out` the answers by force that
    no total counts yet, all by item. `waiting` responses are not counted yet, and `late` ones never
    will be."""

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
        """The forces whose figures are new."""
        return self.forces - self.kept

    @property
    def ids(self) -> Mapping[str, Sequence[int]]:
        """The ids of the responses by force."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.counted.rows:
            found[row.force].append(row.response_id)
        return found


def running_part(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> ShowablePart:
    """What is kept of a quarter that is not over: who was asked, and nothing of who answered."""
    # Only background work weighs; imported here, it stays out of the process of the pages.
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
    """What may be shown of a quarter that is over and not closed: the totals of each force, which
    count as many of its answers as refresh.open_totals allows. Its levels wait for the closing:
    those who come in between would be few at most of them."""
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
        steps=earlier_totals.steps_from(period, shown, kept=kept),
        left_out=earlier_totals.answers_of(left_out),
        waiting=len(left_out),
    )


def hidden_nation(part: ShowablePart, shown: Mapping[str, Set[str]]) -> Mapping[str, Set[Place]]:
    """The items of which the nation's total would tell at the closing how few answered who came to
    forces that are not shown: the nation less the forces that are."""
    found = {}
    for item, areas in shown.items():
        left_out = part.left_out.get(item, {})
        dark = (part.forces | left_out.keys()) - areas
        total = open_totals.summed(left_out[force] for force in dark & left_out.keys())
        if NATION in areas and dark and not may_stand(total, open_totals.RULE):
            nation = (NATION, Dimension.ALL.value, EVERYBODY)
            found[item] = {*part.hidden.get(item, ()), nation}
    return found


def closed_part(
    period: str, rows: Sequence[AnswerRow], frame: Sequence[FrameRow], *, closes_on: date
) -> ShowablePart:
    """What may be shown of a quarter that closes, from every answer received until its last day."""
    from analytics.weighting import force_weights

    inside = [row for row in rows if row.completed_on <= closes_on]
    late = [row for row in rows if row.completed_on > closes_on]
    now = counted.count_rows(inside, frame)
    return ShowablePart(
        counted=now,
        cells=now.bins,
        coverage=force_weights.coverage(frame, inside, late),
        hidden=earlier_totals.hidden_at_closing(period, inside),
        steps=earlier_totals.steps_from(period, inside),
        late=len(late),
    )


def _totals_by_force(
    period: str, rows: Sequence[AnswerRow], *, at: datetime
) -> Mapping[str, ForceTotals]:
    by_force: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        by_force[row.force].append(row)
    counted_before = stored_quarter.counted_by_force(period)
    shown = _items_shown(period)
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


def _items_shown(period: str) -> Mapping[str, Set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item, areas in stored_quarter.shown_totals(period).items():
        for area in areas:
            found[area].add(item)
    return found


def _changed_this_month(period: str, *, on: date) -> Set[str]:
    filled = WeightRun.objects.filter(period=period).values_list("force_id", "filled_at")
    return {force for force, at in filled if timing.changed_this_month(last=localdate(at), on=on)}


def _hidden_while_open(period: str, totals: Mapping[str, ForceTotals]) -> Mapping[str, Set[Place]]:
    """What the answers that are left out would tell by themselves; and of forces whose figures
    stay, what was hidden before: two different choices for the same people, read together, would
    undo each other."""
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
    """What force and survey did as it is now. What respondents did of all victims of a force alone,
    and in the forces that stay as it was shown."""
    from analytics.weighting import force_weights

    found: dict[CellKey, Counts] = {}
    for key, counts in force_weights.coverage(frame, shown, left_out).items():
        asked = _without_respondents(counts)
        if key[1] != Dimension.ALL:
            found[key] = asked
        elif key[0] in kept:
            found[key] = asked | _of_respondents(before.get(key, {}))
        else:
            found[key] = counts
    return found


def _without_respondents(counts: Counts) -> dict[str, int]:
    return {step: count for step, count in counts.items() if step not in RESPONDENT_STEPS}


def _of_respondents(counts: Counts) -> dict[str, int]:
    return {step: count for step, count in counts.items() if step in RESPONDENT_STEPS}

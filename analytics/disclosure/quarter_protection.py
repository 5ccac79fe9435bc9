"""What may be shown of a period, all its items and tables together: the one function for staff and
for the public. Pure. It loads the linear programmes, which pages never need."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from analytics.disclosure import quarter_items
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.judging import gate
from analytics.disclosure.judging.areas import Areas
from analytics.disclosure.judging.gate import Protected
from analytics.disclosure.judging.item_tables import ItemTables, Marks, shown_by_floors
from analytics.disclosure.places import NATION
from analytics.stats.suppression import Audience, SuppressionReason, Topic
from analytics.tables import EVERYBODY, TABLES, Dimension

Place = tuple[str, str, str]
"""Area, dimension, level."""
HiddenPlaces = Mapping[str, Set[Place]]
"""By item."""
NOTHING_HIDDEN: HiddenPlaces = {}


@dataclass(frozen=True, kw_only=True)
class ProtectedQuarter:
    audience: Audience
    areas: Areas
    items: Mapping[str, ItemTables]
    found: Mapping[str, Protected]
    kept_hidden: HiddenPlaces
    """What was to stay hidden whatever it holds."""

    @cached_property
    def forces_of(self) -> Mapping[str, tuple[str, ...]]:
        """The forces that make up each area."""
        own = {force: (force,) for force in self.areas.forces}
        regions = {region: tuple(members) for region, members in self.areas.regions.items()}
        return {**own, **regions, NATION: self.areas.forces}

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {area: number for number, area in enumerate(self.areas.codes)}

    @property
    def hidden(self) -> int:
        """Places that the gate hid."""
        return sum(one.hidden for one in self.found.values())

    @property
    def narrowed(self) -> int:
        """Groups that nothing could open."""
        return sum(len(one.narrowed) for one in self.found.values())

    @property
    def groups(self) -> int:
        """Small groups that were tested."""
        return sum(one.groups for one in self.found.values())

    def reason(
        self, item: str, dimension: Dimension, area: str, level: str
    ) -> SuppressionReason | None:
        """Why a place is hidden; None where it is shown."""
        tables, number = self.items.get(item), self._numbers[area]
        if tables is None or not tables.everybody.people[-1, 0]:
            return SuppressionReason.NO_ANSWERS
        marks = self.found[item].marks
        if dimension is Dimension.ALL:
            table, column, is_shown = tables.everybody, 0, marks.totals[number]
        elif dimension in tables.by_dimension:
            table = tables.by_dimension[dimension]
            column = table.levels.index(level)
            is_shown = marks.places[dimension][number, column]
        else:
            return SuppressionReason.NO_ANSWERS
        if is_shown:
            return None
        if not table.people[-1, column]:
            return SuppressionReason.NO_ANSWERS
        if not table.may_show[number, column]:
            return SuppressionReason.NOT_BY_FORCE
        if table.people[number, column] >= table.policy.hide_below:
            return SuppressionReason.PROTECTS_ANOTHER
        is_special = TABLES[dimension].topic is Topic.SPECIAL
        return SuppressionReason.SMALL_SPECIAL if is_special else SuppressionReason.SMALL_BASE


def protect_quarter(
    cells: Cells,
    meanings: Meanings,
    areas: Areas,
    *,
    audience: Audience = Audience.STAFF,
    hidden: HiddenPlaces = NOTHING_HIDDEN,
    only: Set[str] = frozenset(),
    is_gated: bool = True,
) -> ProtectedQuarter:
    """`hidden` are places that stay hidden whatever they hold; where `only` names areas, the others
    are not shown at all. Without `is_gated` by the rules alone, for people who are made up."""
    items = quarter_items.items_of(cells, meanings, areas, audience)
    judge = gate.protect if is_gated else gate.protect_by_rules_alone
    return ProtectedQuarter(
        audience=audience,
        areas=areas,
        items=items,
        found={
            item: judge(tables, _marks(tables, hidden.get(item, frozenset()), only))
            for item, tables in items.items()
        },
        kept_hidden=hidden,
    )


def union_of(*each: HiddenPlaces) -> HiddenPlaces:
    items = {item for hidden in each for item in hidden}
    return {item: set().union(*(hidden.get(item, set()) for hidden in each)) for item in items}


def _marks(tables: ItemTables, hidden: Set[Place], only: Set[str]) -> Marks:
    marks = shown_by_floors(tables)
    numbers = {area: number for number, area in enumerate(tables.areas.codes)}
    for area in numbers.keys() - only if only else ():
        marks.hide_total(numbers[area])
    for area, dimension, level in hidden:
        if area not in numbers:
            continue
        if level == EVERYBODY:
            marks.hide_total(numbers[area])
        elif dimension in marks.places:
            column = tables.by_dimension[dimension].levels.index(level)
            marks.places[dimension][numbers[area], column] = False
    return marks

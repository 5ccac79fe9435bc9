"""What the places that are hidden tell by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from analytics.disclosure.suppression import gate
from tests.analytics.disclosure.pattern_reader import MOST_WORLDS, GroupRead, PatternReader
from tests.analytics.disclosure.worlds import TABLE, random_item

REGION = {"f": "N", "g": "N"}


@dataclass(frozen=True)
class Sort:
    forces: int
    levels: int
    most: int
    regions: dict[str, str] = field(default_factory=dict)
    nations: int = 10
    groups: int = 10
    most_worlds: int = 0

    def __str__(self) -> str:
        of = f"{self.forces} forces, {self.levels} levels, up to {self.most} people a place"
        return of + (", a region" if self.regions else "")


SORTS = (
    Sort(3, 3, 12, nations=20, groups=15, most_worlds=MOST_WORLDS),
    Sort(4, 4, 25, REGION),
    Sort(4, 4, 60, REGION, nations=20),
    Sort(6, 5, 40, REGION),
)


@dataclass(frozen=True)
class NationRead:
    groups: Sequence[GroupRead]
    hidden_by_gate: int
    shown: int
    is_whole: bool


def reading_the_pattern() -> None:
    for sort in SORTS:
        report(sort, [read(sort, seed) for seed in range(sort.nations)])


def read(sort: Sort, seed: int) -> NationRead:
    item = random_item(
        seed, forces=sort.forces, levels=sort.levels, most=sort.most, regions=sort.regions
    )
    reader = PatternReader(item, sort.regions, most_worlds=sort.most_worlds)
    found = gate.protect(item)
    return NationRead(
        reader.read(sort.groups),
        found.hidden,
        int(found.marks.places[TABLE].sum()),
        reader.is_whole,
    )


def report(sort: Sort, nations: Sequence[NationRead]) -> None:
    print(f"{len(nations)} nations of {sort}; {sum(each.shown for each in nations)} places shown")
    for named, of in (
        ("all", nations),
        ("where the rules alone hide", [each for each in nations if not each.hidden_by_gate]),
        ("where the gate hides", [each for each in nations if each.hidden_by_gate]),
        ("all worlds gone through", [each for each in nations if each.is_whole]),
    ):
        groups = [group for each in of for group in each.groups]
        say_what_is_open(f"  {named} ({len(of)})", groups)
        say_what_is_open("    single people", [group for group in groups if group.people == 1])


def say_what_is_open(named: str, groups: Sequence[GroupRead]) -> None:
    if groups:
        print(
            f"{named}: of {len(groups)} groups and answers "
            f"{mean(len(each.by_figures) for each in groups):.2f} numbers are open, and "
            f"{mean(len(each.by_pattern) for each in groups):.2f} to who knows the rule; "
            f"{sum(each.is_narrowed for each in groups)} narrowed, "
            f"{sum(each.is_known for each in groups)} known"
        )

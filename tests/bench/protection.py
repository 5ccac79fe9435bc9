"""Protecting quarters of four made-up forces, and attacking what is then shown: all tables
together, beside each list by itself, and beside two linear programmes a group. What a national
quarter takes is told by `publish_release`."""

import resource
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from analytics.disclosure import choice as disclosure_choice
from analytics.disclosure import counts
from analytics.disclosure.counts import QuarterCounts
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.goals import TOLERANCE, Goal
from analytics.disclosure.methods.linear_system import LinearSystem, linear_systems
from analytics.disclosure.methods.linked_tables import LinkedTables
from analytics.disclosure.quarter import protection_goals, tables_for_reader
from tests.analytics import nations
from tests.analytics.nations import MEANINGS
from tests.bench.measure import Spent, say, spent

QUARTERS, PEOPLE = 20, 600
NOTHING_SHOWN = QuarterCounts(cells={}, coverage={})
KILOBYTES = 1024
Attacked = tuple[LinkedTables, list[Goal]]


def protecting_quarters() -> None:
    made = [nations.nation(seed, people=PEOPLE) for seed in range(1, QUARTERS + 1)]
    quarters = [QuarterCounts(cells=each.cells, coverage=each.coverage) for each in made]
    rules = spent(lambda: [_by_rules(each) for each in quarters])
    choices: list[disclosure_choice.SuppressionChoice] = []
    choosing = spent(lambda: choices.extend(map(_chosen, quarters)))
    told = [_told(each, choice) for each, choice in zip(quarters, choices, strict=True)]
    groups = sum(len(wanted) for _tables, wanted in told)
    print(
        f"{QUARTERS} quarters of {PEOPLE} people in {len(nations.FORCES)} forces, {groups:,} small "
        f"groups: {sum(each.count for each in choices):,} places more are hidden and "
        f"{sum(len(each.remaining) for each in choices)} groups known too well"
    )
    _say("  all tables together", choosing, rules, "each list by itself")
    ours, one_by_one = (_taken(attack, told) for attack in (exposures, _missed_one_by_one))
    _say("  the attack alone", ours, one_by_one, "two linear programmes a group")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
    print(f"  at most {most:,.0f} MB with all that the benchmarks carry")


def _chosen(now: QuarterCounts) -> disclosure_choice.SuppressionChoice:
    return disclosure_choice.choose_suppression(
        current=now,
        previous=NOTHING_SHOWN,
        stored={},
        was_shown=False,
        meanings=MEANINGS,
        is_audited=True,
    )


def _by_rules(now: QuarterCounts) -> disclosure_choice.Hidden:
    return counts.hidden_by_rules(now.cells, now.coverage, MEANINGS)


def _told(now: QuarterCounts, choice: disclosure_choice.SuppressionChoice) -> Attacked:
    quarter = counts.quarter_of(now.cells, now.coverage, MEANINGS)
    hidden = disclosure_choice.union_of(_by_rules(now), choice.secondary)
    return tables_for_reader(quarter, hidden), protection_goals(quarter, hidden)


def _taken(
    attack: Callable[[LinkedTables, Sequence[Goal]], Sequence[object]], told: Sequence[Attacked]
) -> Spent:
    """Both attacks must come to the same: nothing."""
    missed: list[object] = []
    took = spent(lambda: [missed.extend(attack(tables, wanted)) for tables, wanted in told])
    assert missed == [], "a group is known too well"
    return took


def _missed_one_by_one(tables: LinkedTables, wanted: Sequence[Goal]) -> list[Goal]:
    parts = {cell: part for part in linear_systems(tables) for cell in part.place}
    return list(_missed(parts, wanted))


def _missed(parts: dict[tuple[str, ...], LinearSystem], wanted: Sequence[Goal]) -> Iterator[Goal]:
    for goal in wanted:
        part = parts[goal.cell]
        column, cost = part.place[goal.cell], np.zeros(len(part.bounds))
        cost[column] = 1.0
        lowest, highest = part.cheapest(cost)[column], part.cheapest(-cost)[column]
        if lowest > goal.lower + TOLERANCE or highest < goal.upper - TOLERANCE:
            yield goal


def _say(name: str, ours: Spent, plain: Spent, what_plain: str) -> None:
    """By the processor: what others do to the machine does not tell of this."""
    say(f"{name}, of the processor", ours.processor, plain.processor, what_plain)

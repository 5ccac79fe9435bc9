"""What may be shown, by the rules alone and without the programmes that look for what several
totals tell together: they take most of the time of a filling, and hide more."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from analytics.disclosure.judging import gate, year_gate
from analytics.disclosure.judging.item_tables import ItemTables, Marks


@contextmanager
def by_rules_alone() -> Iterator[None]:
    with (
        patch.object(gate, "protect", _protect),
        patch.object(year_gate, "protect_year_of", _protect_year),
        patch.object(year_gate, "protect_year_beside_nation", _protect_year),
    ):
        yield


def _protect(item: ItemTables, first: Marks | None = None, **_how: bool) -> gate.Protected:
    return gate.protect_by_rules_alone(item, first)


def _protect_year(
    year: ItemTables, _quarters: object, _shown: object, first: Marks | None = None
) -> gate.Protected:
    return gate.protect_by_rules_alone(year, first)

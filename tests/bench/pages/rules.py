"""What may be shown, by the rules alone and without the programmes that look for what several
totals tell together."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from analytics.disclosure.suppression import gate, year_gate
from analytics.disclosure.suppression.item_tables import ItemTables, Marks


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

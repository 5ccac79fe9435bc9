"""The nation's year with what is told of a thousand people."""

from dataclasses import astuple, replace
from random import Random

import numpy as np

from analytics.disclosure.places import NATION
from analytics.models import SupportYear, WayYear
from analytics.modes import actions as modes_actions
from analytics.modes import selectors as modes_selectors
from analytics.modes.counting import TELEPHONE, ModeFigures, ModeShare
from analytics.refresh import closed_years
from analytics.support import actions as support_actions
from analytics.support import selectors as support_selectors
from analytics.support.counting import SupportFigures
from responses.extract_rows import AnswerRow
from responses.models import Case, StageEvent
from tests.analytics import make
from tests.analytics.all_outlets import nation, other_worlds
from tests.analytics.all_outlets.nation import QUARTERS, YEAR
from tests.analytics.all_outlets.other_worlds import FEW, Quarter
from tests.conftest import NOW, TESTER

REFERRALS = ("yes", "not_offered", "declined", "")
BY_TELEPHONE = 60
"""Of each quarter."""
CHANCE = 0.5
DECIMALS = 9


def enter() -> None:
    nation.enter()
    for period, on in QUARTERS.items():
        people = nation.victims(Random(TELEPHONE + period), on, count=BY_TELEPHONE)
        make.load([replace(each, mode=TELEPHONE) for each in people])
    StageEvent.objects.update(telephone_chance=CHANCE)
    random, ordered = Random(YEAR), Case.objects.order_by("pk")
    for pair in zip(ordered[::2], ordered[1::2], strict=True):
        referral = nation.skewed(random, REFERRALS)
        Case.objects.filter(pk__in=[case.pk for case in pair]).update(support_referral=referral)


def told() -> tuple[SupportFigures, ModeFigures]:
    WayYear.objects.all().delete()
    SupportYear.objects.all().delete()
    modes_actions.count_modes(year=YEAR, by=TESTER, at=NOW)
    support_actions.count_support(year=YEAR, by=TESTER, at=NOW)
    support, ways = support_selectors.support_of(YEAR), modes_selectors.modes_page(period=YEAR)
    assert support is not None
    assert ways.found is not None
    return support, ways.found


def shares_of(
    support: SupportFigures, ways: ModeFigures
) -> dict[tuple[str, str], tuple[float, ...]]:
    found = {
        (item, of): share
        for by in (support.shares, _by_item(ways))
        for item, shares in by.items()
        for of, share in shares.items()
    }
    return {
        name: (each.people, *(round(of, DECIMALS) for of in (each.share, *astuple(each.interval))))
        for name, each in found.items()
    }


def _by_item(ways: ModeFigures) -> dict[str, dict[str, ModeShare]]:
    return {
        item: {way: shares[item] for way, shares in ways.shares.items() if item in shares}
        for item in nation.ITEMS
    }


def on_the_web(item: str) -> list[Quarter]:
    found = []
    for quarter in other_worlds.quarters_of(item):
        support = {row.response_id: row.support for row in _rows(quarter.period, item)}
        of = np.array([support[response] for response in quarter.ids])
        by_support = {
            (NATION, "support", str(level)): np.flatnonzero(of == level) for level in np.unique(of)
        }
        found.append(replace(quarter, of_year={**quarter.of_year, **by_support}))
    return found


def by_telephone(item: str) -> list[Quarter]:
    return [_of_telephone(period, item) for period in QUARTERS]


def _of_telephone(period: str, item: str) -> Quarter:
    rows = [row for row in _rows(period, item) if row.mode == TELEPHONE]
    places = {(period, *where): who for where, who in other_worlds.places_of(rows)}
    return Quarter(
        period=period,
        ids=[row.response_id for row in rows],
        answers=other_worlds.answers_of(rows, item),
        shown=[],
        of_year={(NATION, TELEPHONE, YEAR): np.arange(len(rows))},
        small={place: who for place, who in places.items() if 0 < len(who) <= FEW},
        large={place: who for place, who in places.items() if len(who) > FEW},
    )


def _rows(period: str, item: str) -> list[AnswerRow]:
    return [row for row in closed_years.closed_answers([period]) if row.answers.get(item)]

from functools import partial

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from access import actions as access_actions
from access.models import DataOrigin
from tests.architecture.test_queries import MOST, queries
from tests.bench.volume import pages, rows, table
from tests.bench.volume.costs import Moment
from tests.conftest import NOW, TESTER
from tests.sharing import undone

pytestmark = pytest.mark.databases

FEW, MORE, MANY = 1_500, 6_000, 40_000
"""Cases: thirty-four a force, so that there is one of every kind, four times as many, and nine
hundred a force."""
Asked = dict[tuple[str, str], int]
"""By route and who opened it, how many queries."""


@pytest.mark.django_db
class TestAPage:
    @pytest.mark.slow
    def test_that_lists_most_asks_as_much_of_a_few_rows_as_of_more(self) -> None:
        if connection.vendor != "postgresql":
            # The rows are made by PostgreSQL. The second leg of the suite runs this there.
            return
        few, more = (asked(cases=cases, of=LISTS) for cases in (FEW, MORE))

        assert set(few) == set(more)
        assert {key: count for key, count in more.items() if count > MOST} == {}
        assert grown(few, more) == {}

    @pytest.mark.nightly
    def test_asks_as_much_of_a_few_rows_as_of_thousands(self) -> None:
        if connection.vendor != "postgresql":
            return
        few, many = asked(cases=FEW), asked(cases=MANY)

        assert len(few) > 100
        assert {key: count for key, count in many.items() if count > MOST} == {}
        assert grown(few, many) == {}


def grown(few: Asked, many: Asked) -> dict[tuple[str, str], tuple[int, int]]:
    both = few.keys() & many.keys()
    return {key: (few[key], many[key]) for key in both if many[key] > few[key]}


LISTS = (
    "staff/", "staff/audit-trail/", "staff/exclusions/", "staff/who-waits/", "staff/who-sees/",
    "staff/operations/<str:force_code>/", "staff/case-files/",
)  # fmt: skip
"""The longest lists."""


def asked(*, cases: int, of: tuple[str, ...] = ()) -> Asked:
    with undone():
        rows.fill(cases=cases, at=NOW)
        # As every filled database has it: what is not there yet is asked for again and again.
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
        now, clients = table.moment(NOW), list(pages.clients())
        found: Asked = {}
        for route in of or pages.pages():
            for kind in ("national", ""):
                of_kind = [one for one in clients if one[0].startswith("national") == bool(kind)]
                if name := _answered(of_kind, route, now):
                    ask = partial(dict(clients)[name].get, pages.address(route, now))
                    found[route, name] = queries(partial(_read, ask))
        return found


def _answered(clients: list[tuple[str, Client]], route: str, now: Moment) -> str:
    for name, client in clients:
        if _read(partial(client.get, pages.address(route, now))).status_code == pages.OK:
            return name
    return ""


def _read(ask: partial[HttpResponse]) -> HttpResponse:
    response = ask()
    if response.streaming:
        b"".join(response.streaming_content)
    return response

"""Forty who guess at once: no more tries are judged than the limits allow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest
from django.test import Client, RequestFactory

from access.limits import sources
from access.limits.attempts import Trying
from access.limits.sources import Sources
from access.limits.table import LIMITS, Kind, Tier
from access.models import TryCount
from responses.answering.actions import withdrawals
from responses.answering.selectors import attempts
from tests.conftest import NOW
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def most(kind: Kind, tier: Tier) -> int:
    return next(limit.most for limit in LIMITS if (limit.kind, limit.tier) == (kind, tier))


def from_address(address: str) -> Sources:
    return sources.request_sources(RequestFactory().get("/", REMOTE_ADDR=address))


def a_try(kind: Kind, of: Sources, *, is_right: bool = False) -> Callable[[], bool]:
    def judged() -> bool:
        with Trying(kind, of, at=NOW) as attempt:
            if is_right:
                attempt.release()
            return not attempt.is_refused

    return judged


def a_post(address: str, **fields: str) -> Callable[[], int]:
    """A press of a stranger's, who has no session yet."""
    return lambda: Client(REMOTE_ADDR="192.0.2.7").post(address, fields).status_code


@contextmanager
def watched(module: ModuleType, name: str) -> Iterator[list[object]]:
    function, returned = getattr(module, name), []

    def called(*args: object, **kwargs: object) -> object:
        returned.append(function(*args, **kwargs))
        return returned[-1]

    with patch.object(module, name, called):
        yield returned


class TestFortyAtOnce:
    @pytest.mark.parametrize("kind", [Kind.LINK, Kind.GATE, Kind.CODE, Kind.WORDS, Kind.PASSWORD])
    def test_have_no_more_tries_judged_than_an_address_may_fail(
        self, kind: Kind, tmp_path: Path
    ) -> None:
        tries = [a_try(kind, from_address("192.0.2.7"))] * 160

        judged = all_at_once(tries, folder=tmp_path)

        assert sum(judged) == most(kind, Tier.ADDRESS)

    def test_gain_nothing_from_the_many_addresses_of_one_customer(self, tmp_path: Path) -> None:
        tries = [a_try(Kind.CODE, from_address(f"2001:db8:7:{n:x}::1")) for n in range(40)] * 4

        judged = all_at_once(tries, folder=tmp_path)

        assert sum(judged) == most(Kind.CODE, Tier.NETWORK)

    @pytest.mark.safety
    def test_find_ten_case_keys_wrong_and_no_more(self, tmp_path: Path) -> None:
        searcher = {Tier.ACCOUNT: "7", Tier.FORCE: "city-of-london"}

        judged = all_at_once([a_try(Kind.CASE_KEY, searcher)] * 80, folder=tmp_path)

        assert sum(judged) == most(Kind.CASE_KEY, Tier.ACCOUNT)

    def test_who_are_right_all_get_in_and_leave_no_count(self, tmp_path: Path) -> None:
        of = from_address("192.0.2.7")
        tries = [a_try(Kind.LINK, of, is_right=True)] * 50 + [a_try(Kind.LINK, of)] * 3

        judged = all_at_once(tries, folder=tmp_path)

        assert sum(judged) == 53
        assert set(TryCount.objects.values_list("count", flat=True)) == {3}

    def test_have_no_more_codes_looked_up_than_the_limit_says(self, tmp_path: Path) -> None:
        with watched(attempts, "attempt_by_code") as looked_up:
            statuses = all_at_once([a_post("/c/", code="A" * 12)] * 80, folder=tmp_path)

        allowed = most(Kind.CODE, Tier.ADDRESS)
        assert (len(looked_up), statuses.count(429)) == (allowed, 80 - allowed)

    def test_have_no_more_words_looked_up_than_the_limit_says(self, tmp_path: Path) -> None:
        words = "acorn actor acorn actor"
        with watched(withdrawals, "withdraw_by_words") as looked_up:
            statuses = all_at_once([a_post("/w/", words=words)] * 80, folder=tmp_path)

        allowed = most(Kind.WORDS, Tier.ADDRESS)
        assert (len(looked_up), statuses.count(429)) == (allowed, 80 - allowed)

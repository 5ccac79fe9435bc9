from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from access import tasks
from access.actor import Actor
from access.limits import sources
from access.limits.attempts import IN_FLIGHT, Trying
from access.limits.selectors import brakes_lately
from access.limits.table import FIVE_MINUTES, Kind, Tier
from access.models import AuditEvent, TryCount, User
from tests.conftest import NOW
from tests.limits import allowing

HOME, NEXT_DOOR, ELSEWHERE = "192.0.2.7", "192.0.2.8", "198.51.100.1"
pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture(autouse=True)
def _three():
    with allowing(Kind.CODE, 3):
        yield


def trying(address: str = HOME, *, kind: Kind = Kind.CODE, at=NOW) -> Trying:
    of = sources.request_sources(RequestFactory().get("/", REMOTE_ADDR=address))
    return Trying(kind, of, at=at)


def fail(times: int = 1, address: str = HOME, *, kind: Kind = Kind.CODE, at=NOW) -> None:
    for _ in range(times):
        with trying(address, kind=kind, at=at):
            pass


def is_refused(address: str = HOME, *, kind: Kind = Kind.CODE, at=NOW) -> bool:
    with trying(address, kind=kind, at=at) as attempt:
        attempt.release()
        return attempt.is_refused


def queries(use) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        use()
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "SET LOCAL", "COMMIT")
    return [each["sql"] for each in captured if not each["sql"].startswith(control)]


class TestATry:
    def test_is_refused_after_as_many_failures_as_the_limit_says(self) -> None:
        fail(2)
        before = is_refused()
        fail(1)

        assert (before, is_refused()) == (False, True)

    def test_does_not_count_where_it_is_right(self) -> None:
        for _ in range(5):
            assert not is_refused()

        assert not TryCount.objects.exists()

    def test_counts_though_an_error_ends_it(self) -> None:
        with suppress(ValueError), trying():
            raise ValueError

        assert set(TryCount.objects.values_list("count", flat=True)) == {1}

    def test_does_not_count_where_the_database_failed(self) -> None:
        with suppress(DatabaseError), trying():
            raise DatabaseError

        assert not TryCount.objects.exists()

    def test_counts_for_its_address_and_its_kind_alone(self) -> None:
        fail(3)

        assert not is_refused(NEXT_DOOR)
        assert not is_refused(kind=Kind.WORDS)

    def test_counts_for_the_network_around_its_address(self) -> None:
        with allowing(Kind.CODE, 2, tier=Tier.NETWORK):
            fail(1, HOME)
            fail(1, NEXT_DOOR)

            assert is_refused("192.0.2.200")
            assert not is_refused(ELSEWHERE)

    def test_waits_until_the_window_ends(self) -> None:
        at = NOW + timedelta(minutes=1, seconds=20.5)
        fail(3, at=at)

        with trying(at=at) as attempt:
            assert attempt.retry_after == "220"
        assert not is_refused(at=NOW + FIVE_MINUTES)

    def test_costs_one_query_where_it_is_right_and_two_where_it_fails(self) -> None:
        assert len(queries(is_refused)) == 1
        assert len(queries(fail)) == 2

    def test_writes_nothing_where_it_is_refused(self) -> None:
        fail(3)

        assert [sql.partition(" ")[0] for sql in queries(fail)] == ["SELECT"]

    def test_leaves_nothing_behind_in_the_process(self) -> None:
        fail(4)
        is_refused()

        assert not IN_FLIGHT._by_key


class TestTriesThatOverlap:
    def test_are_counted_before_they_are_judged(self) -> None:
        with trying() as first, trying() as second, trying() as third, trying() as fourth:
            refused = [each.is_refused for each in (first, second, third, fourth)]

        assert refused == [False, False, False, True]

    def test_give_back_what_was_right(self) -> None:
        with trying() as first, trying() as second:
            first.release()
            second.release()

        assert set(TryCount.objects.values_list("count", flat=True)) == {0}

    def test_count_a_refused_one_neither_for_its_network_nor_for_the_service(self) -> None:
        with trying(), trying(), trying(), trying():
            pass

        counted = dict(TryCount.objects.values_list("tier", "count"))
        assert counted == {Tier.ADDRESS: 3, Tier.NETWORK: 3, Tier.SERVICE: 3}

    def test_do_not_where_only_the_service_is_common(self) -> None:
        with trying(HOME), trying(ELSEWHERE):
            assert not TryCount.objects.exists()


class TestACount:
    @pytest.mark.django_db(transaction=True)
    def test_survives_what_the_request_takes_back(self) -> None:
        with suppress(ValueError), trying(), transaction.atomic():
            raise ValueError

        assert TryCount.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_is_not_written_in_a_transaction_that_may_be_taken_back(self) -> None:
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            fail()

    @pytest.mark.safety
    def test_tells_no_address(self) -> None:
        fail()

        stored = str(list(TryCount.objects.values_list()))
        assert stored
        assert HOME not in stored

    @pytest.mark.safety
    def test_cannot_be_followed_from_one_window_to_the_next(self) -> None:
        for n in range(3):
            fail(at=NOW + n * FIVE_MINUTES)

        of_address = TryCount.objects.filter(tier=Tier.ADDRESS)
        assert of_address.values("key").distinct().count() == 3

    @pytest.mark.safety
    def test_is_gone_ten_minutes_after_the_last_try(self, time_machine) -> None:
        fail()
        before = TryCount.objects.exclude(tier=Tier.SERVICE).count()
        time_machine.move_to(NOW + timedelta(minutes=10), tick=False)

        tasks.forget_counts.func()

        kept = TryCount.objects.values_list("tier", flat=True)
        assert (before, list(kept)) == (2, [Tier.SERVICE])

    def test_of_the_service_is_gone_after_a_day(self, time_machine) -> None:
        fail()
        time_machine.move_to(NOW + timedelta(days=1, minutes=10), tick=False)

        tasks.forget_counts.func()

        assert not TryCount.objects.exists()


class TestTheBrake:
    @pytest.fixture(autouse=True)
    def _brake_at_four(self):
        with allowing(Kind.CODE, 60), allowing(Kind.CODE, 4, tier=Tier.SERVICE):
            yield

    def test_refuses_addresses_that_failed_three_times(self) -> None:
        fail(3, HOME)
        before = is_refused(HOME)
        fail(1, ELSEWHERE)

        assert (before, is_refused(HOME)) == (False, True)
        assert not is_refused(ELSEWHERE)
        assert not is_refused("203.0.113.1")

    def test_stands_in_the_audit_trail_once_a_window(self) -> None:
        fail(2, HOME)
        fail(4, ELSEWHERE)
        fail(4, ELSEWHERE, at=NOW + FIVE_MINUTES)

        events = AuditEvent.objects.filter(kind="limit.reached").order_by("pk")
        assert [event.at for event in events] == [NOW, NOW + FIVE_MINUTES]
        assert events[0].details == {"limit": "code", "tier": "service", "force": ""}

    def test_is_told_to_operations_for_a_day(self) -> None:
        fail(4)

        [brake] = brakes_lately(at=NOW + timedelta(hours=23))
        assert (brake.kind, brake.at) == (Kind.CODE, NOW)
        assert brakes_lately(at=NOW + timedelta(hours=25)) == []


@pytest.mark.safety
class TestALimitOfStaff:
    def test_tells_whose_it_is_once_a_window(self, safe_contact_officer: User) -> None:
        by = Actor.user(user_id=safe_contact_officer.pk, name="Officer")
        searcher = {Tier.ACCOUNT: "7", Tier.FORCE: "city-of-london"}
        for _ in range(13):
            with Trying(Kind.CASE_KEY, searcher, at=NOW, by=by, force="city-of-london"):
                pass

        [event] = AuditEvent.objects.filter(kind="limit.reached")
        assert (event.actor_user_id, event.force_code) == (by.user_id, "city-of-london")
        assert event.details["tier"] == "account"

"""Tries are counted by address, and no address is kept."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from access import tasks
from access.web.rate_limits import WINDOW, Limit, client_address
from tests.conftest import NOW

HOME, OTHER = "192.0.2.7", "192.0.2.8"
THREE = Limit("door", most=3)


def request(address: str = HOME, **headers: str):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def try_often(times: int, address: str = HOME, limit: Limit = THREE) -> None:
    for _ in range(times):
        limit.count(request(address), at=NOW)


def stored_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache")
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestLimit:
    def test_is_reached_by_as_many_tries_as_it_says(self) -> None:
        try_often(2)
        before = THREE.is_reached(request(), at=NOW)
        try_often(1)

        assert (before, THREE.is_reached(request(), at=NOW)) == (False, True)

    def test_counts_each_address_and_each_kind_by_itself(self) -> None:
        try_often(3)

        assert not THREE.is_reached(request(OTHER), at=NOW)
        assert not Limit("window", most=3).is_reached(request(), at=NOW)

    def test_begins_afresh_in_the_next_five_minutes(self) -> None:
        try_often(3)

        assert not THREE.is_reached(request(), at=NOW + WINDOW)

    def test_stores_no_address(self) -> None:
        """SAF-4: whoever reads the store learns of nobody who was here."""
        try_often(1)

        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM django_cache")
            stored = cursor.fetchall()
        assert stored
        assert HOME not in str(stored)

    def test_cannot_be_followed_from_one_five_minutes_to_the_next(self) -> None:
        keys = {THREE._key(request(), NOW + timedelta(minutes=5 * n)) for n in range(3)}

        assert len(keys) == 3

    def test_is_gone_from_the_database_ten_minutes_after_the_last_try(self, time_machine) -> None:
        """The privacy notice says "for a few minutes": not only is it no longer read."""
        time_machine.move_to(NOW, tick=False)
        try_often(1)
        before = stored_rows()
        time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
        try_often(1, address=OTHER)

        tasks.forget_counts.func()

        assert (before, stored_rows()) == (1, 1)

    def test_goes_from_the_store_by_itself(self, time_machine) -> None:
        time_machine.move_to(NOW, tick=False)
        try_often(1)
        key = THREE._key(request(), NOW)
        before = cache.get(key)
        time_machine.move_to(NOW + WINDOW + timedelta(seconds=1), tick=False)

        assert (before, cache.get(key)) == (1, None)


class TestTheClientsAddress:
    def test_is_that_of_the_connection_where_no_proxy_is_trusted(self, settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

        assert client_address(request(HOME, x_forwarded_for="203.0.113.9")) == HOME

    @pytest.mark.parametrize(
        ("proxies", "passed_on", "found"),
        [
            (1, "203.0.113.9", "203.0.113.9"),
            (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
            (2, "10.0.0.1, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
            (2, "203.0.113.9", HOME),
            (1, "", HOME),
            (1, "not an address", "not an address"),
        ],
    )
    def test_is_what_the_last_trusted_proxy_saw(
        self, settings, proxies: int, passed_on: str, found: str
    ) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

        assert client_address(request(HOME, x_forwarded_for=passed_on)) == found

    def test_is_the_network_where_a_customer_has_many(self) -> None:
        one, two = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9"

        assert client_address(request(one)) == client_address(request(two))
        assert client_address(request("2001:db8:1:3::1")) != client_address(request(one))

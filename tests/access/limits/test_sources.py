import pytest
from django.test import RequestFactory

from access.limits import sources
from access.limits.table import Tier

HOME = "192.0.2.7"


def request(address: str = HOME, **headers: str):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def tiers(address: str) -> tuple[str, str]:
    found = sources.request_sources(request(address))
    return found[Tier.ADDRESS], found[Tier.NETWORK]


class TestTheClientsAddress:
    def test_is_that_of_the_connection_where_no_proxy_is_trusted(self, settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

        assert sources.client_address(request(HOME, x_forwarded_for="203.0.113.9")) == HOME

    @pytest.mark.parametrize(
        ("proxies", "passed_on", "found"),
        [
            (1, "203.0.113.9", "203.0.113.9"),
            (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
            (2, "10.0.0.1, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
            (2, "203.0.113.9", HOME),
            (1, "", HOME),
            (1, "not an address", "not an address"),
            (1, "203.0.113.9:50123", "203.0.113.9"),
            (1, "[2001:db8::9]:50123", "2001:db8::9"),
            (1, "[2001:db8::9]", "2001:db8::9"),
            (1, "2001:db8::9", "2001:db8::9"),
        ],
    )
    def test_is_what_the_last_trusted_proxy_saw(
        self, settings, proxies: int, passed_on: str, found: str
    ) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

        assert sources.client_address(request(HOME, x_forwarded_for=passed_on)) == found


@pytest.mark.safety
class TestTheTiersOfAnAddress:
    @pytest.mark.parametrize(
        ("address", "found"),
        [
            ("192.0.2.7", ("192.0.2.7/32", "192.0.2.0/24")),
            ("::ffff:192.0.2.7", ("192.0.2.7/32", "192.0.2.0/24")),
            ("2001:db8:1:2::9", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
            ("::1", ("::/64", "::/48")),
            ("fe80::1%eth0", ("fe80::/64", "fe80::/48")),
            ("not an address", ("not an address", "not an address")),
            ("", ("", "")),
        ],
    )
    def test_are_what_one_customer_has_and_what_is_around_it(
        self, address: str, found: tuple[str, str]
    ) -> None:
        assert tiers(address) == found

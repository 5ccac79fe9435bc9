import pytest

from access.outbound.addresses import (
    RefusedAddressError,
    connect,
    is_internal,
    is_public,
    is_refused_literal,
    leads_inside,
)
from tests.access.outbound.names import leads_to
from tests.each import for_each

INSIDE = ["login.force.internal"]
SPELLINGS = [
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "10.1", "0x7f.1",
    "127.0.0.1", "2130706433", "017700000001", "0", "::1", "::ffff:10.0.0.1", "fd00::1",
    "fe80::1", "64:ff9b::a00:1", "2002:a00:1::",
]  # fmt: skip


class TestAnAddress:
    @for_each(
        "address",
        ["127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
         "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
         "2002:7f00:1::", "64:ff9b:1::1", "64:ff9b::7f00:1", "::7f00:1", "::ffff:0:7f00:1",
         "fec0::1", "2001:0:7f00:1::", "4000::1", "255.255.255.255",
         "2002:a9fe:a9fe::1", "::ffff:a9fe:a9fe", "198.18.0.1"],
    )  # fmt: skip
    def test_of_a_network_of_ones_own_is_not_public(self, address):
        assert not is_public(address)

    @for_each("address", ["1.1.1.1", "2606:4700:4700::1111"])
    def test_of_the_internet_is_public(self, address):
        assert is_public(address)

    @for_each("address", ["10.1.2.3", "172.16.0.1", "192.168.7.7", "fd12::1", "::ffff:10.0.0.1"])
    def test_of_a_private_network_may_be_allowed_by_name(self, address):
        assert is_internal(address)

    @for_each(
        "address",
        ["168.63.129.16", "192.0.0.192", "::ffff:192.0.0.192", "fd00:ec2::254", "fd20:ce::254",
         "100.100.100.200"],
    )  # fmt: skip
    def test_of_the_credentials_of_a_cloud_is_refused_to_every_host(self, address):
        assert not is_public(address)
        assert not is_internal(address)

    @for_each(
        "address",
        ["127.0.0.1", "169.254.169.254", "::1", "fe80::1", "224.0.0.1", "0.0.0.0", "240.0.0.1",
         "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "ff02::1",
         "2001:0:7f00:1::", "198.18.0.1", "0.1.2.3"],
    )  # fmt: skip
    def test_of_this_machine_or_its_link_is_never_allowed(self, address):
        assert not is_internal(address)


class TestAHost:
    @for_each("host", SPELLINGS)
    def test_that_is_an_address_inside_is_refused_in_any_spelling(self, host):
        assert is_refused_literal(host)
        assert leads_inside(host)
        with pytest.raises(RefusedAddressError):
            connect(host, 443, timeout=1)

    @for_each("host", ["localhost", "LOCALHOST.", "x.localhost"])
    def test_of_this_machine_is_refused(self, host):
        assert is_refused_literal(host)

    @for_each("host", ["1.1.1.1", "login.force.example", "2606:4700:4700::1111"])
    def test_elsewhere_is_not(self, host):
        assert not is_refused_literal(host)

    @pytest.mark.parametrize("addresses", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], []])
    def test_that_leads_inside_is_connected_to_nowhere(self, monkeypatch, addresses):
        _asked, opened = leads_to(monkeypatch, *addresses)

        with pytest.raises(RefusedAddressError):
            connect("receiver.example.org", 443, timeout=1)
        assert opened == []

    def test_is_looked_up_once(self, monkeypatch):
        asked, opened = leads_to(monkeypatch, "1.1.1.1", "1.0.0.1")

        with pytest.raises(ConnectionRefusedError):
            connect("receiver.example.org", 443, timeout=1)

        assert asked == ["receiver.example.org"]
        assert opened == [("1.1.1.1", 443), ("1.0.0.1", 443)]


class TestAHostThatTheOperatorAllows:
    def test_may_lead_to_a_private_network(self, monkeypatch):
        _asked, opened = leads_to(monkeypatch, "10.0.0.1")

        assert not leads_inside("Login.Force.Internal.", internal_hosts=INSIDE)
        with pytest.raises(ConnectionRefusedError):
            connect("login.force.internal", 443, timeout=1, internal_hosts=INSIDE)
        assert opened == [("10.0.0.1", 443)]

    @pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "fe80::1"])
    def test_still_leads_to_no_machine_of_ours(self, monkeypatch, address):
        leads_to(monkeypatch, address)

        with pytest.raises(RefusedAddressError):
            connect("login.force.internal", 443, timeout=1, internal_hosts=INSIDE)

    def test_allows_no_other(self, monkeypatch):
        leads_to(monkeypatch, "10.0.0.1")

        assert leads_inside("other.force.internal", internal_hosts=INSIDE)

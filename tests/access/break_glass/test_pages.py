from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from access.models import (
    AccountMail,
    AuditEvent,
    BreakGlass,
    Force,
    SignInProvider,
    WebhookDelivery,
    WebhookEndpoint,
)
from access.permissions import Role
from access.providers import selectors
from access.telemetry import own_measures
from responses.models import CaseTie
from tests.access.administration.make import administrator
from tests.conftest import NOW, _client, _staff
from tests.responses.asked import NO_FLAGS, load, row

LIST = "/staff/break-glass/"
FORCE, KEY = "city-of-london", "CL-2026-1"
GIVEN = {
    "kind": "case",
    "force": FORCE,
    "case_key": KEY,
    "reason": "A threat to life",
    "hours": "2",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def officer():
    return _staff(Role.SAFE_CONTACT_OFFICER, FORCE)


@pytest.fixture
def lead():
    return _staff(Role.OPERATIONS_LEAD, None, prefix="nation.")


@pytest.fixture
def protection():
    return _staff(Role.DATA_PROTECTION_OFFICER, FORCE)


@pytest.fixture
def hidden():
    flags = NO_FLAGS | {"police_suspect": True}
    [case] = load(row(case_key=KEY, flags=flags, contact_mobile="+447700900321"))
    return case


def asked(client: Client, **other: str) -> BreakGlass:
    client.post(f"{LIST}ask/", GIVEN | other)
    return BreakGlass.objects.latest("pk")


def press(client: Client, glass: BreakGlass, act: str) -> str:
    client.post(f"{LIST}{glass.pk}/acts/{act}/")
    glass.refresh_from_db()
    return f"{bool(glass.decided_at)} {glass.is_refused} {bool(glass.reviewed_at)}"


OPENED, WAITS = "True False False", "False False False"


class TestACase:
    def test_is_opened_to_one_person_and_each_look_is_listed(self, officer, lead, hidden):
        client = _client(officer)
        glass = asked(client)
        page = f"{LIST}{glass.pk}/case/"
        assert client.get(page).status_code == 404

        assert press(_client(lead), glass, "open") == OPENED
        shown = client.get(page)

        assert KEY in shown.content.decode()
        assert glass.looks.get().user == officer
        assert _client(lead).get(page).status_code == 404
        kinds = AuditEvent.objects.filter(kind__startswith="glass.").order_by("pk")
        assert [each.kind for each in kinds] == ["glass.asked", "glass.broken", "glass.looked"]
        assert {each.force_code for each in kinds} == {FORCE}

    def test_shows_how_to_reach_them_and_nothing_else_of_it(self, officer, lead, hidden):
        client = _client(officer)
        glass = asked(client)
        press(_client(lead), glass, "open")

        words = client.get(f"{LIST}{glass.pk}/case/").content.decode()

        assert "Number ending in" in words
        assert "suspect" not in words
        found = client.post("/staff/find-case/", {"case_key": KEY}, follow=True)
        assert "No case that you may see" in found.content.decode()

    def test_is_closed_when_its_hours_are_over_or_somebody_closes_it(
        self, time_machine, officer, lead, hidden
    ):
        client = _client(officer)
        glass, other = asked(client), asked(client)
        for each in (glass, other):
            press(_client(lead), each, "open")
        press(_client(lead), other, "close")
        assert client.get(f"{LIST}{other.pk}/case/").status_code == 404

        time_machine.move_to(NOW + timedelta(hours=2), tick=False)
        again = _client(officer)
        assert again.get(f"{LIST}{glass.pk}/case/").status_code == 404

    def test_is_opened_by_nobody_of_the_force_nor_by_who_asked(self, lead, hidden):
        own = _staff(Role.OPERATIONS_LEAD, FORCE)
        glass = asked(_client(own))
        second = _staff(Role.OPERATIONS_LEAD, FORCE, prefix="second.")
        assert press(_client(own), glass, "open") == WAITS
        assert press(_client(second), glass, "open") == WAITS

        of_lead = asked(_client(lead))
        assert press(_client(lead), of_lead, "open") == WAITS

    def test_is_asked_for_anew_after_an_hour(self, time_machine, officer, lead, hidden):
        glass = asked(_client(officer))
        time_machine.move_to(NOW + timedelta(hours=1), tick=False)

        assert press(_client(lead), glass, "open") == WAITS

    def test_stays_closed_to_who_knows_somebody_in_it(self, officer, lead, hidden):
        CaseTie.objects.create(
            case=hidden, kind=CaseTie.TieKind.BARRED, user=officer, tied_at=NOW, tied_by="Lead",
            tied_by_id=lead.pk,
        )  # fmt: skip
        client = _client(officer)
        glass = asked(client)
        press(_client(lead), glass, "open")

        assert client.get(f"{LIST}{glass.pk}/case/").status_code == 404

    def test_is_named_to_nobody_else_of_its_force(self, officer, lead, protection, hidden):
        glass = asked(_client(officer))
        press(_client(lead), glass, "open")
        others = [
            _staff(Role.SAFE_CONTACT_OFFICER, FORCE, prefix="second."),
            _staff(Role.OPERATIONS_LEAD, FORCE),
            _staff(Role.DATA_PROTECTION_OFFICER, "essex", prefix="essex."),
        ]

        for other in others:
            assert GIVEN["reason"] not in _client(other).get(LIST).content.decode()
            assert _client(other).post(f"{LIST}{glass.pk}/acts/close/").status_code == 404
        listed = _client(protection).get(LIST).content.decode()
        assert GIVEN["reason"] in listed
        assert KEY not in listed

    def test_of_another_force_is_asked_for_by_nobody(self, hidden):
        other = _client(_staff(Role.SAFE_CONTACT_OFFICER, "essex"))
        other.post(f"{LIST}ask/", GIVEN)

        assert not BreakGlass.objects.exists()

    def test_is_asked_for_by_who_proved_lately_who_they_are(self, officer, lead, hidden):
        glass = asked(_client(officer))
        lying_open = Client()
        lying_open.force_login(lead)

        assert press(lying_open, glass, "open") == WAITS
        lying_open.force_login(officer)
        assert "/confirm/" in lying_open.get(f"{LIST}ask/").url


class TestTheAlarm:
    def test_goes_to_officers_of_both_and_to_the_other_leads_and_to_webhooks_and_metrics(
        self, officer, lead, protection, hidden
    ):
        national = _staff(Role.DATA_PROTECTION_OFFICER, None, prefix="nation.")
        other = _staff(Role.OPERATIONS_LEAD, None, prefix="other.")
        _staff(Role.OPERATIONS_LEAD, FORCE)
        WebhookEndpoint.objects.create(
            label="desk", url="https://receiver.example.org/", events=["glass.broken"],
            secret="x", made_at=NOW, made_by="Lead",
        )  # fmt: skip
        glass = asked(_client(officer))
        assert own_measures._glass(NOW) == {"": 0.0}

        press(_client(lead), glass, "open")

        told = AccountMail.objects.filter(kind="glass broken").values_list("user", flat=True)
        assert set(told) == {national.pk, protection.pk, lead.pk, other.pk}
        body = WebhookDelivery.objects.get().body
        assert "glass.broken" in body
        assert KEY not in body
        assert own_measures._glass(NOW) == {"": 1.0}
        assert own_measures._unreviewed(NOW + timedelta(days=1)) == {"": 86_400.0}


class TestTheReview:
    def test_is_by_an_officer_who_had_no_part_in_it_once_it_is_closed(
        self, time_machine, officer, lead, protection, hidden
    ):
        glass = asked(_client(officer))
        press(_client(lead), glass, "open")
        assert press(_client(protection), glass, "review") == OPENED

        time_machine.move_to(NOW + timedelta(hours=3), tick=False)
        assert press(_client(lead), glass, "review") == OPENED
        assert press(_client(protection), glass, "review") == "True False True"

    @pytest.mark.databases
    def test_by_one_of_the_two_is_refused_by_the_database(self, officer, lead, hidden):
        glass = asked(_client(officer))
        press(_client(lead), glass, "open")

        for wrong in ({"reviewed_by": lead}, {"reviewed_by": officer}):
            with pytest.raises(IntegrityError), transaction.atomic():
                BreakGlass.objects.filter(pk=glass.pk).update(reviewed_at=NOW, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlass.objects.filter(pk=glass.pk).update(hours=5)
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlass.objects.filter(pk=glass.pk).update(decided_by=officer)


class TestPasswords:
    def test_open_while_a_forces_own_sign_in_is_away_and_end_with_the_hours(self, time_machine):
        first, second = administrator("first", FORCE), administrator("second", FORCE)
        analyst = _staff(Role.FORCE_ANALYST, FORCE)
        SignInProvider.objects.create(
            force=Force.objects.get(code=FORCE), issuer="https://login.example", client_id="x",
            secret="x", domains=["example.org"], state="live", asked_at=NOW, asked_by=first,
            decided_at=NOW, decided_by=second,
        )  # fmt: skip
        assert selectors.provider_required_of(analyst, at=NOW)

        glass = asked(_client(first), kind="passwords", case_key="")
        assert press(_client(first), glass, "open") == WAITS
        assert press(_client(second), glass, "open") == OPENED

        assert selectors.provider_required_of(analyst, at=NOW) is None
        assert selectors.provider_required_of(analyst, at=NOW + timedelta(hours=2))

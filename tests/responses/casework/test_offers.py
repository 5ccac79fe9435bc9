"""Cases whose file names an adviser are offered to the service that their force chose, and given
only where its rule and safety allow it (SAF-9)."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from access.models import AuditEvent, Organisation
from access.viewer import Viewer
from responses.cases.sensitivity import ROUTE_FLAGS, is_given_by_word_only
from responses.casework.actions import case_access, offers
from responses.casework.presenters import offers as presenters
from responses.casework.selectors import offers as selectors
from responses.models import AdviserRule, Case, CaseOffer, CaseTie
from responses.models.contacts import Contact
from tests.conftest import NOW, TESTER, _client
from tests.responses.asked import NO_FLAGS, TODAY
from tests.responses.casework.test_services import adviser, held, lead, opens, service
from tests.responses.pages import Page

pytestmark = pytest.mark.safety

PAGE, LIST = "/staff/who-sees/advisers/", "/staff/who-waits/"
CITY, KENT = "city-of-london", "kent"
ABUSE = NO_FLAGS | {"domestic_abuse": True}
HONOUR = NO_FLAGS | {"honour_based": True}


class TestWhetherAWordIsNeededOfOneCase:
    @given(
        st.dictionaries(
            st.sampled_from(sorted(NO_FLAGS)), st.sampled_from([True, None]), max_size=1
        ),
        st.sampled_from(["", "medium", "high"]),
        st.sampled_from(["", "SG-OPEN"]),
        st.booleans(),
    )
    def test_is_no_only_where_nothing_speaks_for_it(self, known, risk, excluded, is_barred):
        flags = {flag: said for flag, said in (NO_FLAGS | known).items() if said is not None}
        is_plain = all(flags.get(flag) is False for flag in ROUTE_FLAGS)

        needed = is_given_by_word_only(
            flags=flags, risk_level=risk, exclude_code=excluded, is_held=is_barred
        )

        assert needed is not (is_plain and risk != "high" and not excluded and not is_barred)


class TestMoreOffersThanAreShown:
    def test_are_counted_so_that_no_flood_of_them_hides_one(self):
        assert "1,000" in presenters.more_offers(1000)
        assert presenters.more_offers(selectors.MOST_SHOWN) == ""

    def test_are_counted_where_the_list_ends(self, harbour: Organisation, monkeypatch):
        monkeypatch.setattr(selectors, "MOST_SHOWN", 1)
        for key in ("FIRST", "SECOND"):
            named(key, HONOUR)
        rule(harbour, is_at_once=False)
        offer()
        nation = Viewer(user_id=0, name="Lead", is_national=True)

        shown, count = selectors.list_offers(nation, today=TODAY)

        assert ([each.case.case_key for each in shown], count) == (["FIRST"], 2)


@pytest.fixture
def harbour(db, clock) -> Organisation:
    return service(CITY, KENT)


def named(key: str, flags: dict[str, bool], force: str = CITY) -> Case:
    return held(key, force, flags=flags, advocate_route="IDVA")


def rule(harbour: Organisation, *, is_at_once: bool, force: str = CITY) -> None:
    offers.set_rule(
        force=harbour.forces.get(code=force), route="IDVA", service=harbour,
        is_at_once=is_at_once, by=lead(), at=NOW,
    )  # fmt: skip


def offer() -> int:
    return offers.offer_cases(by=TESTER, at=NOW)


def states() -> dict[str, str]:
    return dict(CaseOffer.objects.values_list("case__case_key", "state"))


def given_keys() -> set[str]:
    return set(CaseTie.objects.filter(kind="given").values_list("case__case_key", flat=True))


@pytest.mark.slow
class TestOffering:
    def test_gives_at_once_only_where_safety_asks_for_no_word(self, harbour: Organisation):
        named("ABUSE", ABUSE)
        named("HONOUR", HONOUR)
        named("UNKNOWN", {})
        named("OFFICER", ABUSE | {"police_suspect": True})
        barred = named("BARRED", ABUSE)
        case_access.bar(case=barred, user=None, role="advocate", by=lead(), at=NOW)
        held("NOBODY", flags=ABUSE)
        named("KENT", ABUSE, KENT)
        rule(harbour, is_at_once=True)

        assert offer() == 4
        assert states() == {
            "ABUSE": "given", "HONOUR": "waits", "UNKNOWN": "waits", "BARRED": "waits",
        }  # fmt: skip
        assert given_keys() == {"ABUSE"}
        assert CaseTie.objects.get(kind="given").tied_by == "Lead"
        assert AuditEvent.objects.filter(kind="case.given").count() == 1

    def test_gives_nothing_where_the_force_looks_at_each(self, harbour: Organisation):
        named("ABUSE", ABUSE)
        rule(harbour, is_at_once=False)

        assert offer() == 1
        assert not given_keys()

    def test_offers_nothing_a_second_time_that_the_force_took_away(self, harbour: Organisation):
        named("ABUSE", ABUSE)
        rule(harbour, is_at_once=True)
        offer()
        case_access.untie(tie=CaseTie.objects.get(), by=lead(), at=NOW)

        assert offer() == 0
        assert not given_keys()

    def test_offers_nothing_to_a_service_that_left_the_force(self, harbour: Organisation):
        named("ABUSE", ABUSE)
        rule(harbour, is_at_once=True)
        harbour.forces.set(harbour.forces.filter(code=KENT))

        assert offer() == 0

    def test_goes_by_no_rule_that_a_lead_has_ended_or_changed_meanwhile(
        self, harbour: Organisation, monkeypatch
    ):
        named("ABUSE", ABUSE)
        rule(harbour, is_at_once=True)
        as_read = selectors.rules_in_force()
        monkeypatch.setattr(selectors, "rules_in_force", lambda: as_read)
        rule(harbour, is_at_once=False)

        assert (offer(), states()) == (0, {})

    def test_goes_on_after_a_fault_with_one_rule_and_says_so_at_the_end(
        self, harbour: Organisation, monkeypatch
    ):
        named("ABUSE", ABUSE)
        rule(harbour, is_at_once=True)
        rule(harbour, is_at_once=True, force=KENT)
        first, second = selectors.rules_in_force()
        named("KENT", ABUSE, KENT)
        asked = selectors.is_still_in_force
        fault = ValueError("one rule")

        def asked_of_the_first(each: AdviserRule) -> bool:
            if each == first:
                raise fault
            return asked(each)

        monkeypatch.setattr(selectors, "is_still_in_force", asked_of_the_first)

        with pytest.raises(ExceptionGroup) as found:
            offer()

        assert found.value.exceptions == (fault,)
        assert list(CaseOffer.objects.values_list("case__force_id", flat=True)) == [second.force_id]

    def test_takes_no_case_from_service_to_service_that_one_file_after_another_names(
        self, harbour: Organisation
    ):
        haven = service(CITY, name="Haven")
        case = named("ABUSE", ABUSE)
        rule(harbour, is_at_once=True)
        offers.set_rule(
            force=harbour.forces.get(code=CITY), route="ISVA", service=haven, is_at_once=True,
            by=lead(), at=NOW,
        )  # fmt: skip
        offer()

        Contact.objects.filter(case=case).update(advocate_route="ISVA")

        assert offer() == 1
        assert CaseOffer.objects.get(organisation=haven).state == "waits"
        assert CaseTie.objects.get(kind="given").organisation == harbour


@pytest.mark.slow
class TestThePage:
    def test_has_a_lead_set_a_rule_and_give_what_waits(self, lead_client: Client, harbour):
        case = named("HONOUR", HONOUR)
        own = _client(adviser(harbour))
        said = {"force": CITY, "route": "IDVA", "service": harbour.pk, "word": "at_once"}
        assert lead_client.post(PAGE, said).status_code == 302
        offer()
        waiting = CaseOffer.objects.get()
        assert "HONOUR" in Page(lead_client.get(PAGE)).text
        assert not opens(own, case)

        answer = lead_client.post(f"/staff/who-sees/offers/{waiting.pk}/", {"give": "yes"})

        assert answer.status_code == 302
        assert "HONOUR" in Page(own.get(LIST)).text
        assert "HONOUR" not in Page(lead_client.get(PAGE)).text

    def test_keeps_a_case_back_for_good(self, lead_client: Client, harbour):
        named("HONOUR", HONOUR)
        rule(harbour, is_at_once=False)
        offer()

        lead_client.post(f"/staff/who-sees/offers/{CaseOffer.objects.get().pk}/")

        assert (offer(), states(), given_keys()) == (0, {"HONOUR": "kept"}, set())
        assert AuditEvent.objects.filter(kind="case.kept_back").count() == 1

    def test_has_nothing_of_another_force(self, lead_client: Client, harbour):
        named("KENT", HONOUR, KENT)
        rule(harbour, is_at_once=False, force=KENT)
        offer()

        page = Page(lead_client.get(PAGE)).text
        answer = lead_client.post(f"/staff/who-sees/offers/{CaseOffer.objects.get().pk}/")

        assert "HONOUR" not in page
        assert "Lift it" not in page
        assert answer.status_code == 404

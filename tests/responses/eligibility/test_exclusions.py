from dataclasses import replace
from datetime import timedelta

import pytest

from access.actor import Actor
from access.models import AuditEvent
from responses.case_files.cells.codes import EXCLUSIONS
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.eligibility.actions import exclusions
from responses.eligibility.actions.exclusions import (
    NoSuchExclusionError,
    NotOwnExclusionError,
    OwnExclusionError,
)
from responses.eligibility.rules import KEEPS_SAFE, KNOWN_EXCLUSIONS, REASONS, Decision
from responses.models import Case
from tests.conftest import NOW
from tests.responses import held
from tests.responses.asked import NO_FLAGS, TODAY, codes, decide, load, queue, row
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
LIST = "/staff/exclusions/"
BY_HAND = {"exclude_code": "VULN", "exclude_by": "staff 7", "exclude_on": TODAY}


def excluded(**changes: object) -> Case:
    [case] = load(row(**BY_HAND | changes))
    return case


def confirm(client, case: Case, code: str = "VULN") -> Page:
    return Page(client.post(f"{LIST}{case.pk}/confirm/", {"code": code}, follow=True))


class TestAnExclusionByHand:
    def test_holds_from_import_on(self):
        case = excluded()

        decide()

        assert codes(case) == {"ST1": "VULN"}

    @pytest.mark.slow
    def test_is_listed_until_a_second_person_confirms_it(self, lead_client):
        case = excluded(case_key="K-7")
        before = Page(lead_client.get(LIST))

        after = confirm(lead_client, case)

        assert "K-7" in before.text
        assert "cannot consent, even with support" in before.text
        assert "The exclusion is confirmed." in after.text
        assert "K-7" not in after.text

    @pytest.mark.slow
    def test_is_never_confirmed_by_who_made_it(self, operations_lead, lead_client):
        case = excluded(exclude_by=operations_lead.email.upper())

        page = confirm(lead_client, case)

        assert "another person judges it" in page.text
        assert case.case_key in page.text

    def test_is_confirmed_as_it_was_seen_and_no_other(self, operations_lead):
        case = excluded()
        by = Actor.user(user_id=operations_lead.pk, name="Lead")

        with pytest.raises(NoSuchExclusionError):
            exclusions.confirm_exclusion(case=case, code="COVERT", by=by, at=NOW)

    def test_needs_a_person(self):
        with pytest.raises(NoSuchExclusionError):
            exclusions.confirm_exclusion(
                case=excluded(), code="VULN", by=Actor.system("a job"), at=NOW
            )

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "change", [{"exclude_code": "COVERT"}, {"exclude_by": "staff 8"},
                   {"exclude_on": TODAY - timedelta(days=1)}],
    )  # fmt: skip
    def test_waits_again_when_it_is_another_one(self, lead_client, change):
        first = row(**BY_HAND)
        [case] = load(first)
        confirm(lead_client, case)

        load(replace(first, **change), at=NOW + timedelta(hours=1))

        assert case.case_key in Page(lead_client.get(LIST)).text

    @pytest.mark.slow
    def test_stays_confirmed_through_other_amendments(self, lead_client):
        first = row(**BY_HAND)
        [case] = load(first)
        confirm(lead_client, case)

        load(replace(first, sex="male"), at=NOW + timedelta(hours=1))

        assert case.case_key not in Page(lead_client.get(LIST)).text

    def test_of_another_force_is_neither_listed_nor_confirmed(self, lead_client):
        case = excluded(force="metropolitan", case_key="M-1")

        assert "M-1" not in Page(lead_client.get(LIST)).text
        assert lead_client.post(f"{LIST}{case.pk}/confirm/", {"code": "VULN"}).status_code == 404

    @pytest.mark.parametrize(
        "hidden",
        [{"exclude_code": OFFICER_SUSPECT}, {"flags": NO_FLAGS | {"police_suspect": True}}],
    )
    def test_saf_13_is_out_of_sight_where_the_suspect_is_of_the_force(self, lead_client, hidden):
        excluded(case_key="K-7", **hidden)

        assert "K-7" not in Page(lead_client.get(LIST)).text

    def test_writes_down_who_confirmed(self, lead_client, operations_lead):
        case = excluded()
        confirm(lead_client, case)

        event = AuditEvent.objects.get(kind="exclusion.confirmed")

        assert (event.actor_user, event.details) == (operations_lead, {"code": "VULN"})

    def test_raises_where_the_actor_made_it(self, operations_lead):
        case = excluded(exclude_by=operations_lead.name)
        by = Actor.user(user_id=operations_lead.pk, name="Lead")

        with pytest.raises(OwnExclusionError):
            exclusions.confirm_exclusion(case=case, code="VULN", by=by, at=NOW)


def rule(client, verdict: str, case: Case, code: str = "VULN") -> Page:
    return Page(client.post(f"{LIST}{case.pk}/{verdict}/", {"code": code}, follow=True))


class TestRefusing:
    @pytest.mark.slow
    def test_lifts_it_and_the_rules_alone_decide(self, lead_client):
        case = excluded()
        decide()

        page = rule(lead_client, "refuse", case)

        assert "The exclusion is refused." in page.text
        assert case.case_key not in page.text
        assert decide(NOW + timedelta(hours=1)) == {"INVITE": 1}
        assert codes(case) == {"ST1": "INVITE"}
        assert queue(NOW + timedelta(hours=1)) == 1

    @pytest.mark.slow
    def test_leaves_every_other_rule_in_force(self, lead_client):
        case = excluded(flags={})
        decide()

        rule(lead_client, "refuse", case)
        decide(NOW + timedelta(hours=1))

        assert codes(case) == {"ST1": "NOSAFE"}

    @pytest.mark.slow
    def test_before_the_first_decision_is_as_if_it_had_never_been(self, lead_client):
        case = excluded()

        rule(lead_client, "refuse", case)
        decide(NOW + timedelta(hours=1))

        assert codes(case) == {"ST1": "INVITE"}

    @pytest.mark.slow
    def test_lifts_a_reason_that_nobody_knows(self, lead_client):
        case = excluded(exclude_code="HOLIDAY")
        decide()
        assert codes(case) == {"ST1": "DATAQ"}

        rule(lead_client, "refuse", case, "HOLIDAY")
        decide(NOW + timedelta(hours=1))

        assert codes(case) == {"ST1": "INVITE"}

    @pytest.mark.slow
    def test_is_decided_anew_once(self, lead_client):
        rule(lead_client, "refuse", excluded())
        decide(NOW + timedelta(hours=1))

        assert decide(NOW + timedelta(hours=2)) == {}

    @pytest.mark.slow
    @pytest.mark.parametrize("code", sorted(KEEPS_SAFE - {OFFICER_SUSPECT}))
    @pytest.mark.parametrize("verdict", ["refuse", "withdraw"])
    def test_of_what_keeps_somebody_safe_lifts_nothing(
        self, lead_client, operations_lead, code, verdict
    ):
        by = "staff 7" if verdict == "refuse" else operations_lead.email
        case = excluded(exclude_code=code, exclude_by=by, case_key="K-7")
        decide()
        before = codes(case)

        page = rule(lead_client, verdict, case, code)
        decide(NOW + timedelta(hours=1))

        assert codes(case) == before == {"ST1": code}
        assert "held until a case file puts the record right" in page.text
        assert "K-7" in page.text

    @pytest.mark.slow
    def test_of_a_held_one_is_done_with_once_a_file_and_a_second_person_end_it(self, lead_client):
        first = row(**BY_HAND | {"exclude_code": "SG-OPEN"})
        [case] = load(first)
        rule(lead_client, "refuse", case, "SG-OPEN")

        right = replace(first, exclude_code="", exclude_by="", exclude_on=None)
        load(right, at=NOW + timedelta(hours=1))
        held.confirm_all()

        assert case.case_key not in Page(lead_client.get(LIST)).text

    @pytest.mark.slow
    def test_saf_13_never_lifts_that_the_suspect_is_of_the_force(self, national_lead_client):
        case = excluded(exclude_code=OFFICER_SUSPECT)
        decide()

        rule(national_lead_client, "refuse", case, OFFICER_SUSPECT)
        decide(NOW + timedelta(hours=1))

        assert codes(case) == {"ST1": "ROUTE"}

    @pytest.mark.slow
    def test_is_not_for_who_made_it(self, operations_lead, lead_client):
        case = excluded(exclude_by=operations_lead.email)

        page = rule(lead_client, "refuse", case)

        assert "another person judges it" in page.text
        decide()
        assert codes(case) == {"ST1": "VULN"}

    @pytest.mark.slow
    def test_speaks_for_that_exclusion_alone(self, lead_client):
        first = row(**BY_HAND)
        [case] = load(first)
        rule(lead_client, "refuse", case)

        load(replace(first, exclude_code="COMPLAINT-LIVE"), at=NOW + timedelta(hours=1))
        decide(NOW + timedelta(hours=2))

        assert codes(case) == {"ST1": "COMPLAINT-LIVE"}
        assert case.case_key in Page(lead_client.get(LIST)).text

    def test_is_written_down(self, lead_client, operations_lead):
        rule(lead_client, "refuse", excluded())

        event = AuditEvent.objects.get(kind="exclusion.refused")
        assert (event.actor_user, event.details) == (operations_lead, {"code": "VULN"})

    @pytest.mark.slow
    def test_after_another_person_has_judged_it_changes_nothing(self, lead_client, operations_lead):
        case = excluded()
        confirm(lead_client, case)
        by = Actor.user(user_id=operations_lead.pk, name="Lead")

        with pytest.raises(NoSuchExclusionError):
            exclusions.refuse_exclusion(case=case, code="VULN", by=by, at=NOW)

    def test_of_another_force_is_404(self, lead_client):
        case = excluded(force="metropolitan")

        for verdict in ("refuse", "withdraw"):
            answer = lead_client.post(f"{LIST}{case.pk}/{verdict}/", {"code": "VULN"})
            assert answer.status_code == 404


class TestTakingBack:
    @pytest.mark.slow
    def test_lifts_ones_own(self, lead_client, operations_lead):
        case = excluded(exclude_by=operations_lead.email)
        decide()

        page = rule(lead_client, "withdraw", case)
        decide(NOW + timedelta(hours=1))

        assert "Your exclusion is taken back." in page.text
        assert codes(case) == {"ST1": "INVITE"}
        assert AuditEvent.objects.filter(kind="exclusion.withdrawn").count() == 1

    def test_is_offered_for_ones_own_in_the_place_of_judging(self, lead_client, operations_lead):
        excluded(exclude_by=operations_lead.email)

        page = Page(lead_client.get(LIST))

        assert "Take it back" in page.text
        assert "/refuse/" not in page.html
        assert "/confirm/" not in page.html

    def test_of_anothers_is_refused(self, lead_client, operations_lead):
        case = excluded()

        page = rule(lead_client, "withdraw", case)

        assert "Only who made an exclusion can take it back." in page.text
        by = Actor.user(user_id=operations_lead.pk, name="Lead")
        with pytest.raises(NotOwnExclusionError):
            exclusions.withdraw_exclusion(case=case, code="VULN", by=by, at=NOW)


class TestEveryCode:
    # The codes of the survey's design, those of its later decisions included.
    DESIGNED = [
        "AGE",
        "DECEASED",
        "NOSAFE",
        "SG-OPEN",
        "HIGHRISK",
        "RISKLIFE",
        "TRIAL",
        "ALSO-SUSPECT",
        "COVERT",
        "PROTECT",
        "VULN",
        "LANG",
        "NOCONTACT",
        "OPTOUT",
        "FATIGUE",
        "REPEAT",
        "BUSINESS",
        "POLICE-DUTY",
        "NOVICTIM",
        "BADNUM",
        "NOCONTACTDATA",
        "NOT-TOLD",
        "COMPLAINT-LIVE",
        "CHILD-HH",
        "DATAQ",
        "NOWORD",
        "ROUTE",
        "DISPLACED",
        "PENDING",
    ]

    @pytest.mark.parametrize("code", DESIGNED)
    def test_is_decided_by_a_rule_or_by_hand_with_its_reason(self, code):
        assert REASONS[Decision(code)]

    def test_of_an_officer_as_suspect_goes_by_its_own_route(self):
        case = excluded(exclude_code=OFFICER_SUSPECT)

        decide()

        assert codes(case) == {"ST1": "ROUTE"}

    def test_that_a_case_file_may_carry_is_known(self):
        assert set(EXCLUSIONS) <= KNOWN_EXCLUSIONS

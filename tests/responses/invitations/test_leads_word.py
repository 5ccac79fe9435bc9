"""Where the case file gives no flags, an officer has somebody answer in the victim's place on the
word of a lead alone (SAF-10)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from access.actor import Actor
from access.models import AuditEvent, User
from responses.cases.sensitivity import (
    SENSITIVE_FLAGS,
    is_only_unclear,
    is_sensitive_case,
)
from responses.casework.actions import case_access
from responses.casework.actions.case_access import InPlaceError
from responses.casework.actions.safe_contact import confirm_safe_contact
from responses.invitations.actions import codes
from responses.invitations.actions.codes import NoCodeError
from responses.models import Case, CaseTie, CodeAttempt
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, _client
from tests.responses.asked import NO_FLAGS, SAFE, WORD_HASH, decide, load, row
from tests.responses.pages import Page

pytestmark = pytest.mark.safety

TIES, FIND, DRAW = "/staff/who-sees/", "/staff/find-case/", "/staff/find-case/code/"
ANOTHER = {"role": "OFFICER", "who": "another", "sure": ["cannot", "safe"]}
SAID = {"case_key": "K-7", "kind": "place", "sure": ["looked", "apart"]}
FLAGS = st.dictionaries(st.sampled_from(sorted(SENSITIVE_FLAGS)), st.booleans())


def unclear(**changes: object) -> Case:
    [case] = load(row(**{"case_key": "K-7", "flags": {}} | changes))
    decide()
    return case


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def allow(case: Case, officer: User, lead: User, *, at=NOW) -> None:
    case_access.allow_in_place(case=case, user=officer, by=actor(lead), at=at)


def draw(case: Case, officer: User, *, is_for_another: bool = True, at=NOW) -> str:
    return codes.draw_code(
        case=case, role="OFFICER", is_officer=True, is_for_another=is_for_another,
        by=actor(officer), at=at,
    )  # fmt: skip


def refused(case: Case, officer: User, **how: object) -> bool:
    with pytest.raises(NoCodeError):
        draw(case, officer, **how)
    return not CodeAttempt.objects.exists()


class TestACaseThatIsOnlyUnclear:
    @given(flags=FLAGS, crime=st.sampled_from(["", "violence", "sexual"]),
           risk=st.sampled_from(["", "medium", "high"]))  # fmt: skip
    def test_is_sensitive_and_would_not_be_were_every_missing_flag_a_no(self, flags, crime, risk):
        found = is_only_unclear(flags=flags, crime_group=crime, risk_level=risk)

        filled = dict.fromkeys(SENSITIVE_FLAGS, False) | flags
        assert found == (
            len(flags) < len(SENSITIVE_FLAGS)
            and not is_sensitive_case(flags=filled, crime_group=crime, risk_level=risk)
        )

    @pytest.mark.parametrize("flag", sorted(SENSITIVE_FLAGS))
    def test_is_none_of_which_one_flag_is_known(self, flag):
        assert not is_only_unclear(flags={flag: True})


@pytest.mark.django_db
class TestAnOfficer:
    def test_saf_10_draws_none_where_no_flag_is_known(self, safe_contact_officer):
        assert refused(unclear(), safe_contact_officer)

    def test_saf_10_draws_one_on_the_word_of_a_lead(self, safe_contact_officer, operations_lead):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead)

        draw(case, safe_contact_officer)

        assert CodeAttempt.objects.get().is_for_another
        drawn = AuditEvent.objects.get(kind="code.drawn").details
        assert drawn["on_the_word_of"] == operations_lead.pk

    def test_saf_9_draws_the_victims_own_code_no_sooner_by_it(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead)

        assert refused(case, safe_contact_officer, is_for_another=False)

    def test_saf_10_draws_none_on_a_word_about_a_colleague(
        self, safe_contact_officer, second_officer, operations_lead
    ):
        case = unclear()
        allow(case, second_officer, operations_lead)

        assert refused(case, safe_contact_officer)

    def test_saf_10_draws_none_on_a_word_about_another_case(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear()
        allow(unclear(case_key="K-8"), safe_contact_officer, operations_lead)

        assert refused(case, safe_contact_officer)

    def test_saf_10_draws_none_once_the_word_is_four_weeks_old(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead, at=NOW - timedelta(days=28))

        assert refused(case, safe_contact_officer)

    @pytest.mark.parametrize(
        "known",
        [{"flags": {"domestic_abuse": True}}, {"crime_group": "sexual"}, {"risk_level": "high"}],
        ids=["a flag", "the crime", "the risk"],
    )
    def test_saf_10_draws_none_once_the_file_says_what_kind_of_case_it_is(
        self, safe_contact_officer, operations_lead, known
    ):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead)
        Case.objects.filter(pk=case.pk).update(**known)

        assert refused(case, safe_contact_officer)

    def test_saf_10_draws_none_once_who_said_so_must_not_see_the_case(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead)
        case_access.declare_conflict(case=case, by=actor(operations_lead), at=NOW)

        assert refused(case, safe_contact_officer)

    def test_saf_10_draws_none_once_they_are_kept_from_the_case(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead)
        case_access.bar(
            case=case, user=safe_contact_officer, role="", by=actor(operations_lead), at=NOW
        )

        assert refused(case, safe_contact_officer)

    def test_saf_9_draws_none_with_a_word_that_they_agreed_themselves(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear(**SAFE | {"safe_word_hash": ""})
        agreed = SafeContactAgreement(is_number_safe=True, channel="sms", word_hash=WORD_HASH)
        confirm_safe_contact(case=case, agreed=agreed, by=actor(safe_contact_officer), at=NOW)
        allow(case, safe_contact_officer, operations_lead)

        assert refused(case, safe_contact_officer)


@pytest.mark.django_db
class TestALead:
    def test_says_it_of_nobody_where_the_file_says_what_kind_of_case_it_is(
        self, safe_contact_officer, operations_lead
    ):
        for number, flags in enumerate((NO_FLAGS, {"stalking": True})):
            with pytest.raises(InPlaceError) as found:
                allow(
                    unclear(case_key=f"K-{number}", flags=flags),
                    safe_contact_officer,
                    operations_lead,
                )
            assert found.value.reason == "not unclear"

    def test_says_it_of_nobody_who_is_kept_from_the_case(
        self, safe_contact_officer, operations_lead
    ):
        case = unclear()
        case_access.bar(
            case=case, user=safe_contact_officer, role="", by=actor(operations_lead), at=NOW
        )

        with pytest.raises(InPlaceError) as found:
            allow(case, safe_contact_officer, operations_lead)

        assert found.value.reason == "tied otherwise"
        assert CaseTie.objects.get().kind == "barred"

    def test_says_it_of_nobody_but_others(self, operations_lead):
        with pytest.raises(InPlaceError) as found:
            allow(unclear(), operations_lead, operations_lead)

        assert found.value.reason == "same person"

    @pytest.mark.databases
    def test_cannot_say_it_of_themselves_in_the_database_either(self, operations_lead):
        with pytest.raises(IntegrityError):
            CaseTie.objects.create(
                case=unclear(), user=operations_lead, kind="place", tied_at=NOW, tied_by="x",
                tied_by_id=operations_lead.pk,
            )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestThePages:
    @pytest.mark.slow
    def test_saf_10_take_a_lead_and_an_officer(
        self, lead_client, officer_client, safe_contact_officer
    ):
        unclear()
        officer_client.post(FIND, {"case_key": "K-7"}, follow=True)
        before = Page(officer_client.get(f"{FIND}case/")).text
        said = Page(
            lead_client.post(TIES, SAID | {"who": str(safe_contact_officer.pk)}, follow=True)
        ).text

        page = Page(officer_client.get(f"{FIND}case/")).text
        drawn = Page(officer_client.post(DRAW, ANOTHER)).text

        assert "once an operations lead has said" in before
        assert "Somebody in the victim’s place" not in before
        assert "May have somebody answer in the victim’s place" in said
        assert "Somebody in the victim’s place" in page
        assert "Whoever answers in the victim’s place types it" in drawn

    def test_want_one_officer_and_both_to_be_sure_of(self, lead_client, safe_contact_officer):
        unclear()
        named = SAID | {"who": str(safe_contact_officer.pk)}

        for said in (SAID | {"who": "team:safe_contact_officer"}, named | {"sure": ["looked"]}):
            assert "There is a problem" in Page(lead_client.post(TIES, said)).text

        assert not CaseTie.objects.exists()

    def test_are_the_nations_for_a_case_that_is_hidden_from_the_force(
        self, lead_client, safe_contact_officer
    ):
        unclear(flags={"police_suspect": True})

        said = lead_client.post(TIES, SAID | {"who": str(safe_contact_officer.pk)})

        assert "No case that you may see" in Page(said).text
        assert not CaseTie.objects.exists()

    def test_show_no_word_that_is_over(self, safe_contact_officer, operations_lead):
        case = unclear()
        allow(case, safe_contact_officer, operations_lead, at=NOW - timedelta(days=28))

        assert "K-7" not in Page(_client(operations_lead).get(TIES)).text

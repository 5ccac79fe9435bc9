from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from access.approval.decisions import NotAPersonError, OwnRequestError, RequestDecidedError
from access.models import AuditEvent, User
from responses.data_protection.actions import retention as retention_actions
from responses.data_protection.selectors import retention
from responses.helplines import selectors
from responses.helplines.actions import changes, checks
from responses.helplines.actions.changes import NotRungError
from responses.helplines.actions.checks import CheckResult, LineChangedError
from responses.helplines.listing import fingerprint, read_listing
from responses.models import Helpline, HelplineChange, HelplineCheck
from tests.conftest import NOW, TESTER
from tests.responses.helplines.make import (
    LISTING,
    TODAY,
    actor,
    confirm,
    line,
    listing,
    propose,
    ring,
    verify_all,
)

pytestmark = pytest.mark.django_db
ANOTHER = "0808 157 0001"


def shown_numbers() -> set[str]:
    return {number for each in selectors.shown_listings() for number in each.numbers}


class TestRecordCheck:
    def test_verifies_a_line_that_is_all_right(self, national_lead: User) -> None:
        ring(line(), national_lead)

        held = HelplineCheck.objects.get()
        assert line().last_verified_on == TODAY
        assert (held.recorded_by, held.rung_on) == (national_lead.name, TODAY)
        assert held.numbers == "116 123"

    def test_takes_a_line_with_a_wrong_number_from_the_page_at_once(
        self, national_lead: User
    ) -> None:
        verify_all()
        assert "116 123" in shown_numbers()

        ring(line(), national_lead, is_number_right=False)

        assert line().last_verified_on is None
        assert "116 123" not in shown_numbers()

    def test_brings_it_back_once_the_number_is_found_right(self, national_lead: User) -> None:
        ring(line(), national_lead, is_number_right=False)

        ring(line(), national_lead)

        assert "116 123" in shown_numbers()

    @pytest.mark.parametrize("wrong", ["are_hours_right", "are_languages_right"])
    def test_renews_nothing_while_hours_or_languages_are_wrong(
        self, national_lead: User, wrong: str
    ) -> None:
        ring(line(), national_lead, **{wrong: False})

        held = selectors.line_with_checks(line().pk)
        assert held.last_verified_on is None
        assert selectors.has_open_fault(held)
        assert "116 123" in shown_numbers()

    def test_keeps_the_later_day_where_an_older_call_is_recorded(self, national_lead: User) -> None:
        verify_all()

        ring(line(), national_lead, on=TODAY.replace(day=1))

        assert line().last_verified_on == TODAY

    def test_refuses_what_was_found_of_another_number(self, national_lead: User) -> None:
        with pytest.raises(LineChangedError):
            checks.record_check(
                line_id=line().pk, seen=fingerprint(LISTING), found=CheckResult(rung_on=TODAY),
                by=actor(national_lead), at=NOW,
            )  # fmt: skip

    def test_is_made_by_people_alone(self) -> None:
        with pytest.raises(NotAPersonError):
            checks.record_check(
                line_id=line().pk, seen=fingerprint(read_listing(line())),
                found=CheckResult(rung_on=TODAY), by=TESTER, at=NOW,
            )  # fmt: skip

    def test_is_in_the_audit_trail_without_what_was_noted(self, national_lead: User) -> None:
        ring(line(), national_lead, is_number_right=False, note="a shop answered")

        told = AuditEvent.objects.get(kind="helpline.checked")
        assert told.target == f"responses.Helpline {line().pk}"
        assert told.details["is_number_right"] is False
        assert "shop" not in str(told.details)


class TestAChangedNumber:
    @pytest.mark.safety
    def test_saf_16_is_seen_by_nobody_before_a_second_person_confirms_it(
        self, national_lead: User, second_lead: User
    ) -> None:
        change = propose(line(), national_lead, number=ANOTHER)
        assert ANOTHER not in shown_numbers()

        confirm(change, second_lead)

        assert ANOTHER in shown_numbers()
        assert "116 123" not in shown_numbers()

    @pytest.mark.safety
    def test_saf_16_is_not_confirmed_by_who_proposed_it(self, national_lead: User) -> None:
        change = propose(line(), national_lead, number=ANOTHER)

        with pytest.raises(OwnRequestError):
            confirm(change, national_lead)

        assert ANOTHER not in shown_numbers()

    @pytest.mark.safety
    def test_saf_16_is_not_confirmed_by_a_system(self, national_lead: User) -> None:
        change = propose(line(), national_lead, number=ANOTHER)

        with pytest.raises(NotAPersonError):
            changes.confirm_change(
                change_id=change.pk, seen=fingerprint(read_listing(change)), rung_on=TODAY,
                by=TESTER, at=NOW,
            )  # fmt: skip

    @pytest.mark.safety
    def test_saf_16_is_not_confirmed_unrung(self, national_lead: User, second_lead: User) -> None:
        change = propose(line(), national_lead, number=ANOTHER)

        with pytest.raises(NotRungError):
            confirm(change, second_lead, rung_on=None)

        assert ANOTHER not in shown_numbers()

    @pytest.mark.safety
    def test_saf_16_is_not_confirmed_as_another_than_was_seen(
        self, national_lead: User, second_lead: User
    ) -> None:
        change = propose(line(), national_lead, number=ANOTHER)
        seen = fingerprint(read_listing(change))
        HelplineChange.objects.update(number="0808 157 0002")

        with pytest.raises(LineChangedError):
            changes.confirm_change(
                change_id=change.pk, seen=seen, rung_on=TODAY, by=actor(second_lead), at=NOW
            )

    def test_counts_as_rung_by_who_confirmed_it(
        self, national_lead: User, second_lead: User
    ) -> None:
        ring(line(), national_lead, is_number_right=False)

        confirm(propose(line(), national_lead, number=ANOTHER), second_lead)

        assert line().last_verified_on == TODAY
        assert HelplineCheck.objects.latest("pk").recorded_by == second_lead.name

    def test_is_in_the_audit_trail_with_both_people(
        self, national_lead: User, second_lead: User
    ) -> None:
        confirm(propose(line(), national_lead, number=ANOTHER), second_lead)

        told = AuditEvent.objects.get(kind="helpline.changed")
        assert told.actor_user == second_lead
        assert told.details["proposed_by_id"] == national_lead.pk
        assert told.details["numbers"] == ANOTHER
        assert told.details["fields"] == ["number"]


class TestAChangeOfWords:
    def test_takes_two_people_too_because_words_may_hold_a_number(
        self, national_lead: User, second_lead: User
    ) -> None:
        words = {"en": f"Ring {ANOTHER}.", "cy": f"Ffoniwch {ANOTHER}."}
        change = propose(line(), national_lead, descriptions=words)

        assert not any(ANOTHER in str(each) for each in selectors.shown_listings())
        with pytest.raises(OwnRequestError):
            confirm(change, national_lead, rung_on=None)

    def test_leaves_the_day_of_the_last_call(self, national_lead: User, second_lead: User) -> None:
        words = {"en": "To talk.", "cy": "I siarad."}

        confirm(propose(line(), national_lead, descriptions=words), second_lead, rung_on=None)

        assert line().last_verified_on is None
        assert line().descriptions == words


class TestANewLine:
    def test_is_seen_once_a_second_person_has_rung_it(
        self, national_lead: User, second_lead: User
    ) -> None:
        change = changes.propose_line(listing=listing(), by=actor(national_lead), at=NOW)
        assert LISTING.number not in shown_numbers()
        with pytest.raises(NotRungError):
            confirm(change, second_lead, rung_on=None)

        confirm(change, second_lead)

        assert LISTING in selectors.shown_listings()
        assert line("Ear").last_verified_on == TODAY


class TestRetiring:
    def test_takes_two_people(self, national_lead: User, second_lead: User) -> None:
        change = changes.propose_retirement(line_id=line().pk, by=actor(national_lead), at=NOW)
        assert "116 123" in shown_numbers()
        with pytest.raises(OwnRequestError):
            confirm(change, national_lead, rung_on=None)

        confirm(change, second_lead, rung_on=None)

        assert "116 123" not in shown_numbers()
        assert line().retired_by == second_lead.name
        assert AuditEvent.objects.filter(kind="helpline.retired").exists()

    def test_is_undone_by_a_change_that_is_rung(
        self, national_lead: User, second_lead: User
    ) -> None:
        gone = changes.propose_retirement(line_id=line().pk, by=actor(national_lead), at=NOW)
        confirm(gone, second_lead, rung_on=None)
        back = propose(line(), national_lead)
        with pytest.raises(NotRungError):
            confirm(back, second_lead, rung_on=None)

        confirm(back, second_lead)

        assert "116 123" in shown_numbers()
        assert line().retired_by == ""


class TestAChangeThatWaits:
    def test_is_one_a_line(self, national_lead: User) -> None:
        propose(line(), national_lead, number=ANOTHER)

        with pytest.raises(LineChangedError):
            propose(line(), national_lead, number="0808 157 0002")

    def test_can_be_taken_away(self, national_lead: User, second_lead: User) -> None:
        change = propose(line(), national_lead, number=ANOTHER)

        changes.withdraw_change(change_id=change.pk, by=actor(second_lead), at=NOW)

        assert not HelplineChange.objects.exists()
        assert AuditEvent.objects.filter(kind="helpline.change_withdrawn").exists()
        with pytest.raises(RequestDecidedError):
            confirm(change, second_lead)

    def test_is_proposed_by_people_alone(self) -> None:
        with pytest.raises(NotAPersonError):
            changes.propose_line(listing=LISTING, by=TESTER, at=NOW)


@pytest.mark.databases
class TestTheTable:
    @pytest.mark.parametrize(
        "bad",
        [
            {"number": ""},
            {"number": "0800 CALL ME"},
            {"is_number_wrong": True},
            {"retired_by": "Ann"},
        ],
        ids=lambda bad: next(iter(bad.values())),
    )
    def test_refuses_what_must_not_be(self, bad: dict) -> None:
        verify_all()

        with pytest.raises(IntegrityError), transaction.atomic():
            Helpline.objects.filter(pk=line().pk).update(**bad)


class TestWhoRang:
    @pytest.mark.slow
    def test_is_kept_for_24_months_and_of_the_latest_check_for_ever(
        self, national_lead: User, second_lead: User
    ) -> None:
        ring(line(), national_lead)
        ring(line(), second_lead)
        ring(line("Bawso"), national_lead)
        told = retention.past_due(NOW + timedelta(days=731))["responses.HelplineCheck"]

        retention_actions.apply_retention(by=TESTER, at=NOW + timedelta(days=730))
        assert HelplineCheck.objects.count() == 3

        retention_actions.apply_retention(by=TESTER, at=NOW + timedelta(days=731))
        held = [(check.helpline, check.recorded_by) for check in HelplineCheck.objects.all()]
        assert told == 1
        assert held == [(line(), second_lead.name), (line("Bawso"), national_lead.name)]

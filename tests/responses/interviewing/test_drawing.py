"""Who is called: those who chose it, where a force has interviewers, and nobody twice (ADR 64)."""

from dataclasses import replace
from datetime import date

import pytest

from responses.casework.actions import safe_contact
from responses.eligibility.calling import why_not_to_call
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import Decision, decide
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.selectors import case_histories
from responses.interviewing.actions import opening
from responses.invitations.actions.opt_outs import opt_out_number
from responses.models import Invitation, OutboxMessage, StageEvent, TelephoneCase
from responses.vault.facts import ContactFacts
from tests.conftest import NOW, TESTER
from tests.responses import asked
from tests.responses.interviewing.at_the_phone import (
    CHOSE_A_CALL,
    set_up,
    who_chose_a_call,
)

TODAY = date(2026, 9, 1)
CALL_AGREED = ContactFacts(
    has_mobile=True, number_safe="yes", safe_channel="voice", safe_confirmed_on=TODAY
)
EVENT = EventFacts(
    survey_stage="ST1",
    on=date(2026, 8, 10),
    reported_on=date(2026, 8, 10),
    birth_year=1980,
    crime_group="burglary",
    flags=asked.NO_FLAGS,
    has_interviewers=True,
    contact=CALL_AGREED,
)
DRAWN = replace(
    EVENT, is_drawn_to_call=True, contact=ContactFacts(has_mobile=True, number_safe="unknown")
)


class TestTheRules:
    def test_let_who_chose_a_call_be_called(self):
        assert (EVENT.is_called, decide(EVENT, today=TODAY)) == (True, Decision.INVITE)
        assert why_not_to_call(EVENT, today=TODAY) is None

    def test_send_no_text_to_who_chose_a_call_where_nobody_calls(self):
        assert decide(replace(EVENT, has_interviewers=False), today=TODAY) is Decision.NOT_SAFE

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"safe_confirmed_on": date(2026, 5, 1)}, Decision.NOT_SAFE),
            ({"safe_until": date(2026, 8, 31)}, Decision.NOT_SAFE),
            ({"number_safe": "no"}, Decision.NOT_SAFE),
            ({"has_safe_hours": False}, Decision.NOT_SAFE),
            ({"is_bad_number": True}, Decision.BAD_NUMBER),
            ({"is_opted_out": True}, Decision.OPTED_OUT),
        ],
    )
    def test_let_nobody_be_called_whose_record_does_not_say_so_now(self, changes, code):
        event = replace(EVENT, contact=replace(CALL_AGREED, **changes))
        assert decide(event, today=TODAY) is code
        assert why_not_to_call(event, today=TODAY) is code

    def test_ask_a_word_in_a_sensitive_case(self):
        sensitive = replace(EVENT, flags={"domestic_abuse": True})
        with_word = replace(sensitive, contact=replace(CALL_AGREED, has_word=True))

        assert decide(sensitive, today=TODAY) is Decision.NO_WORD
        assert decide(with_word, today=TODAY) is Decision.INVITE
        assert with_word.waits_for_staff(TODAY) is False

    def test_never_call_whom_only_an_advocate_may_ask(self):
        assert decide(replace(EVENT, flags={"fgm": True}), today=TODAY) is Decision.ROUTE

    def test_let_chance_decide_only_where_a_text_is_as_safe(self):
        assert DRAWN.is_called
        assert not replace(DRAWN, has_interviewers=False).is_called
        assert not replace(DRAWN, flags={}).is_called
        said = replace(DRAWN.contact, safe_channel="sms")
        assert not replace(DRAWN, contact=said).is_called


@pytest.mark.django_db
class TestWhoChoseACall:
    def test_is_drawn_with_her_chance_and_asked_by_nobody_else(self):
        set_up()
        (case,) = asked.load(asked.row())
        safe_contact.confirm_safe_contact(case=case, agreed=CHOSE_A_CALL, by=TESTER, at=NOW)
        asked.decide()
        event = StageEvent.objects.get(case=case)
        assert (event.drawn_mode, event.telephone_chance) == ("telephone", 1.0)
        assert (asked.queue(), opening.open_calls(by=TESTER, at=NOW)) == (0, 1)

        assert (asked.queue(), opening.open_calls(by=TESTER, at=NOW)) == (0, 0)
        assert Invitation.objects.get().mode == "telephone"
        assert not OutboxMessage.objects.exists()

    def test_is_left_alone_by_every_force_afterwards(self):
        set_up()
        case = who_chose_a_call(contact_mobile="+447700900777")
        (other,) = asked.load(asked.row(force="kent", contact_mobile="+447700900777"))

        asked.decide()

        assert case.language == "en"
        assert asked.codes(other) in ({"ST1": "FATIGUE"}, {"ST1": "PENDING"})

    @pytest.mark.slow
    def test_is_decided_anew_once_the_force_has_interviewers_or_none(self):
        (case,) = asked.load(asked.row())
        safe_contact.confirm_safe_contact(case=case, agreed=CHOSE_A_CALL, by=TESTER, at=NOW)
        asked.decide()
        assert asked.codes(case) == {"ST1": "NOSAFE"}

        set_up()
        asked.decide()
        assert StageEvent.objects.get().telephone_chance == 1.0

        set_up(is_on=False)
        asked.decide()
        assert asked.codes(case) == {"ST1": "NOSAFE"}
        assert opening.open_calls(by=TESTER, at=NOW) == 0

    def test_is_not_called_after_a_stop(self):
        set_up()
        (case,) = asked.load(asked.row(contact_mobile="+447700900778"))
        safe_contact.confirm_safe_contact(case=case, agreed=CHOSE_A_CALL, by=TESTER, at=NOW)
        asked.decide()
        opt_out_number(mobile="+447700900778", channel="sms", by=TESTER, at=NOW)
        opening.open_calls(by=TESTER, at=NOW)

        assert not TelephoneCase.objects.exists()
        assert asked.codes(case) == {"ST1": "OPTOUT"}


@pytest.mark.django_db
class TestAShareDrawnToBeCalled:
    @pytest.mark.slow
    def test_is_drawn_by_chance_and_keeps_the_chance(self, monkeypatch):
        plan = SamplingPlan(seed="half", telephone=0.5)
        monkeypatch.setattr(case_histories, "sampling_plan", lambda: plan)
        set_up()
        asked.load(*(asked.row() for _ in range(40)))
        asked.decide()

        events = StageEvent.objects.filter(decision="INVITE")
        called = events.filter(drawn_mode="telephone").count()
        assert {each.telephone_chance for each in events} == {0.5}
        assert 8 <= called <= 32
        assert asked.queue() == events.count() - called

"""SAF-9: where nobody may be texted, an advocate hands a code over and never learns more."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.actor import Actor
from access.models import AuditEvent, User
from responses.answering.actions import withdrawals
from responses.case_files.case import CaseStage
from responses.casework.actions.safe_contact import confirm_safe_contact
from responses.invitations import tokens
from responses.invitations.actions import codes, opt_outs
from responses.invitations.actions.codes import NoCodeError
from responses.invitations.selectors import codes as codes_selectors
from responses.models import Case, CodeAttempt, Invitation, OutboxMessage, Response, StageEvent
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses import asked, by_code
from tests.responses.asked import (
    NO_FLAGS,
    SAFE,
    TODAY,
    WORD_HASH,
    decide,
    give,
    load,
    on,
    queue,
    row,
)
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.safety]
ROUTED = ("honour_based", "forced_marriage", "fgm", "modern_slavery", "child_abuse")


def routed(**changes: object) -> Case:
    return by_code.routed(**{"victim_role": "bereaved", "flags": NO_FLAGS} | changes)


def draw(case: Case, at=NOW, role: str = "FLO") -> str:
    return by_code.draw(case, at=at, role=role)


class TestDrawing:
    @pytest.mark.parametrize("flag", ROUTED)
    def test_saf_9_is_for_the_cases_that_are_never_texted(self, flag):
        case = routed(victim_role="direct", flags=NO_FLAGS | {flag: True})

        assert len(draw(case)) == 12
        assert queue() == 0
        assert not OutboxMessage.objects.exists()

    def test_saf_9_is_for_the_sensitive_cases_without_an_agreed_word(self):
        [case] = load(row(flags={}, **SAFE | {"safe_word_hash": ""}))
        decide()
        assert asked.codes(case) == {"ST1": "NOWORD"}

        draw(case)

        assert asked.codes(case) == {"ST1": "INVITE"}
        assert queue() == 0

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("record", "change", "why"),
        [
            ({}, {"flags": NO_FLAGS | {"honour_based": True}}, "ROUTE"),
            (SAFE | {"safe_word_hash": ""}, {"flags": {}}, "NOWORD"),
        ],
    )
    def test_saf_9_is_for_whom_a_text_was_kept_back_at_the_last_moment(
        self, browser, record, change, why
    ):
        [message] = asked.queued(row(**record))
        case = message.invitation.stage_event.case
        Case.objects.filter(pk=case.pk).update(**change)
        asked.send()
        assert asked.codes(case) == {"ST1": why}

        opened = by_code.open_by(browser, draw(Case.objects.get(pk=case.pk)))

        assert opened == reverse("feedback:question", kwargs={"number": 1})
        assert asked.codes(case) == {"ST1": "INVITE"}
        assert Invitation.objects.get().token_hash is None

    def test_saf_9_is_for_who_is_released(self):
        case = routed(
            victim_role="direct", reported_on=on(200), stage=CaseStage.RELEASED_LICENCE,
            stage_on=on(30),
        )  # fmt: skip

        draw(case)

        assert StageEvent.objects.get(invitation__isnull=False).survey_stage == "ST7"

    def test_flags_the_answers_with_who_assisted(self):
        draw(routed(), role="FLO")

        invitation = Invitation.objects.get()
        assert (invitation.mode, invitation.assisted_by) == ("web_code", "FLO")

    def test_counts_as_asked_with_certainty(self):
        case = routed()

        draw(case)

        event = StageEvent.objects.get(case=case)
        assert (event.decision, event.selection_probability) == ("INVITE", 1.0)

    def test_is_for_whoever_was_chosen_and_has_no_text_yet(self):
        [case] = load(row())
        decide()
        StageEvent.objects.update(selection_probability=0.25)

        draw(case)

        event = StageEvent.objects.get()
        assert (event.decision, event.selection_probability) == ("INVITE", 0.25)
        assert Invitation.objects.get().mode == "web_code"
        assert queue() == 0

    def test_is_for_whoever_was_sent_a_text_and_leaves_its_link_as_it_was(self):
        [message] = asked.queued(row())
        asked.send()
        before = Invitation.objects.values().get()

        draw(message.invitation.stage_event.case)

        after = Invitation.objects.values().get()
        assert after == before | {"codes_drawn": 1}

    @pytest.mark.parametrize(
        "reached",
        [{"contact_mobile": ""}, {"number_safe": "no"}, {"risk_level": "high"}],
        ids=["nowhere", "by an unsafe number", "at high risk"],
    )
    def test_is_for_whoever_no_text_may_or_can_reach(self, reached):
        [case] = load(row(**reached))
        decide()

        assert len(draw(case)) == 12

    @pytest.mark.parametrize("decision", ["PENDING", "NOT-SAMPLED", "FATIGUE", "LATE", "AGE"])
    def test_is_not_for_whoever_chance_time_or_scope_left_out(self, decision):
        [case] = load(row())
        decide()
        StageEvent.objects.update(decision=decision)

        with pytest.raises(NoCodeError) as refused:
            draw(case)

        assert refused.value.reason == "not by code"

    def test_is_not_for_whoever_was_asked_longer_ago_than_a_link_lives(self):
        [message] = asked.queued(row())
        asked.send()

        with pytest.raises(NoCodeError):
            draw(message.invitation.stage_event.case, at=NOW + timedelta(days=29))

    def test_saf_9_is_refused_to_an_officer_who_agreed_the_word(self, safe_contact_officer):
        case = routed(contact_mobile="+447700900321")
        ann = Actor.user(user_id=safe_contact_officer.pk, name="Ann")
        agreed = SafeContactAgreement(is_number_safe=True, channel="sms", word_hash=WORD_HASH)
        confirm_safe_contact(case=case, agreed=agreed, by=ann, at=NOW)

        with pytest.raises(NoCodeError) as refused:
            codes.draw_code(case=case, role="OFFICER", is_officer=True, by=ann, at=NOW)

        assert refused.value.reason == "officer's word"
        assert len(codes.draw_code(case=case, role="IDVA", by=ann, at=NOW)) == 12

    def test_saf_10_is_for_nobody_in_the_victims_place_in_a_sensitive_case(self):
        case = routed(victim_role="direct", flags=NO_FLAGS | {"fgm": True}, **SAFE)

        with pytest.raises(NoCodeError) as refused:
            codes.draw_code(
                case=case, role="OFFICER", is_officer=True, is_for_another=True, by=TESTER, at=NOW
            )

        assert refused.value.reason is codes.CodeRefusal.NOT_FOR_ANOTHER
        assert codes.draw_code(case=case, role="IDVA", is_for_another=True, by=TESTER, at=NOW)

    def test_saf_10_is_judged_by_what_is_known_at_that_moment(self):
        [case] = load(row())
        decide()
        Case.objects.filter(pk=case.pk).update(flags=NO_FLAGS | {"stalking": True})

        with pytest.raises(NoCodeError) as refused:
            codes.draw_code(
                case=case, role="OFFICER", is_officer=True, is_for_another=True, by=TESTER, at=NOW
            )

        assert refused.value.reason == "officer's word"

    def test_saf_9_is_refused_to_an_officer_in_a_sensitive_case_without_a_word(self):
        case = by_code.routed()

        with pytest.raises(NoCodeError) as refused:
            codes.draw_code(case=case, role="OFFICER", is_officer=True, by=TESTER, at=NOW)

        assert refused.value.reason == "officer's word"

    @pytest.mark.slow
    def test_saf_9_is_for_an_officer_where_somebody_else_agreed_the_word(self, browser):
        case = routed(**SAFE)

        code = codes.draw_code(case=case, role="FLO", is_officer=True, by=TESTER, at=NOW)

        assert by_code.open_by(browser, code) == ""

    @pytest.mark.slow
    def test_saf_9_leaves_codes_to_advisers_whatever_officers_draw(self):
        case = routed(**SAFE)
        for _ in range(3):
            codes.draw_code(case=case, role="OFFICER", is_officer=True, by=TESTER, at=NOW)

        with pytest.raises(NoCodeError) as refused:
            codes.draw_code(case=case, role="OFFICER", is_officer=True, by=TESTER, at=NOW)

        assert refused.value.reason == "most before officers"
        assert [len(draw(case)) for _ in range(3)] == [12, 12, 12]

    @pytest.mark.slow
    def test_saf_9_by_an_officer_ends_no_code_that_an_adviser_handed_over(self, browser):
        case = routed(**SAFE)
        handed_over = draw(case, role="IDVA")

        codes.draw_code(case=case, role="OFFICER", is_officer=True, by=TESTER, at=NOW)

        assert CodeAttempt.objects.filter(expires_at__gt=NOW).count() == 2
        assert by_code.open_by(browser, handed_over) == ""

    def test_is_for_an_officer_in_any_other_case(self):
        [case] = load(row())
        decide()

        code = codes.draw_code(case=case, role="OFFICER", is_officer=True, by=TESTER, at=NOW)

        assert len(code) == 12
        assert Invitation.objects.get().assisted_by == "OFFICER"

    @pytest.mark.parametrize(
        ("hindrance", "reason"),
        [
            ({"exclude_code": "SG-OPEN", "exclude_by": "x", "exclude_on": TODAY}, "SG-OPEN"),
            ({"next_hearing_on": TODAY + timedelta(days=9)}, "TRIAL"),
        ],
    )
    def test_is_refused_while_the_victim_is_not_to_be_asked_at_all(self, hindrance, reason):
        case = routed()
        Case.objects.filter(pk=case.pk).update(**hindrance)

        with pytest.raises(NoCodeError) as refused:
            draw(case)

        assert refused.value.reason == reason

    @pytest.mark.slow
    def test_is_refused_to_who_was_asked_in_the_last_120_days(self):
        mobile = "+447700900321"
        asked.queued(row(contact_mobile=mobile))
        asked.send()
        case = routed(contact_mobile=mobile)

        with pytest.raises(NoCodeError) as refused:
            draw(case, at=NOW + timedelta(days=1))

        assert refused.value.reason == "FATIGUE"

    @pytest.mark.parametrize("mobile", ["+447700900321", ""])
    def test_saf_12_is_refused_to_who_said_stop(self, mobile):
        case = routed(contact_mobile=mobile)
        draw(case)
        invitation = Invitation.objects.get()
        opt_outs.opt_out(invitation_id=invitation.pk, channel="link", by=TESTER, at=NOW)

        with pytest.raises(NoCodeError) as refused:
            draw(case)

        assert refused.value.reason == "OPTOUT"

    @pytest.mark.slow
    def test_saf_9_is_done_six_times_for_an_event_at_most(self):
        case = routed()
        for _time in range(6):
            draw(case)

        with pytest.raises(NoCodeError) as refused:
            draw(case)

        assert refused.value.reason == "most drawn"
        assert CodeAttempt.objects.count() == 6

    @pytest.mark.slow
    def test_again_ends_the_code_before_where_nobody_has_used_it(self, browser):
        case = routed()
        first, second = draw(case), draw(case)

        assert first != second
        assert "does not work" in by_code.type_code(browser, first).text
        assert "Feedback about a public service" in by_code.type_code(browser, second).text

    def test_stores_the_hash_alone_and_writes_down_who_drew_it(self):
        code = draw(routed())

        attempt = CodeAttempt.objects.values().get()
        assert code not in str(attempt) + str(Invitation.objects.values().get())
        assert (attempt["drawn_by"], attempt["role"]) == (TESTER.name, "FLO")
        event = AuditEvent.objects.get(kind="code.drawn")
        assert code not in f"{event.target}{event.details}"

    @pytest.mark.slow
    @pytest.mark.parametrize("state", ["opened", "begun", "completed", "withdrawn"])
    def test_saf_9_is_the_same_whatever_was_done_with_the_code_before(self, state):
        case, other = (by_code.routed() for _ in range(2))
        response = by_code.begun(case) if state == "begun" else by_code.completed(case)
        if state == "opened":
            Response.objects.update(completed_at=None, answers={})
        if state == "withdrawn":
            withdrawals.withdraw_by_words(given=by_code.words_of(response), by=TESTER, at=NOW)
        # Last, so that what a process remembers for some seconds is fresh for both.
        draw(other)
        AuditEvent.objects.all().delete()

        drawn = [shape_of(partial(draw, one)) for one in (other, case)]

        assert drawn[0] == drawn[1]
        told = [(event.kind, event.details) for event in AuditEvent.objects.order_by("pk")]
        assert told == [("code.drawn", {"role": "FLO"})] * 2

    def test_counts_against_texts_to_the_same_person(self):
        mobile = "+447700900321"
        draw(routed(contact_mobile=mobile))
        load(row(contact_mobile=mobile))

        assert decide(NOW + timedelta(days=1)) == {"FATIGUE": 1}


def shape_of(act) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        act()
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    return [re.sub(r"'[^']*'|\b\d+\b", "?", statement) for statement in statements]


class TestTheAdvocatesPage:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        pass

    def find(self, client: Client, case: Case) -> Page:
        give(User.objects.get(pk=client.session["_auth_user_id"]), case)
        return Page(client.post("/staff/find-case/", {"case_key": case.case_key}, follow=True))

    def draw(self, client: Client, role: str = "IDVA") -> Page:
        return Page(client.post("/staff/find-case/code/", {"role": role}))

    @pytest.mark.slow
    def test_shows_the_code_once(self, advocate_client):
        self.find(advocate_client, routed())

        page = self.draw(advocate_client)

        (code,) = re.findall(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}\b", page.text)
        read = tokens.read_code(code)
        assert CodeAttempt.objects.get().token_hash == codes_selectors.hash_of(read)
        assert "It works until 23 November 2026" in page.text
        assert code not in Page(advocate_client.get("/staff/find-case/case/")).html

    @pytest.mark.slow
    def test_saf_9_is_the_same_whether_the_code_was_used_or_not(self, advocate_client, browser):
        case = routed()
        self.find(advocate_client, case)
        self.draw(advocate_client)
        before = Page(advocate_client.get("/staff/find-case/case/")).text
        by_code.completed(case)

        assert Page(advocate_client.get("/staff/find-case/case/")).text == before

    @pytest.mark.slow
    def test_says_why_there_is_none(self, advocate_client):
        case = routed()
        self.find(advocate_client, case)
        Case.objects.filter(pk=case.pk).update(next_hearing_on=TODAY)

        assert "A hearing is within 28 days." in self.draw(advocate_client).text

    @pytest.mark.slow
    def test_asks_who_hands_it_over(self, advocate_client):
        self.find(advocate_client, routed())

        page = self.draw(advocate_client, role="")

        assert "Say who hands the code over" in page.text
        assert page.title.startswith("Error:")

    @pytest.mark.slow
    def test_offers_none_for_a_case_that_was_not_drawn(self, advocate_client):
        [case] = load(row())
        decide()
        StageEvent.objects.update(decision="NOT-SAMPLED")

        assert "Draw a code" not in self.find(advocate_client, case).text
        assert "there is no code for it" in self.draw(advocate_client).text

    @pytest.mark.slow
    def test_saf_13_draws_none_where_the_suspect_is_of_the_force(
        self, advocate_client, national_advocate
    ):
        case = routed(victim_role="direct", flags=NO_FLAGS | {"police_suspect": True})

        self.find(advocate_client, case)
        assert self.draw(advocate_client).status == 302

        national = Client()
        national.force_login(national_advocate)
        give(national_advocate, case)
        national.post("/staff/find-case/", {"case_key": case.case_key, "force": case.force_id})
        assert "It works until" in self.draw(national).text

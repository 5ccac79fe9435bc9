"""SAF-9: where nobody may be texted, an advocate hands a code over and never learns more."""

from datetime import timedelta

import pytest
from django.test import Client

from access.models import AuditEvent, User
from responses.case_files.case import CaseStage
from responses.invitations.actions import codes, opt_outs
from responses.invitations.actions.codes import NoCodeError
from responses.models import Case, Invitation, OutboxMessage, Response, StageEvent
from survey.selectors import version_in_force
from tests.conftest import NOW, TESTER
from tests.responses import asked
from tests.responses.asked import NO_FLAGS, SAFE, TODAY, decide, give, load, on, queue, row
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
ROUTED = ("honour_based", "forced_marriage", "fgm", "modern_slavery", "child_abuse")


def routed(**changes: object) -> Case:
    [case] = load(row(**{"victim_role": "bereaved"} | changes))
    decide()
    return case


def draw(case: Case, at=NOW, role: str = "FLO") -> str:
    return codes.draw_code(case=case, role=role, by=TESTER, at=at)


def enter(client: Client, code: str) -> Page:
    return Page(client.post("/c/", {"code": code}, follow=True))


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

    def test_is_not_for_a_case_that_is_asked_about_by_text(self):
        [case] = load(row())
        decide()

        with pytest.raises(NoCodeError):
            draw(case)

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

    def test_again_ends_the_code_before(self, browser):
        case = routed()
        first, second = draw(case), draw(case)

        assert first != second
        assert "does not work" in enter(browser, first).text
        assert "Feedback about a public service" in enter(browser, second).text

    def test_stores_the_hash_alone_and_writes_down_who_drew_it(self):
        code = draw(routed())

        assert code not in str(Invitation.objects.values().get())
        event = AuditEvent.objects.get(kind="code.drawn")
        assert code not in f"{event.target}{event.details}"

    def test_counts_against_texts_to_the_same_person(self):
        mobile = "+447700900321"
        draw(routed(contact_mobile=mobile))
        load(row(contact_mobile=mobile))

        assert decide(NOW + timedelta(days=1)) == {"FATIGUE": 1}


class TestTheAdvocatesPage:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        """The clock of the pages is the tests' own."""

    def find(self, client: Client, case: Case) -> Page:
        give(User.objects.get(pk=client.session["_auth_user_id"]), case)
        return Page(client.post("/staff/find-case/", {"case_key": case.case_key}, follow=True))

    def draw(self, client: Client, role: str = "IDVA") -> Page:
        return Page(client.post("/staff/find-case/code/", {"role": role}))

    @pytest.mark.slow
    def test_shows_the_code_once(self, advocate_client):
        self.find(advocate_client, routed())

        page = self.draw(advocate_client)

        code = page.text.partition("end this one. ")[2][:14].replace(" ", "")
        assert Invitation.objects.filter(token_hash__isnull=False).count() == 1
        assert code not in Page(advocate_client.get("/staff/find-case/case/")).html

    @pytest.mark.slow
    def test_saf_9_is_the_same_whether_the_code_was_used_or_not(self, advocate_client, browser):
        case = routed()
        self.find(advocate_client, case)
        self.draw(advocate_client)
        before = Page(advocate_client.get("/staff/find-case/case/")).text
        invitation = Invitation.objects.get()
        Invitation.objects.filter(pk=invitation.pk).update(opened_at=NOW)
        Response.objects.create(
            invitation=invitation, instrument=version_in_force(on=TODAY), language="en",
            started_at=NOW, completed_at=NOW, answers={"Q-OVR-1": ["1"]},
        )  # fmt: skip

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
    def test_offers_none_for_a_case_that_is_asked_about_by_text(self, advocate_client):
        [case] = load(row())
        decide()

        assert "Draw a code" not in self.find(advocate_client, case).text
        assert "no code for it" in self.draw(advocate_client).text

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


class TestTypingTheCode:
    def test_opens_the_first_page_spaces_or_not(self, browser):
        code = draw(routed())

        page = enter(browser, f" {code[:4]} {code[4:8]} {code[8:]} ")

        assert "Feedback about a public service" in page.text

    def test_works_as_an_address_too(self, browser):
        code = draw(routed())

        assert browser.get(f"/{code}").headers["Location"] == "/s/"

    @pytest.mark.parametrize("wrong", ["abcdefghijkl", "x", "<b>", "é" * 12])
    def test_is_refused_in_the_same_words_whatever_was_typed(self, browser, wrong):
        page = enter(browser, wrong)

        assert "This code does not work" in page.text
        assert page.all("input", name="code")[0].get("value") in {None, ""}

    def test_asks_for_it(self, browser):
        assert "Enter the code you were given" in enter(browser, "").text

    def test_stands_before_the_same_gate(self, browser):
        enter(browser, draw(routed()))

        assert browser.get("/q/1/").headers["Location"] == "/g/"

    @pytest.mark.slow
    def test_saf_4_is_limited_by_internet_address(self, browser):
        for _time in range(20):
            browser.post("/c/", {"code": "abcdefghijkl"})

        assert browser.post("/c/", {"code": "abcdefghijkl"}).status_code == 429

    def test_keeps_its_mode_in_the_answers(self, browser):
        case = routed()
        enter(browser, draw(case))
        browser.post("/g/", {"answer": str(case.birth_year)})

        assert Response.objects.get().mode == "web_code"

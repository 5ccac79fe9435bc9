from datetime import timedelta

import pytest

from access.models import AuditEvent
from responses import extract
from responses.answering.actions import gate_attempts, paper_withdrawals, withdrawals
from responses.answering.selectors import withdrawals as words_selectors
from responses.data_protection.actions.retention import apply_retention
from responses.models import (
    CaseTie,
    Contact,
    Invitation,
    PaperForm,
    PaperReading,
    Response,
    WrittenText,
)
from responses.paper.actions import keying
from responses.paper.actions.keying import NotNowError
from responses.paper.actions.printing import Printed
from responses.paper.reading import FormReading
from responses.paper.selectors import FormStep
from responses.themes.selectors import coding
from responses.triage.actions import reading
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory
from responses.vault.sealed.written_texts import held
from tests.conftest import NOW, TESTER, _client
from tests.responses import asked, by_code
from tests.responses.asked import row
from tests.responses.pages import Page
from tests.responses.paper.forms import as_actor, key, keyer, printed, questions_of, read

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
PERIOD = "2026-Q4"
PAPER = "/staff/paper/"


@pytest.fixture
def one(db):
    return keyer()


@pytest.fixture
def other(db):
    return keyer("second")


@pytest.fixture
def form(settings) -> PaperForm:
    settings.PAPER_KEYED_TWICE = 0
    return printed().form


@pytest.fixture
def twice(settings) -> PaperForm:
    settings.PAPER_KEYED_TWICE = 100
    return printed().form


def given_words(made: Printed) -> str:
    return words_selectors.words().written(made.words, language="en")


def closed_as_harmless(text: WrittenText) -> None:
    reading.judge(text=text, category=RiskCategory.NONE, by=TESTER, at=NOW)
    reading.close(text=text, outcome=TextOutcome.NO_RISK, told="not_needed", by=TESTER, at=NOW)


def rows() -> list[str]:
    return [row.mode for row in extract.answer_rows(period=PERIOD)]


class TestAFormKeyedOnce:
    @pytest.mark.slow
    def test_counts_at_once_as_an_answer_on_paper(self, form, one):
        assert key(form, by=as_actor(one), Q_OVR_1="2", Q_CON_1="b") is FormStep.OVER

        response = Response.objects.get()
        assert response.mode == "paper"
        assert response.answers["Q-CON-1"] == []
        assert response.completed_at == NOW
        form.refresh_from_db()
        assert form.marks == {"Q-CON-1": "b"}
        assert rows() == ["paper"]

    @pytest.mark.slow
    def test_is_in_no_figure_of_the_web_and_in_no_series_of_weeks(self, form, one):
        key(form, by=as_actor(one))

        weeks = extract.week_answers(
            modes=("web_sms", "web_email", "web_code"),
            completed_from=NOW.date(), completed_to=NOW.date(),
        )  # fmt: skip
        assert list(weeks) == []
        [framed] = extract.frame_counts(PERIOD)
        assert (framed.mode, framed.is_completed) == ("paper", True)

    @pytest.mark.slow
    def test_is_stored_once(self, form, one, other):
        key(form, by=as_actor(one))

        for person in (one, other):
            with pytest.raises(NotNowError):
                key(form, by=as_actor(person))

    @pytest.mark.slow
    def test_sends_words_to_who_reads_texts_and_stores_them_in_no_row(self, form, one):
        key(form, by=as_actor(one), words="He still has a key")

        assert WrittenText.objects.get().response.mode == "paper"
        assert "key" not in str(Response.objects.values().get()["answers"])

    @pytest.mark.slow
    def test_changes_no_contact(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        [message] = asked.queued(row())
        before = list(Contact.objects.values())
        key(
            printed(message.invitation.stage_event.case).form,
            by=as_actor(one),
            words="07700 900999",
        )

        assert list(Contact.objects.values()) == before


class TestAFormKeyedTwice:
    @pytest.mark.slow
    def test_counts_when_another_person_reads_the_same(self, twice, one, other):
        assert key(twice, by=as_actor(one)) is FormStep.WAIT
        assert rows() == []
        with pytest.raises(NotNowError):
            key(twice, by=as_actor(one))

        assert key(twice, by=as_actor(other)) is FormStep.OVER

        twice.refresh_from_db()
        assert (twice.compared, twice.differed) == (len(questions_of(twice)), 0)
        assert not PaperReading.objects.exists()
        assert rows() == ["paper"]

    @pytest.mark.slow
    def test_waits_where_they_differ_until_somebody_but_the_first_settles_it(
        self, twice, one, other
    ):
        key(twice, by=as_actor(one), Q_OVR_1="1")
        assert key(twice, by=as_actor(other), Q_OVR_1="2") is FormStep.SETTLE
        settled = FormReading({"Q-OVR-1": read(twice, Q_OVR_1="3").answers["Q-OVR-1"]}, {})

        twice.refresh_from_db()
        with pytest.raises(NotNowError):
            keying.settle_form(form=twice, settled=settled, by=as_actor(one), at=NOW)
        keying.settle_form(form=twice, settled=settled, by=as_actor(other), at=NOW)

        response, expected = Response.objects.get(), read(twice, Q_OVR_1="3").answers
        assert response.answers == {code: list(picked) for code, picked in expected.items()}
        twice.refresh_from_db()
        assert twice.differed == 1

    @pytest.mark.slow
    def test_is_settled_in_what_differs_alone(self, twice, one, other):
        key(twice, by=as_actor(one), Q_OVR_1="1")
        key(twice, by=as_actor(other), Q_OVR_1="2")

        with pytest.raises(NotNowError):
            keying.settle_form(form=twice, settled=read(twice), by=as_actor(other), at=NOW)

    @pytest.mark.slow
    def test_sends_words_that_the_first_person_overlooked(self, clock, twice, one, other):
        key(twice, by=as_actor(one), Q_OVR_1="1")
        lines = dict.fromkeys((each.code for each in questions_of(twice)), "1")

        _client(other).post(f"{PAPER}{twice.pk}/", lines | {"words": "He still has a key"})

        assert WrittenText.objects.get().response.mode == "paper"
        assert rows() == ["paper"]

    @pytest.mark.slow
    def test_sends_what_the_second_person_adds_though_the_first_words_were_closed(
        self, clock, twice, one, other
    ):
        key(twice, by=as_actor(one), words="They were kind")
        closed_as_harmless(WrittenText.objects.get())
        assert coding.to_redact(most=9) == []

        key(twice, by=as_actor(other), words="They were kind. He still has a key", at=NOW + A_DAY)

        text = WrittenText.objects.get()
        assert (text.state, text.held_by_id, text.sorted_at) == ("waiting", None, None)
        assert text.due_at > NOW + A_DAY
        assert held([text.response_id])[text.response_id].better.splitlines() == [
            "They were kind", "They were kind. He still has a key",
        ]  # fmt: skip

    @pytest.mark.slow
    def test_keeps_words_that_both_people_read(self, clock, twice, one, other):
        key(twice, by=as_actor(one), words="They were kind")
        closed_as_harmless(WrittenText.objects.get())

        key(twice, by=as_actor(other), words="they  were kind")

        assert WrittenText.objects.get().state == "closed"
        assert len(coding.to_redact(most=9)) == 1

    @pytest.mark.slow
    def test_keeps_what_was_said_of_danger(self, clock, twice, one, other):
        key(twice, by=as_actor(one), words="He still has a key")
        WrittenText.objects.update(category="immediate", sorted_at=NOW)

        key(twice, by=as_actor(other), words="And he came back")

        assert WrittenText.objects.get().category == "immediate"

    @pytest.mark.slow
    def test_is_forgotten_where_nobody_goes_on_for_six_months(self, twice, one):
        key(twice, by=as_actor(one))

        apply_retention(by=TESTER, at=NOW + 184 * A_DAY)

        assert not PaperReading.objects.exists()


class TestAFormThatIsOver:
    def test_is_one_that_came_too_late(self, form, one):
        with pytest.raises(NotNowError) as refused:
            key(form, by=as_actor(one), at=NOW + 42 * A_DAY)
        assert refused.value.step is FormStep.OVER

    def test_is_destroyed_where_it_never_came_back(self, form):
        apply_retention(by=TESTER, at=NOW + 43 * A_DAY)

        assert not PaperForm.objects.exists()

    def test_is_one_whose_victim_wants_no_more_contact(self, form, one):
        Invitation.objects.update(opted_out_at=NOW)

        with pytest.raises(NotNowError):
            key(form, by=as_actor(one))

    def test_is_one_taken_out_before_it_was_keyed(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        made = printed()
        assert withdrawals.withdraw_by_words(given=given_words(made), by=TESTER, at=NOW)

        with pytest.raises(NotNowError):
            key(made.form, by=as_actor(one))
        assert withdrawals.withdraw_by_words(given=given_words(made), by=TESTER, at=NOW)

    @pytest.mark.slow
    def test_is_one_taken_out_between_two_readings(self, settings, one, other):
        settings.PAPER_KEYED_TWICE = 100
        made = printed()
        key(made.form, by=as_actor(one))

        assert withdrawals.withdraw_by_words(given=given_words(made), by=TESTER, at=NOW)

        assert not PaperReading.objects.exists()
        assert Response.objects.get().withdrawn_at == NOW
        with pytest.raises(NotNowError):
            key(made.form, by=as_actor(other))

    @pytest.mark.slow
    def test_is_one_taken_out_by_the_service_desk(self, settings, one, other):
        settings.PAPER_KEYED_TWICE = 100
        [message] = asked.queued(row(contact_mobile="+447700900123"))
        made = printed(message.invitation.stage_event.case)
        key(made.form, by=as_actor(one))

        assert withdrawals.withdraw_by_number(mobile="+447700900123", by=TESTER, at=NOW) == 1

        assert not PaperReading.objects.exists()
        with pytest.raises(NotNowError):
            key(made.form, by=as_actor(other))
        assert Response.objects.get().answers == {}

    @pytest.mark.slow
    def test_is_one_still_to_come_that_the_service_desk_took_out(self, form, one):
        [message] = asked.queued(row(contact_mobile="+447700900124"))
        made = printed(message.invitation.stage_event.case)

        assert withdrawals.withdraw_by_number(mobile="+447700900124", by=TESTER, at=NOW) == 1

        with pytest.raises(NotNowError):
            key(made.form, by=as_actor(one))
        assert key(form, by=as_actor(one)) is FormStep.OVER

    def test_is_one_withdrawn_again_since_a_copy(self, twice, one, other):
        key(twice, by=as_actor(one))
        pk = Response.objects.get().pk

        assert withdrawals.withdraw_again(response_id=pk, by=TESTER, at=NOW)

        with pytest.raises(NotNowError):
            key(twice, by=as_actor(other))

    @pytest.mark.slow
    def test_can_be_taken_out_and_brought_back_once_it_counts(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        made = printed()
        key(made.form, by=as_actor(one))

        withdrawals.withdraw_by_words(given=given_words(made), by=TESTER, at=NOW)
        assert rows() == []
        sealed = withdrawals.withdraw_by_words(given=given_words(made), by=TESTER, at=NOW)
        assert withdrawals.bring_back(ticket=sealed.ticket, by=TESTER, at=NOW)
        assert rows() == ["paper"]

    def test_is_one_that_a_restored_database_knows_only_to_have_been_keyed(self, form, one):
        gate_attempts.spend_again(attempt_id=form.attempt_id, by=TESTER, at=NOW)

        with pytest.raises(NotNowError):
            key(form, by=as_actor(one))

    def test_is_one_taken_out_since_a_copy_that_holds_it(self, form, one):
        assert paper_withdrawals.take_back_again(attempt_id=form.attempt_id, by=TESTER, at=NOW)

        with pytest.raises(NotNowError):
            key(form, by=as_actor(one))


class TestAnEventThatWasAnsweredOnTheWebToo:
    @pytest.mark.slow
    def test_counts_once_by_the_link(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        [message] = asked.queued(row())
        case = message.invitation.stage_event.case
        made = printed(case)
        Response.objects.create(
            invitation=message.invitation, instrument=made.form.instrument, language="en",
            answers={"Q-OVR-1": ["very_satisfied"]}, started_at=NOW, core_done_at=NOW,
            completed_at=NOW,
        )  # fmt: skip
        key(made.form, by=as_actor(one))

        assert rows() == ["web_sms"]

    @pytest.mark.slow
    def test_counts_as_paper_where_the_link_gave_nothing(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        [message] = asked.queued(row())
        key(printed(message.invitation.stage_event.case).form, by=as_actor(one))

        assert rows() == ["paper"]
        [framed] = extract.frame_counts(PERIOD)
        assert (framed.mode, framed.is_started) == ("web_sms", False)

    @pytest.mark.slow
    def test_counts_for_nothing_beside_a_complete_one_by_a_code(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        case = by_code.routed()
        by_code.completed(case)
        key(printed(case).form, by=as_actor(one))

        assert rows() == []


class TestThePages:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        pass

    @pytest.mark.slow
    def test_lead_from_the_code_to_an_answer_that_counts(self, settings, one):
        settings.PAPER_KEYED_TWICE = 0
        made, client = printed(), _client(one)
        page = Page(client.post(PAPER, {"code": made.code.lower()}, follow=True))
        lines = dict.fromkeys((each.code for each in questions_of(made.form)), "1")
        address = f"{PAPER}{made.form.pk}/"

        assert "Key a form" in page.text
        faulty = Page(client.post(address, lines | {"Q-OVR-1": "9"}))
        assert "type a number from 1 to" in faulty.text
        assert "Stored" in Page(client.post(address, lines, follow=True)).text
        assert rows() == ["paper"]
        assert "This form is not keyed" in Page(client.get(address)).text

    @pytest.mark.slow
    def test_show_both_readings_to_who_settles_and_to_nobody_before(self, twice, one, other):
        key(twice, by=as_actor(one), Q_OVR_1="1")
        address = f"{PAPER}{twice.pk}/"
        blind = Page(_client(other).get(address))
        assert "First reading" not in blind.text
        key(twice, by=as_actor(other), Q_OVR_1="2")

        page = Page(_client(other).get(address))
        assert "First reading: 1. Second reading: 2." in page.text
        assert "Somebody else goes on" in Page(_client(one).get(address)).text
        _client(other).post(address, {"Q-OVR-1": "2"})
        assert rows() == ["paper"]

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_show_a_form_to_nobody_who_knows_somebody_in_it(self, form, one):
        address, client = f"{PAPER}{form.pk}/", _client(one)
        client.post(f"{address}conflict/")

        assert client.get(address).status_code == 404
        assert AuditEvent.objects.filter(kind="paper.barred").count() == 1

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_show_no_form_to_who_handed_it_over_is_barred_or_is_of_its_force(
        self, settings, one, other
    ):
        own = printed(by=as_actor(one)).form
        barred = printed().form
        CaseTie.objects.create(
            case=barred.attempt.invitation.stage_event.case, kind="barred", user=one,
            tied_at=NOW, tied_by="Lead", tied_by_id=other.pk,
        )  # fmt: skip
        for hidden in (own, barred):
            assert _client(one).get(f"{PAPER}{hidden.pk}/").status_code == 404
            assert _client(other).get(f"{PAPER}{hidden.pk}/").status_code == 200

    @pytest.mark.slow
    def test_say_the_same_of_a_code_that_is_none(self, form, one):
        page = Page(_client(one).post(PAPER, {"code": "AAAA-AAAA-AAAA"}))

        assert "No form that you may key has this code" in page.text

    @pytest.mark.slow
    def test_are_closed_to_everybody_else(self, form, operations_lead, advocate):
        for person in (operations_lead, advocate):
            assert _client(person).get(f"{PAPER}{form.pk}/").status_code == 403

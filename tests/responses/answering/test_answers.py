from datetime import timedelta

import pytest

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses.answering.actions import answers, gate
from responses.answering.selectors import respondents
from responses.models import Response
from survey.definition import serialising
from survey.definition.expressions import Operation, Operator, Own, Value
from survey.definition.types import QuestionKind
from survey.flow.answer_checks import AnswerError
from survey.models import InstrumentVersion
from tests.conftest import NOW
from tests.responses.invited import Invited, invite
from tests.statements import queries_of
from tests.survey import make

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def inside() -> Invited:
    invited = invite()
    gate.answer_gate(
        invitation_id=invited.invitation_id, given="1984", language="en", by=RESPONDENT, at=NOW
    )
    return invited


def save(
    invited: Invited, code: str, *picked: str, language: str = "en", details=None, last_read=None
):
    return answers.save_answer(
        invitation_id=invited.invitation_id,
        question_code=code,
        picked=picked,
        details=details,
        language=language,
        by=RESPONDENT,
        at=NOW,
        last_read=last_read,
    )


def skip_equality(invited: Invited):
    return answers.skip_equality(
        invitation_id=invited.invitation_id, language="en", by=RESPONDENT, at=NOW
    )


def send_in(invited: Invited, at=NOW) -> str | None:
    return answers.send_in(invitation_id=invited.invitation_id, by=RESPONDENT, at=at)


def skip_everything(invited: Invited) -> None:
    journey = skip_equality(invited)
    for question in journey.path:
        save(invited, question.code)


class TestSaveAnswer:
    def test_adds_to_what_another_tab_has_stored(self, inside: Invited) -> None:
        save(inside, "Q-CON-1", "very_easy")

        save(inside, "Q-ACT-2", "neither")

        assert inside.response.answers == {"Q-CON-1": ["very_easy"], "Q-ACT-2": ["neither"]}

    def test_adds_to_what_another_tab_stored_since_it_was_read(self, inside: Invited) -> None:
        last_read = inside.response
        save(inside, "Q-CON-1", "very_easy")

        journey = save(inside, "Q-ACT-2", "neither", last_read=last_read)

        assert inside.response.answers == {"Q-CON-1": ["very_easy"], "Q-ACT-2": ["neither"]}
        assert journey.answers == {"Q-CON-1": ("very_easy",), "Q-ACT-2": ("neither",)}

    def test_is_one_write_where_nothing_was_stored_since(self, inside: Invited) -> None:
        save(inside, "Q-CON-1", "very_easy")
        last_read = Response.objects.select_related("instrument").get(pk=inside.response.pk)

        asked = queries_of(lambda: save(inside, "Q-ACT-2", "neither", last_read=last_read))

        assert asked == 1
        assert inside.response.answers == {"Q-CON-1": ["very_easy"], "Q-ACT-2": ["neither"]}

    @pytest.mark.slow
    def test_changes_nothing_that_was_sent_in_since_it_was_read(self, inside: Invited) -> None:
        skip_everything(inside)
        last_read = inside.response
        send_in(inside)

        save(inside, "Q-CON-1", "very_easy", last_read=last_read)

        assert inside.response.answers["Q-CON-1"] == []

    def test_stores_the_same_page_twice_as_once(self, inside: Invited) -> None:
        save(inside, "Q-CON-1", "very_easy")
        save(inside, "Q-CON-1", "very_easy")

        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}

    def test_tells_skipped_from_not_reached(self, inside: Invited) -> None:
        save(inside, "Q-CON-1")

        assert inside.response.answers == {"Q-CON-1": []}

    def test_remembers_the_language_last_answered_in(self, inside: Invited) -> None:
        save(inside, "Q-CON-1", "very_easy", language="cy")

        assert inside.response.language == "cy"

    def test_forgets_the_branch_that_a_change_leaves(self, inside: Invited) -> None:
        save(inside, "EQ-DIS-1", "yes")
        save(inside, "EQ-DIS-2", "a_lot")
        save(inside, "EQ-DIS-3", "vision", "memory")

        save(inside, "EQ-DIS-1", "no")

        assert inside.response.answers == {"EQ-DIS-1": ["no"]}

    @pytest.mark.parametrize("picked", [("sideways",), ("very_easy", "fairly_easy")])
    def test_refuses_what_is_no_answer(self, inside: Invited, picked: tuple[str, ...]) -> None:
        with pytest.raises(AnswerError):
            save(inside, "Q-CON-1", *picked)

        assert inside.response.answers == {}

    @pytest.mark.slow
    def test_changes_nothing_that_was_sent_in(self, inside: Invited) -> None:
        skip_everything(inside)
        send_in(inside)

        save(inside, "Q-CON-1", "very_easy")
        skip_equality(inside)

        assert inside.response.answers["Q-CON-1"] == []


@pytest.fixture
def asked_more() -> Invited:
    other = make.choice("other", details={"en": "What was it?", "cy": "Beth oedd e?"})
    bound = Operation(Operator.AT_MOST, Own(), Value(9))
    instrument = make.instrument(
        make.question("A", choices=("yes", other)),
        make.question("N", kind=QuestionKind.INTEGER, choices=(), constraint=bound),
        code="never-published",
    )
    version = InstrumentVersion.objects.create(
        code=instrument.code, version=1, revision=1, definition=serialising.serialise(instrument),
        languages=list(instrument.languages), content_hash=serialising.content_hash(instrument),
        published_at=NOW, published_by="tests", effective_from=NOW.date(),
    )  # fmt: skip
    invited = invite()
    Response.objects.create(
        invitation_id=invited.invitation_id, instrument=version, language="en", started_at=NOW
    )
    return invited


class TestSaveAnswerOfOtherKinds:
    def test_keeps_what_was_written_beside_a_choice_while_it_is_picked(
        self, asked_more: Invited
    ) -> None:
        save(asked_more, "A", "other", details={"other": " a letter "})
        assert asked_more.response.answers == {"A": ["other"], "A.other": ["a letter"]}

        save(asked_more, "A", "other", details={"other": ""})
        assert asked_more.response.answers == {"A": ["other"]}

        save(asked_more, "A", "other", details={"other": "a call"})
        save(asked_more, "A", "yes", details={"other": "a call"})
        assert asked_more.response.answers == {"A": ["yes"]}

    def test_keeps_a_number_in_one_form(self, asked_more: Invited) -> None:
        save(asked_more, "N", " 07 ")

        assert asked_more.response.answers == {"N": ["7"]}

    def test_refuses_what_the_author_does(self, asked_more: Invited) -> None:
        with pytest.raises(AnswerError):
            save(asked_more, "N", "10")


class TestTheEndOfTheCore:
    def core_of(self, invited: Invited) -> list[str]:
        instrument = respondents.journey_of(invited.response).instrument
        return [question.code for question in instrument.core]

    @pytest.mark.slow
    def test_is_the_moment_at_which_the_tenth_was_answered_or_skipped(
        self, inside: Invited
    ) -> None:
        *nine, tenth = self.core_of(inside)
        for code in nine:
            save(inside, code)
        assert inside.response.core_done_at is None

        save(inside, tenth)

        assert len(nine) == 9
        assert inside.response.core_done_at == NOW

    @pytest.mark.slow
    def test_is_kept_when_an_answer_is_changed(self, inside: Invited) -> None:
        for code in self.core_of(inside):
            save(inside, code)

        answers.save_answer(
            invitation_id=inside.invitation_id, question_code="Q-CON-1", picked=("very_easy",),
            language="en", by=RESPONDENT, at=NOW + timedelta(minutes=3),
        )  # fmt: skip

        assert inside.response.core_done_at == NOW

    @pytest.mark.slow
    def test_is_written_with_the_one_write_of_the_page(self, inside: Invited) -> None:
        *nine, tenth = self.core_of(inside)
        for code in nine:
            save(inside, code)
        last_read = Response.objects.select_related("instrument").get(pk=inside.response.pk)

        assert queries_of(lambda: save(inside, tenth, last_read=last_read)) == 1
        assert inside.response.core_done_at == NOW

    def test_waits_neither_for_what_was_drawn_nor_for_the_equality_questions(
        self, inside: Invited
    ) -> None:
        for code in self.core_of(inside):
            save(inside, code)

        assert inside.response.chances
        assert not set(inside.response.chances) & set(inside.response.answers)
        assert inside.response.core_done_at is not None

    def test_does_not_come_by_skipping_the_equality_questions(self, inside: Invited) -> None:
        skip_equality(inside)

        assert inside.response.core_done_at is None


class TestSkipEquality:
    def test_marks_the_block_and_leaves_what_was_answered(self, inside: Invited) -> None:
        save(inside, "EQ-SEX", "female")

        skip_equality(inside)

        assert inside.response.answers == {
            "EQ-SEX": ["female"], "EQ-AGE": [], "EQ-ETH": [], "EQ-DIS-1": [],
            "EQ-REL": [], "EQ-ORI": [], "EQ-GEN-1": [], "EQ-PREG": [],
        }  # fmt: skip

    def test_opens_no_branch(self, inside: Invited) -> None:
        journey = skip_equality(inside)

        assert not any(q.code.startswith(("EQ-ETH-", "EQ-DIS-2")) for q in journey.path)


class TestSendIn:
    @pytest.mark.slow
    def test_completes_the_response_once(self, inside: Invited) -> None:
        skip_everything(inside)

        first = send_in(inside, at=NOW + timedelta(minutes=5))
        second = send_in(inside, at=NOW + timedelta(minutes=9))

        assert first
        assert second is None
        assert inside.response.completed_at == NOW + timedelta(minutes=5)
        assert AuditEvent.objects.filter(kind="response.completed").count() == 1

    def test_waits_for_every_question_to_be_answered_or_skipped(self, inside: Invited) -> None:
        save(inside, "Q-CON-1", "very_easy")

        assert not send_in(inside)
        assert inside.response.completed_at is None

    @pytest.mark.slow
    def test_does_not_say_in_the_audit_trail_who_it_was(self, inside: Invited) -> None:
        skip_everything(inside)

        send_in(inside)

        row = AuditEvent.objects.get(kind="response.completed")
        assert (row.target, row.details, row.actor_user_id) == ("", {}, None)


class TestLeave:
    def test_notes_that_the_exit_was_used(self, inside: Invited) -> None:
        answers.record_exit(invitation_id=inside.invitation_id, by=RESPONDENT, at=NOW)

        assert inside.invitation.exited_at == NOW
        assert AuditEvent.objects.get(kind="session.exited").target == ""

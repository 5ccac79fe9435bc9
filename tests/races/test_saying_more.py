"""Who says more, says no or stops in one tab while another tab answers."""

from collections.abc import Callable

import pytest

from access.actor import RESPONDENT
from responses.answering.actions import answers, further, gate
from responses.answering.selectors import respondents
from responses.models import Response
from survey.definition.types import Question
from tests.conftest import NOW
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import saying_more

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
Choice = Response.MoreChoice


def begin(*, says_yes: bool = True) -> Response:
    ground.clear()
    saying_more.publish_national()
    invited = saying_more.invite_about("ST2", "BUR")
    gate.answer_gate(
        invitation_id=invited.invitation_id, given=saying_more.WORD, language="en",
        by=RESPONDENT, at=NOW,
    )  # fmt: skip
    saying_more.skip_in_the_store(invited)
    if says_yes:
        further.ask_more(invitation_id=invited.invitation_id, by=RESPONDENT, at=NOW)
    return read()


def read() -> Response:
    return Response.objects.get()


def first_further(response: Response) -> Question:
    journey = respondents.journey_of(response)
    return next(each for each in journey.path if journey.is_further(each))


def is_kept() -> bool:
    return len(read().answers) > 12


def explored(
    choose: Callable[..., object], check: Callable[[], None], *, says_yes: bool = True
) -> object:
    def prepare():
        response = begin(says_yes=says_yes)
        common = {"invitation_id": response.invitation_id, "by": RESPONDENT, "at": NOW}
        code = first_further(response).code if says_yes else "Q-CON-1"

        def answer() -> None:
            answers.save_answer(
                question_code=code, picked=(), language="en", last_read=response, **common
            )

        return (lambda: choose(**common)), answer

    return explore(Race(prepare=prepare, check=check))


class TestStopping:
    def test_beside_an_answer_keeps_it_or_asks_no_more(self):
        def check():
            response = read()
            assert response.more_choice == Choice.STOPPED
            journey = respondents.journey_of(response)
            assert any(map(journey.is_further, journey.path)) == is_kept()

        broken = explored(further.stop, check)

        assert not broken.faults, str(broken)


class TestSayingNo:
    def test_beside_an_answer_is_a_stop_or_leaves_nothing_further(self):
        def check():
            response = read()
            assert response.more_choice == (Choice.STOPPED if is_kept() else Choice.DECLINED)
            assert bool(response.more_pathway) == is_kept()

        broken = explored(further.ask_no_more, check)

        assert not broken.faults, str(broken)


class TestSayingYes:
    def test_beside_a_changed_answer_keeps_both(self):
        def check():
            response = read()
            assert response.more_choice == Choice.WANTED
            assert response.answers["Q-CON-1"] == []
            assert len(response.answers) == 12

        broken = explored(further.ask_more, check, says_yes=False)

        assert not broken.faults, str(broken)

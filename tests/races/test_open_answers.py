"""Open answers that are sent in twice at once, or taken out while they are."""

import pytest

from access.actor import RESPONDENT
from responses.answering.actions import paper_withdrawals
from responses.answering.selectors import withdrawals
from responses.models import OpenAnswers
from responses.open_link import actions
from survey import selectors as survey_selectors
from tests.conftest import NOW
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses.open_link.someone import open_the_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
SEED = "one visit"


def send() -> str:
    version = survey_selectors.version_in_force(on=NOW.date())
    return actions.send_in(
        seed=SEED, who="self", force="", stage="", version_id=version.pk, language="en",
        answers={"Q-OVR-1": ["very_satisfied"]}, by=RESPONDENT, at=NOW,
    )  # fmt: skip


def take_out() -> bool:
    return paper_withdrawals.withdraw(code=withdrawals.code_of(SEED), by=RESPONDENT, at=NOW)


def begin() -> None:
    ground.clear()
    OpenAnswers.objects.all().delete()
    open_the_link()


class TestAPressThatComesTwice:
    def test_stores_one_row_and_shows_the_same_words(self) -> None:
        shown: list[str] = []

        def prepare():
            begin()
            shown.clear()
            return (lambda: shown.append(send())), (lambda: shown.append(send()))

        def check():
            assert OpenAnswers.objects.count() == 1
            assert set(shown) == {SEED}

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)


class TestTakingOut:
    def test_twice_at_once_is_said_to_both(self) -> None:
        said: list[bool] = []

        def prepare():
            begin()
            send()
            said.clear()
            return (lambda: said.append(take_out())), (lambda: said.append(take_out()))

        def check():
            row = OpenAnswers.objects.get()
            assert (row.answers, row.taken_out_at) == ({}, NOW)
            assert said == [True, True]

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)

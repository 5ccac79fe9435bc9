from datetime import timedelta

import pytest
import time_machine

from tests.conftest import NOW
from tests.responses.invited import Invited, invite
from tests.responses.phones import Phone, skip_to_review

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
SOON = timedelta(minutes=1)
JUMPS = (timedelta(days=40), timedelta(days=-40), timedelta(days=3 * 365), timedelta(days=-8 * 365))


def answered(inside: Invited) -> list[str]:
    assert inside.response is not None
    return list(inside.response.answers)


@pytest.fixture
def inside() -> Invited:
    return invite()


@pytest.fixture
def phone(inside: Invited) -> Phone:
    with time_machine.travel(NOW, tick=False):
        phone = Phone()
        phone.enter(inside)
        phone.answer("very_easy")
    return phone


class TestAClockThatWasMovedOn:
    def test_ends_a_link_for_as_long_as_it_is_wrong_and_no_longer(self, inside: Invited) -> None:
        with time_machine.travel(NOW + timedelta(days=40), tick=False):
            early = Phone()
            early.open(f"/{inside.token}")
        with time_machine.travel(NOW + SOON, tick=False):
            late = Phone()
            late.enter(inside)

        assert early.address == "/e/"
        assert late.address == "/q/1/"

    def test_ends_a_visit_and_keeps_the_answer_that_its_page_sends(
        self, inside: Invited, phone: Phone
    ) -> None:
        with time_machine.travel(NOW + timedelta(hours=3), tick=False):
            phone.answer("very_satisfied")

        assert phone.address == "/e/"
        assert len(answered(inside)) == 2

    def test_lets_who_lost_the_visit_go_on_once_it_is_right(
        self, inside: Invited, phone: Phone
    ) -> None:
        with time_machine.travel(NOW + timedelta(days=40), tick=False):
            phone.open("/q/2/")
        with time_machine.travel(NOW + SOON, tick=False):
            phone.enter(inside)

        assert phone.address == "/q/2/"


@pytest.mark.parametrize("jump", JUMPS, ids=lambda jump: f"{jump.days} days")
class TestAClockThatJumpsBetweenTwoPages:
    def test_loses_no_answer(self, inside: Invited, phone: Phone, jump: timedelta) -> None:
        with time_machine.travel(NOW + jump, tick=False):
            phone.send("/q/2/", answer="very_satisfied")
        with time_machine.travel(NOW + SOON, tick=False):
            phone.enter(inside)
            phone.answer("very_satisfied")

        assert len(answered(inside)) >= 2
        assert inside.response.started_at == NOW

    @pytest.mark.slow
    def test_sends_nothing_in_before_it_was_begun(
        self, inside: Invited, phone: Phone, jump: timedelta
    ) -> None:
        with time_machine.travel(NOW + SOON, tick=False):
            skip_to_review(phone)
        with time_machine.travel(NOW + jump, tick=False):
            phone.press()
        if inside.response.completed_at is None:
            with time_machine.travel(NOW + 2 * SOON, tick=False):
                phone.enter(inside)
                phone.press()

        assert inside.response.completed_at >= inside.response.started_at

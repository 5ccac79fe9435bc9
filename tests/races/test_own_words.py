"""Two at the desk, or somebody at the desk and the clock, on the same text or wish."""

from datetime import timedelta

import pytest
from django.db import transaction

from access.actor import Actor
from access.models import AuditEvent, User
from responses.answering.actions import withdrawals
from responses.follow_up import actions as follow_up
from responses.follow_up.endings import FollowUpEnd
from responses.models import FollowUp, Response, WrittenText
from responses.triage.actions import escalating, reading, sorting
from responses.triage.actions.reading import TakenError
from responses.triage.risk.reading import RiskCategory, TriageClock
from responses.triage.selectors import texts
from responses.vault.sealed.wishes import SafeWay
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses.triage import at_the_desk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.databases,
]
DANGER = "He says he will kill me tonight."
LATE = NOW + timedelta(hours=1)


@transaction.atomic
def take_answers_out() -> None:
    withdrawals._withdraw(Response.objects.get(), by=TESTER, at=NOW)


class DeskRace:
    @pytest.fixture(autouse=True)
    def desk(self):
        self.people = at_the_desk.on_the_rota("Ash", "Birch")

    def prepare(self):
        ground.clear()
        AuditEvent.objects.all().delete()
        User.objects.update(is_active=True)
        self.refused = []
        return self.pair()

    def takes(self, text, number, **given):
        by = Actor.user(user_id=self.people[number].pk, name=self.people[number].name)

        def take():
            try:
                reading.take(text=text, by=by, at=NOW, **given)
            except TakenError:
                self.refused.append(number)

        return take

    def kinds(self):
        return sorted(AuditEvent.objects.values_list("kind", flat=True))

    def test_hold_what_was_promised(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)


class TestTwoReadersWhoTakeAText(DeskRace):
    def pair(self):
        text = at_the_desk.written()
        return self.takes(text, 0), self.takes(text, 1)

    def check(self):
        [loser] = self.refused
        assert WrittenText.objects.get().held_by == self.people[1 - loser]
        assert self.kinds().count("text.taken") == 1


class TestTwoWorkersThatSort(DeskRace):
    def pair(self):
        at_the_desk.written(better=DANGER)

        def work():
            sorting.sort_texts(by=TESTER, at=NOW)

        return work, work

    def check(self):
        text = WrittenText.objects.get()
        assert (text.category, text.clock) == ("immediate", TriageClock.HALF_HOUR)
        assert (text.state, text.sorted_at) == ("waiting", NOW)


class TestAReaderWhoJudgesWhatIsBeingSorted(DeskRace):
    def pair(self):
        text = at_the_desk.written(better=DANGER)

        def judge():
            reading.judge(text=text, category=RiskCategory.SERIOUS, by=TESTER, at=NOW)

        return judge, lambda: sorting.sort_texts(by=TESTER, at=NOW)

    def check(self):
        text = WrittenText.objects.get()
        assert (text.category, text.clock) == ("serious", TriageClock.FOUR_HOURS)


class TestAWithdrawalOfWhatIsBeingSorted(DeskRace):
    def pair(self):
        text = at_the_desk.written(better=DANGER)

        def withdraw():
            take_answers_out()
            withdrawals.destroy_withdrawn_answers(by=TESTER, at=NOW + timedelta(days=8))

        Response.objects.update(withdrawal_hash="a hash")
        self.text = text
        return withdraw, lambda: sorting.sort_texts(by=TESTER, at=NOW)

    def check(self):
        assert WrittenText.objects.get().state == "waiting"
        assert texts.words_of(self.text).better == DANGER


class TestAWithdrawalOfWhatIsBeingRead(DeskRace):
    def pair(self):
        text = at_the_desk.written(better=DANGER)
        Response.objects.update(withdrawal_hash="a hash")
        self.seen = []

        def read():
            self.seen.append(bool(reading.read(text=text, by=TESTER, at=NOW)))

        return read, take_answers_out

    def check(self):
        [has_seen] = self.seen
        assert WrittenText.objects.get().state == "waiting" or not has_seen


class TestAHandOverOfWhatIsCarriedFurther(DeskRace):
    def pair(self):
        text, to = at_the_desk.written(better=DANGER), self.people[1]

        def hand_over():
            reading.hand_over(text=text, to=to, by=TESTER, at=LATE)

        return hand_over, lambda: escalating.see_to_texts(by=TESTER, at=LATE)

    def check(self):
        text = WrittenText.objects.get()
        assert (text.held_by, text.escalated) == (self.people[1], 2)
        assert {"text.handed_over", "text.escalated"} <= set(self.kinds())


class TestATextOfAReaderWhoIsGoneThatAnotherTakes(DeskRace):
    def pair(self):
        text, gone = at_the_desk.written(), self.people[0]
        WrittenText.objects.update(held_by=gone)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        take = self.takes(text, 1, instead_of=gone.pk)
        return take, lambda: escalating.see_to_texts(by=TESTER, at=NOW)

    def check(self):
        expected = None if self.refused else self.people[1]
        assert WrittenText.objects.get().held_by == expected


class TestAWishThatIsClosedWhileItIsCarriedFurther(DeskRace):
    def pair(self):
        response = at_the_desk.begun()
        follow_up.ask(
            response_id=response.pk, safe_way=SafeWay(way="By letter"), language="en", by=TESTER,
            at=NOW,
        )  # fmt: skip
        wish, late = FollowUp.objects.get(), NOW + timedelta(days=15)

        def close():
            follow_up.end(wish=wish, outcome=FollowUpEnd.SPOKEN, by=TESTER, at=late)

        return close, lambda: follow_up.see_to_wishes(by=TESTER, at=late)

    def check(self):
        wish = FollowUp.objects.get()
        assert (wish.state, wish.outcome) == ("closed", "spoken")
        assert wish.escalated == self.kinds().count("follow_up.escalated")

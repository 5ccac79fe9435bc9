"""SAF-9: two people open one code at once."""

import pytest

from access.actor import RESPONDENT
from responses.answering.actions import gate_attempts
from responses.answering.actions.gate import GateVerdict
from responses.models import CodeAttempt, Response
from tests.conftest import NOW
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import by_code
from tests.responses.invited import hash_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.databases,
    pytest.mark.safety,
]


class TestOneCode:
    def prepare(self):
        ground.clear()
        by_code.draw(by_code.routed())
        self.attempt_id, self.verdicts = by_code.last_attempt().pk, []
        return lambda: self.open("otter"), lambda: self.open("heron")

    def open(self, own_word):
        answer = gate_attempts.open_alone(
            attempt_id=self.attempt_id, own_word=own_word, language="en", by=RESPONDENT, at=NOW
        )
        self.verdicts.append(answer.verdict)

    def check(self):
        assert sorted(self.verdicts) == [GateVerdict.PASSED, GateVerdict.SPENT], "one gets in"
        assert Response.objects.count() == 1
        assert CodeAttempt.objects.get().own_word_hash

    def test_opens_for_one_of_two_who_press_at_once(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)


class TestThreeTries:
    def prepare(self):
        ground.clear()
        case = by_code.routed(safe_word_hash=hash_of("lapwing"))
        by_code.draw(case)
        self.attempt_id, self.verdicts = by_code.last_attempt().pk, []
        return self.guess_twice, self.guess_twice

    def guess_twice(self):
        for word in ("otter", "heron"):
            answer = gate_attempts.answer_gate(
                attempt_id=self.attempt_id, given=word, language="en", by=RESPONDENT, at=NOW
            )
            self.verdicts.append(answer.verdict)

    def check(self):
        assert sorted(self.verdicts) == ["spent", "spent", "wrong", "wrong"], "three in all"
        assert CodeAttempt.objects.get().gate_tries == 3

    def test_of_two_people_at_once_are_three_in_all(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)

"""Another system makes one call twice at the same moment."""

import pytest
from rest_framework.response import Response

from access.models import SystemCall
from access.systems import idempotency
from responses.models import Case
from tests.conftest import NOW
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import asked

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.databases,
]


class SameCall:
    headers = {"Idempotency-Key": "one"}
    data = [{"case_key": "K1"}]
    api_key = None

    class user:  # noqa: N801
        pk = 1

    @staticmethod
    def get_full_path():
        return "/api/v1/cases/"


class CallRace:
    def prepare(self):
        ground.clear()
        SystemCall.objects.all().delete()
        self.row, self.done, self.answers = asked.row(), [], []
        return self.call, self.call

    def call(self):
        self.answers.append(idempotency.done_once(SameCall(), self.load, at=NOW))

    def load(self):
        asked.load(self.row)
        self.done.append(1)
        return Response({"created": 1}, status=201)

    def check(self):
        assert Case.objects.count() == 1
        assert SystemCall.objects.count() == 1
        assert {answer.status_code for answer in self.answers} == {201}
        assert sum("Idempotent-Replayed" in answer for answer in self.answers) == 1

    def test_is_done_once(self):
        explore(Race(prepare=self.prepare, check=self.check))


class TestTheSameCallAtOnce(CallRace):
    pass

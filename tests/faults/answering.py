"""Servers killed at every boundary while they take an answer."""

from http.cookies import SimpleCookie
from random import Random
from typing import Any

from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone

from responses.answering.selectors import respondents
from responses.models import Response
from tests.faults import ground, killing
from tests.responses import invited


def kill_servers(*, kills: int, seed: int) -> None:
    setup_test_environment()
    random = Random(seed)
    killed, kept, steps = 0, 0, _steps_of_an_answer(random)
    while killed < kills:
        person = _Respondent(random)
        while killed < kills and person.has_more():
            killed += person.answer(kill_at=random.randint(1, steps))
        kept += len(person.given)
    ground.forget()
    ground.say(
        f"{killed} kills of servers at {steps} boundaries while they took an answer: {kept} "
        f"answers given, none lost"
    )


def _steps_of_an_answer(random: Random) -> int:
    person = _Respondent(random)
    return killing.run(lambda _steps: person.post(1, "very_easy")).steps


class _Respondent:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.client = Client(HTTP_HOST="localhost")
        self.invited = invited.invite(at=timezone.now())
        self.given: dict[str, list[str]] = {}
        invited.enter(self.client, self.invited)

    def has_more(self) -> bool:
        return len(self.given) < len(self._path())

    def answer(self, *, kill_at: int) -> bool:
        """Answer the next question: once to a server that may be killed, and where it was,
        again."""
        number = len(self.given) + 1
        question = self._path()[number - 1]
        picked = self.random.choice(question.choices).code
        end = killing.run(lambda _steps: self.post(number, picked), kill_at=kill_at)
        told = self.post(number, picked) if end.is_killed else end.result
        self.client.cookies = SimpleCookie(told["cookies"])
        ground.check(told["status"] == 302, f"an answer was met with {told['status']}")
        self.given[question.code] = [picked]
        self.check()
        return end.is_killed

    def check(self) -> None:
        held = Response.objects.get(invitation=self.invited.invitation_id).answers
        lost = {code for code, picked in self.given.items() if held.get(code) != picked}
        ground.check(not lost, f"answers to {sorted(lost)} were lost")

    def post(self, number: int, picked: str) -> dict[str, Any]:
        response = self.client.post(f"/q/{number}/", {"answer": picked})
        return {"status": response.status_code, "cookies": self.client.cookies.output(header="")}

    def _path(self) -> Any:
        response = Response.objects.select_related("instrument").get(
            invitation=self.invited.invitation_id
        )
        path = respondents.journey_of(response).path
        return [question for question in path if question.block.value == "core"]

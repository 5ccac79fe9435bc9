"""The whole loop under a moved clock: files in, texts out, answers in."""

import csv
import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import count
from pathlib import Path

import time_machine
from django.core.management import call_command
from django.utils import timezone

from responses.models import OutboxMessage
from responses.sms.provider import Accepted, Text
from survey import selectors as survey_selectors
from tests.sealed.files import write_week
from tests.sealed.nations import DAY, Nation, Victim
from tests.sealed.respondents import Form, Person
from tests.sealed.truth import Reply, Truth

WEEK = timedelta(days=7)
NOON = time(12, tzinfo=UTC)
MOST_WEEKS = 78
"""A quarter that has not closed by then does not close."""


class Postbox:
    transport = "development"
    reports_delivery = False

    def __init__(self) -> None:
        self.texts: list[tuple[Text, datetime]] = []

    def wait_turn(self) -> None:
        pass

    def send(self, text: Text) -> Accepted:
        self.texts.append((text, timezone.now()))
        return Accepted(provider_id=text.reference, status="sent")

    def find(self, _reference: str) -> Accepted | None:
        return None


@dataclass(frozen=True, order=True)
class Visit:
    at: datetime
    number: int
    victim: Victim = field(compare=False)
    stage: str = field(compare=False)
    link: str = field(compare=False)
    reply: Reply = field(compare=False)


@dataclass(frozen=True)
class Sent:
    victim: Victim
    at: datetime
    stays: bool


class Loop:
    def __init__(self, nation: Nation, *, folder: Path, postbox: Postbox) -> None:
        self.nation, self.truth, self._folder = nation, Truth(nation), folder
        self._postbox, self._read = postbox, 0
        self._visits: list[Visit] = []
        self._links: set[str] = set()
        self._by_address = {victim.address: victim for victim in nation.victims}
        self._forms: dict[str, Form] = {}
        self.asked: Counter[tuple[str, str]] = Counter()
        self.sent: list[Sent] = []
        self.spoken: Counter[tuple[str, str]] = Counter()
        self.refused: set[str] = set()
        self.now = datetime.combine(nation.first_day, NOON)

    def weeks(self, *, is_over: Callable[[], bool]) -> Iterator[datetime]:
        first = self.nation.first_day
        tuesday = datetime.combine(first - first.weekday() * DAY + DAY, NOON)
        for number in count(1):
            begins, tuesday = tuesday, tuesday + WEEK
            self.now = tuesday
            self._answer_until(tuesday)
            with time_machine.travel(tuesday, tick=False):
                self._load(begins.date())
                call_command("send_invitations", stdout=StringIO())
                self._collect()
                yield tuesday
            if number >= self.nation.weeks and (is_over() or number >= MOST_WEEKS):
                return

    def _note_refused(self) -> None:
        for path in self._folder.glob("*.rejected.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                self.refused |= {row["case_key"] for row in csv.DictReader(file)}

    def _load(self, first: date) -> None:
        for path in write_week(self.nation, self._folder, first=first):
            call_command(
                "import_cases", str(path), "--simulated", "--accept-valid", "--certain",
                f"--rejected-into={self._folder}", stdout=StringIO(),
            )  # fmt: skip
        self._note_refused()

    def _collect(self) -> None:
        for text, at in self._postbox.texts[self._read :]:
            if text.link in self._links:
                continue
            self._links.add(text.link)
            victim, stage = self._by_address[text.to], _stage_of(text)
            self.asked[victim.force, stage] += 1
            self.spoken[victim.language, text.language] += 1
            if reply := self.truth.reply(victim, stage):
                visit = Visit(at + reply.after, len(self._links), victim, stage, text.link, reply)
                heapq.heappush(self._visits, visit)
        self._read = len(self._postbox.texts)

    def _answer_until(self, end: datetime) -> None:
        while self._visits and self._visits[0].at < end:
            visit = heapq.heappop(self._visits)
            with time_machine.travel(visit.at, tick=False):
                language = visit.victim.language
                form = self._known_form(visit.at.date(), language)
                stays = Person(form, language=language).answer(
                    visit.link, birth_year=visit.victim.birth_year, reply=visit.reply
                )
            self.sent.append(Sent(visit.victim, visit.at, stays))

    def _known_form(self, on: date, language: str) -> Form:
        if language not in self._forms:
            asked = survey_selectors.current_instrument(on)
            codes = {question.text[language]: question.code for question in asked.questions}
            self._forms[language] = Form(codes)
        return self._forms[language]


def _stage_of(text: Text) -> str:
    message = OutboxMessage.objects.select_related("invitation__stage_event").get(
        reference=text.reference
    )
    return message.invitation.stage_event.survey_stage

"""People who answer all at once."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.bench.caller import Step
from tests.bench.load import Way
from tests.bench.under_load.deployed import Deployed
from tests.bench.under_load.lines import Answer, Front, NoAnswerError, PhoneBehindProxy
from tests.bench.under_load.walks import Served

THINKING, PRESSING_AGAIN = 1.0, 0.5
BETWEEN_KILLS, WHOLE_UNIT_EACH = 2.0, 4
RESTARTED_AFTER = 2.0
"""Seconds; RestartSec of the unit."""
Person = tuple[str, Way]
"""The token of a link, and what is pressed after it was opened."""
RIGHT = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.SERVICE_UNAVAILABLE}


@dataclass
class Victim:
    phone: PhoneBehindProxy
    token: str
    way: Way
    place: int = 0
    acknowledged: dict[int, str] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    last_taken: float = 0.0

    async def answer_until(self, ended: float, *, begins: float = 0.0) -> None:
        await asyncio.sleep(begins)
        while time.monotonic() < ended and self.place < len(self.way):
            step, pressed = self.way[self.place], time.monotonic()
            try:
                answer = await self.phone.take(step)
            except NoAnswerError:
                self.met["no answer"] += 1
                await asyncio.sleep(PRESSING_AGAIN)
                continue
            self.waits.append(time.monotonic() - pressed)
            self._go_on(step, answer)
            await asyncio.sleep(random.uniform(0.5, 1.5) * THINKING)

    def _go_on(self, step: Step, answer: Answer) -> None:
        self.met[str(answer.status)] += 1
        following = self.way[self.place + 1].path if self.place + 1 < len(self.way) else ""
        if answer.status == HTTPStatus.OK or answer.leads_to == following:
            self._acknowledge(step)
            self.place += 1
        elif answer.status == HTTPStatus.FOUND:
            self._be_led(answer.leads_to)
        elif answer.status == HTTPStatus.FORBIDDEN:
            self.met["told to open the link again"] += 1
            self.place = 0

    def _be_led(self, address: str) -> None:
        places = [
            n for n, each in enumerate(self.way) if (each.method, each.path) == ("GET", address)
        ]
        if not places:
            self.met["led to the link"] += 1
        self.place = places[0] if places else 0

    def _acknowledge(self, step: Step) -> None:
        self.last_taken = time.monotonic()
        if step.method == "POST" and step.path.startswith("/q/"):
            self.acknowledged[int(step.path.split("/")[2])] = step.sent[0][1]


@dataclass
class Storm:
    victims: Sequence[Victim]
    kills: int = 0
    whole_units: int = 0
    last_kill: float = 0.0

    @property
    def met(self) -> Counter[str]:
        return sum((victim.met for victim in self.victims), Counter())

    @property
    def acknowledged(self) -> int:
        return sum(len(victim.acknowledged) for victim in self.victims)

    def faults(self, held: dict[str, dict[str, list[str]]]) -> list[str]:
        lost = sum(
            held.get(victim.token, {}).get(str(number)) != [picked]
            for victim in self.victims
            for number, picked in victim.acknowledged.items()
        )
        wrong = [f"{status}: {n}" for status, n in self.met.items() if _is_wrong(status)]
        still = sum(victim.last_taken < self.last_kill for victim in self.victims)
        told = ["no answer was acknowledged in the time there was"] * (not self.acknowledged)
        told += [f"{lost} acknowledged answers lost"] * bool(lost)
        told += [f"{still} who could not go on after the last kill"] * bool(still)
        return [*told, *wrong]


def _is_wrong(status: str) -> bool:
    return status.isdigit() and int(status) not in RIGHT | {HTTPStatus.FORBIDDEN}


def answering_while_killed(
    deployed: Deployed, people: Sequence[Person], *, seconds: float, calm: float
) -> Storm:
    async def answer() -> Storm:
        storm = _storm(deployed.served, people)
        begun = asyncio.ensure_future(_answer(storm, within=0.0, seconds=seconds + calm))
        await _kill_until(deployed, storm, time.monotonic() + seconds)
        await begun
        return storm

    return asyncio.run(answer())


def answering_after_a_batch(
    site: Served, people: Sequence[Person], *, within: float, seconds: float
) -> Storm:
    storm = _storm(site, people)
    asyncio.run(_answer(storm, within=within, seconds=seconds))
    return storm


def _storm(site: Served, people: Sequence[Person]) -> Storm:
    front = Front(site.port)
    phones = (PhoneBehindProxy(front, site.host, site.origin) for _person in people)
    return Storm([Victim(phone, *person) for phone, person in zip(phones, people, strict=True)])


async def _answer(storm: Storm, *, within: float, seconds: float) -> None:
    ended = time.monotonic() + seconds
    begins = (random.uniform(0, within) for _victim in storm.victims)
    coming = zip(storm.victims, begins, strict=True)
    await asyncio.gather(*(each.answer_until(ended, begins=later) for each, later in coming))


async def _kill_until(deployed: Deployed, storm: Storm, ended: float) -> None:
    while time.monotonic() < ended:
        await asyncio.sleep(BETWEEN_KILLS)
        storm.kills += 1
        if storm.kills % WHOLE_UNIT_EACH:
            os.kill(random.choice(deployed.workers), signal.SIGKILL)
        else:
            storm.whole_units += 1
            deployed.machine.stop(deployed.unit, by=signal.SIGKILL)
            await asyncio.sleep(RESTARTED_AFTER)
            deployed.machine.start(deployed.unit)
        storm.last_kill = time.monotonic()

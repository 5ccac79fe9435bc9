"""A server of PostgreSQL that is full, loses its connections, and is killed and replaced by its
standby, while people answer."""

import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone

from responses.answering.selectors import respondents
from responses.models import Response
from tests.deploy.cluster import Cluster
from tests.faults import ground
from tests.faults.ground import check, say
from tests.responses import invited
from tests.responses.pages import TELLTALE, Page

FILLED_SECONDS, CALM_SECONDS = 20, 5
AT_ONCE, PEOPLE = 2, 120
"""Processes of people who answer without a pause."""
TERMINATED = 5
END_ALL = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND usename = 'victim_survey'"""


def go_wrong(primary: Cluster) -> None:
    setup_test_environment()
    _fill_the_disk(primary)
    _end_connections(primary)
    _replace(primary)


@dataclass
class _Answered:
    told: list[tuple[float, int]]
    kept: dict[tuple[int, str], str]

    def statuses(self) -> Counter[int]:
        return Counter(status for _at, status in self.told)

    def check_all_kept(self) -> int:
        for (invitation, code), picked in self.kept.items():
            held = Response.objects.get(invitation=invitation).answers
            check(held.get(code) == [picked], f"an answer to {code} was lost")
        others = set(self.statuses()) - {302, 503}
        check(not others, f"some were told {others}")
        return len(self.kept)


def _while_people_answer(work: Callable[[], None]) -> _Answered:
    tokens = [invited.invite(at=timezone.now()) for _n in range(PEOPLE)]
    connections.close_all()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / str(number) for number in range(AT_ONCE)]
        pids = [_begin(tokens[n::AT_ONCE], file, seed=n) for n, file in enumerate(files)]
        try:
            time.sleep(CALM_SECONDS)
            work()
            time.sleep(CALM_SECONDS)
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGTERM)
                os.waitpid(pid, 0)
        lines = [line.split() for file in files for line in file.read_text().splitlines()]
    told = [(float(at), int(status)) for at, status, *_rest in lines]
    kept = {(int(i), code): picked for _at, status, i, code, picked in lines if status == "302"}
    return _Answered(told, kept)


def _begin(people: list[invited.Invited], file: Path, *, seed: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            with file.open("w", buffering=1) as told:
                _answer(people, Random(seed), told)
        finally:
            os._exit(0)
    return pid


def _answer(people: list[invited.Invited], random: Random, told: Any) -> None:
    for person in people:
        client = Client(HTTP_HOST="localhost", raise_request_exception=False)
        _until_taken(lambda c=client, p=person: invited.enter(c, p))
        response = _until_taken(lambda p=person: _response(p))
        questions = [q for q in respondents.journey_of(response).path if q.block.value == "core"]
        for number, question in enumerate(questions, 1):
            picked = random.choice(question.choices).code
            status = 0
            while status != 302:
                close_old_connections()  # as a server does, and Django's test client does not
                status = client.post(f"/q/{number}/", {"answer": picked}).status_code
                who = person.invitation_id
                told.write(f"{time.time()} {status} {who} {question.code} {picked}\n")
                time.sleep(0.02 if status == 302 else 0.5)


def _response(person: invited.Invited) -> Response:
    return Response.objects.select_related("instrument").get(invitation=person.invitation_id)


def _until_taken(work: Callable[[], Any]) -> Any:
    while True:
        try:
            return work()
        except Exception:  # what is not measured is done again
            connections.close_all()
            time.sleep(0.5)


def _fill_the_disk(server: Cluster) -> None:
    filling, ready = server.folder / "filling", []
    inside = [_someone_inside() for _way in ("reads", "presses", "leaves")]

    def work() -> None:
        with filling.open("wb") as file:
            try:
                while True:
                    os.write(file.fileno(), bytes(1 << 20))
            except OSError:
                pass
        time.sleep(FILLED_SECONDS)
        probe = Client(HTTP_HOST="localhost", raise_request_exception=False)
        ready.append(probe.get("/readyz").status_code)
        _check_told_honestly(*inside)
        filling.unlink()
        connections.close_all()
        status = server.run("pg_ctl", "status", "-D", str(server.data), is_needed=False)
        if "no server running" in status:
            server.start()

    answered = _while_people_answer(work)
    kept = answered.check_all_kept()
    check(ready == [503], f"with a full disk /readyz said {ready}")
    check(answered.told[-1][1] == 302, "nobody could answer when there was room again")
    say(
        f"the database's disk full for {FILLED_SECONDS} s: {kept} answers acknowledged, none lost; "
        f"{answered.statuses()[503]} presses told 503, and /readyz; pages say so, leaving works, "
        "and with room again all went on"
    )


def _someone_inside() -> Client:
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    invited.enter(client, invited.invite(at=timezone.now()))
    return client


def _check_told_honestly(reads: Client, presses: Client, leaves: Client) -> None:
    """Whoever reads or presses while nothing can be written is told that it was not kept, when to
    try again, and how to leave; and leaving works (SAF-7)."""
    for answer in (reads.get("/q/1/"), presses.post("/q/1/", {"answer": "very_easy"})):
        page = Page(answer)
        check(answer.status_code == 503, f"with a full disk a page was {answer.status_code}")
        check("/x/" in page.links, "with a full disk a page had no way out")
        check(int(answer["Retry-After"]) > 0, "with a full disk nobody was told when to come back")
        check(not TELLTALE.search(page.text), "with a full disk a page told what this is about")
    left = leaves.get("/x/")
    is_away = left.status_code == 302 and left["Location"] == settings.EXIT_URL
    check(is_away, f"with a full disk leaving was answered by {left.status_code}")


def _end_connections(server: Cluster) -> None:
    def work() -> None:
        for _time in range(TERMINATED):
            server.say(END_ALL)
            time.sleep(1)

    answered = _while_people_answer(work)
    say(
        f"all connections ended {TERMINATED} times: {answered.check_all_kept()} answers "
        f"acknowledged, none lost; {answered.statuses()[503]} presses told 503"
    )


def _replace(primary: Cluster) -> None:
    standby = _standby_of(primary)
    moments: list[float] = []

    def work() -> None:
        moments.append(time.time())
        primary.stop(how="immediate")
        standby.run("pg_ctl", "promote", "--wait", "-D", str(standby.data))

    try:
        answered = _while_people_answer(work)
        kept = answered.check_all_kept()
        after = [at for at, status in answered.told if status == 302 and at > moments[0]]
        check(len(after) > AT_ONCE, "nobody could answer after the standby was promoted")
        say(
            f"the primary killed and its standby promoted: {kept} answers acknowledged, none lost; "
            f"{answered.statuses()[503]} presses told 503; answered again after "
            f"{min(after) - moments[0]:.1f} s"
        )
    finally:
        connections.close_all()
        standby.stop(how="immediate")


def _standby_of(primary: Cluster) -> Cluster:
    standby = Cluster(primary.folder, port=primary.standby_port)
    standby.data = primary.folder / "standby"
    copy = ("--write-recovery-conf", "--checkpoint=fast", "-D", str(standby.data))
    primary.run("pg_basebackup", *copy)
    with (standby.data / "postgresql.auto.conf").open("a") as own:
        own.write(f"port = {standby.port}\n")
    standby.start()
    primary.say("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.say("SELECT pg_reload_conf()")
    for _try in range(100):
        if primary.say("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1":
            return standby
        time.sleep(0.1)
    message = "the standby does not follow"
    raise ground.Fault(message)

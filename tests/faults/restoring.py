"""The drill of a restore: a copy is made, the work goes on, the database is lost, the copy is put
back, in the ordinary way or by our commands, and the work goes on again."""

import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.core.management import call_command
from django.db import connection, connections

from access.actor import RESPONDENT
from access.continuity import copies, holding
from access.continuity.holding import HeldError
from access.continuity.journal import EntryKind
from responses.case_files.columns import CaseRow
from responses.continuity import actions as continuity
from responses.continuity import upkeep
from responses.invitations.actions import opt_outs, send
from responses.models import OutboxMessage, Response
from responses.models.contacts import ContactHistory, Suppression
from responses.sms.delivery_states import UNSENT
from responses.sms.fake_weather import SendingFault as Met
from responses.sms.fake_weather import Weather
from responses.sms.provider import Accepted, Text
from responses.vault import contacts
from survey.selectors import version_in_force
from tests.conftest import NOW, TESTER
from tests.deploy.cluster import DEPLOYED, Cluster
from tests.faults import ground, provider
from tests.faults.ground import check, say
from tests.responses import asked

ANSWERS = 7


@dataclass(frozen=True)
class _Times:
    start: datetime

    @property
    def copied(self) -> datetime:
        return self.start + timedelta(minutes=1)

    @property
    def lost(self) -> datetime:
        return self.start + timedelta(hours=1)

    @property
    def restored(self) -> datetime:
        return self.start + timedelta(hours=3)


@dataclass
class _Watched:
    url: str
    to: dict[str, str] = field(default_factory=dict)
    at: dict[str, datetime] = field(default_factory=dict)
    clock: datetime = NOW

    def __post_init__(self) -> None:
        self.provider = provider.provider(self.url)
        self._send = self.provider.send
        self.provider.send = self._watched  # type: ignore[method-assign]

    def _watched(self, text: Text) -> Accepted:
        self.to[text.reference] = text.to
        self.at[text.reference] = self.clock
        return self._send(text)

    def send(self, *, at: datetime, most: int) -> int:
        self.clock, handled = at, 0
        while handled < most:
            done = send.send_due(
                provider=self.provider, by=TESTER, now=lambda: at, limit=min(20, most - handled)
            ).handled
            handled += done
            if not done:
                break
        return handled


def drill(*, people: int, seed: int, folder: Path, cluster: Cluster | None = None) -> None:
    ways = {"to a point in time": _to_a_point_of(cluster)} if cluster else _ways()
    for days, (name, way) in enumerate(ways.items()):
        times = _Times(NOW + timedelta(days=days))
        _drill(name, way, times, people=people, seed=seed, folder=folder)


Way = tuple[Callable[[Path], None], Callable[[Path], None]]


def _ways() -> Mapping[str, Way]:
    ordinary: Way = (_dump_file, _put_file_back)
    if connection.vendor == "postgresql":
        ordinary = (_pg_dump, _pg_restore)
    return {"in the ordinary way": ordinary, "by our commands": (_backup, _restore)}


def _to_a_point_of(cluster: Cluster) -> Way:
    def copy(_file: Path) -> None:
        cluster.run(str(DEPLOYED / "base-copy"), str(cluster.folder / "copy"))
        cluster.say("CREATE TABLE known_to_the_archive_alone ()", database="victim_survey")
        cluster.say("SELECT pg_create_restore_point('copied')")

    def put_back(_file: Path) -> None:
        cluster.wait_until_archived()
        connections.close_all()
        began = time.monotonic()
        cluster.stop(how="immediate")
        parts = (cluster.folder / "copy", cluster.archive, "copied", cluster.folder / "recovered")
        cluster.run(str(DEPLOYED / "recover-to"), *map(str, parts))
        cluster.data = cluster.folder / "recovered"
        cluster.start()
        cluster.wait_until_recovered()
        say(f"the server stood at the point again after {time.monotonic() - began:.0f} seconds")

    return copy, put_back


def _drill(name: str, way: Way, times: _Times, *, people: int, seed: int, folder: Path) -> None:
    (copy, put_back), random, file = way, Random(seed), folder / f"copy {times.start:%d}"
    rows = [_person(number) for number in range(people)]
    early, late = rows[: people * 4 // 5], rows[people * 4 // 5 :]
    weather = Weather(random=Random(seed), faults={Met.LOST_ANSWER: 0.1})
    with provider.notify(weather) as notify:
        watched = _Watched(notify.url)
        _ask(early, at=times.start)
        watched.send(at=times.start, most=len(early) // 3)
        upkeep.keep_journal(at=times.start)
        copy(file)
        stopped = _go_on(watched, random, late, times)
        put_back(file)
        _check_held(watched, name, at=times.restored)
        found = continuity.release(providers=[watched.provider], by=TESTER, at=times.restored)
        _ask(late, at=times.restored)
        _send_the_rest(watched, at=times.restored)
        _check_nobody_twice(notify, watched, stopped)
        check(found.lost_answers == ANSWERS, f"{found.lost_answers} answers were named as lost")
    _forget()
    say(
        f"restored {name}: {people} people, {found.sent + found.restored + found.remembered} "
        f"texted since the copy, {found.due} not yet, {found.opt_outs} opt-outs written back, "
        f"{found.lost_answers} lost answers named; nobody texted twice, nobody who had opted out"
    )


def _person(number: int) -> CaseRow:
    return asked.row(contact_mobile=f"+447700900{ground.NUMBERS[number]:03}")


def _ask(rows: list[CaseRow], *, at: datetime) -> None:
    asked.load(*rows, at=at)
    asked.decide(at=at)
    asked.queue(at=at, transport=ground.TRANSPORT)
    OutboxMessage.objects.filter(state="due", due_at__gt=at).update(due_at=at)


def _go_on(
    watched: _Watched, random: Random, late: list[CaseRow], times: _Times
) -> dict[str, datetime]:
    """What will be lost: sendings of old and new messages, opt-outs, and answers."""
    watched.send(at=times.copied, most=len(watched.to))
    _ask(late, at=times.copied)
    watched.send(at=times.copied, most=len(late))
    stopped: dict[str, datetime] = {}
    messages = list(OutboxMessage.objects.order_by("pk"))
    for message in random.sample(messages, len(messages) // 10):
        mobile = _number_of(message)
        opt_outs.opt_out(
            invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=times.lost
        )
        stopped[mobile] = times.lost
    upkeep.keep_journal(at=times.lost)
    sent = OutboxMessage.objects.exclude(sent_at=None).order_by("pk")
    for message in sent[:ANSWERS]:
        _answer(message, at=times.lost)
    return stopped


def _number_of(message: OutboxMessage) -> str:
    return contacts.contact_route(message.invitation.stage_event.case_id).to


def _answer(message: OutboxMessage, *, at: datetime) -> None:
    Response.objects.create(
        invitation=message.invitation,
        instrument=version_in_force("short-core", on=at.date()),
        language="en", mode="web_sms", started_at=at, completed_at=at, answers={},
    )  # fmt: skip
    holding.note(EntryKind.COMPLETED, at=at)


def _check_held(watched: _Watched, name: str, *, at: datetime) -> None:
    check(not watched.send(at=at, most=1000), f"restored {name}, it sent at once")
    check(asked.queue(at=at, transport=ground.TRANSPORT) == 0, "it queued at once")
    try:
        holding.refuse_while_held(at=at)
    except HeldError:
        return
    check(False, "it would have destroyed at once")


def _send_the_rest(watched: _Watched, *, at: datetime) -> None:
    for _round in range(12):
        OutboxMessage.objects.filter(state="due", due_at__gt=at).update(due_at=at)
        while watched.send(at=at, most=1000):
            pass
        if not OutboxMessage.objects.filter(state__in=UNSENT).exists():
            return
        at += timedelta(minutes=31)
    check(False, "some messages never left the outbox")


def _check_nobody_twice(
    notify: provider.Notify, watched: _Watched, stopped: Mapping[str, datetime]
) -> None:
    arrived = [one.reference for one in notify.accepted()]
    check(len(set(arrived)) == len(arrived), "some messages were sent twice")
    times = Counter(watched.to[reference] for reference in arrived)
    twice = sum(count > 1 for count in times.values())
    check(not twice, f"{twice} people were texted twice")
    after = [
        reference
        for reference in arrived
        if watched.at[reference] > stopped.get(watched.to[reference], watched.at[reference])
    ]
    check(not after, f"{len(after)} people were texted after they had opted out")
    unasked = OutboxMessage.objects.filter(state="cancelled").count()
    check(unasked <= len(stopped), f"{unasked} messages were cancelled for {len(stopped)} opt-outs")
    remembered = ContactHistory.objects.count()
    check(remembered >= len(arrived), f"{len(arrived)} were texted, {remembered} are remembered")


def _forget() -> None:
    Response.objects.all().delete()
    Suppression.objects.all().delete()
    ground.forget()


def _backup(file: Path) -> None:
    call_command("backup", str(file), verbosity=0)
    check(file.stat().st_mode & 0o777 == 0o600, "others can read the copy")


def _restore(file: Path) -> None:
    call_command("restore", str(file), over=copies.database_name())


def _dump_file(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    shutil.copy(connection.settings_dict["NAME"], file)


def _put_file_back(file: Path) -> None:
    connections.close_all()
    name = connection.settings_dict["NAME"]
    for rest in ("-wal", "-shm"):
        Path(f"{name}{rest}").unlink(missing_ok=True)
    shutil.copy(file, name)


def _pg_dump(file: Path) -> None:
    _run("pg_dump", "-Fc", f"--file={file}")


def _pg_restore(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connections.close_all()
    _run("pg_restore", "--no-owner", "--exit-on-error", "-d", _name(), str(file))


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    held = connection.settings_dict
    server = ["-h", held["HOST"], "-p", str(held["PORT"] or 5432), "-U", held["USER"]]
    named = [] if program == "pg_restore" else [_name()]
    env = {**os.environ, "PGPASSWORD": held["PASSWORD"]}
    subprocess.run([program, *server, *arguments, *named], check=True, env=env)

import json
import os
import pickle
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from redis import Redis

from config.management.commands.worker import QUEUE_COMMANDS
from tests import tables

ROOT = Path(__file__).resolve().parent.parent.parent
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
PATIENCE_SECONDS = 60
RQ_OPTIONS = [*QUEUE_COMMANDS["rq"][0][2:], "--burst"]
SOON_SECONDS = 30
"""A lease of two seconds and the start of a worker; not the hour of a task nobody has begun."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (program := shutil.which("redis-server")):
        pytest.skip("Redis is not installed: apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("worker") / "empty.sqlite3"
    set_up(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[psycopg.Connection]:
    try:
        server = psycopg.connect(POSTGRES, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("PostgreSQL does not answer at TEST_POSTGRES_URL")
    with server:
        yield server


@pytest.fixture(scope="module")
def empty_on_postgres(server: psycopg.Connection) -> Iterator[str]:
    name = f"worker_empty_{os.getpid()}"
    is_set_up = tables.copy_on(server, name)
    if not is_set_up:
        server.execute(f"CREATE DATABASE {name}")
    try:
        if not is_set_up:
            set_up(url_of(name))
        yield name
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(request, empty_database: Path, tmp_path: Path) -> Iterator[str]:
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "worker.sqlite3"
        shutil.copy(empty_database, path)
        yield f"sqlite:///{path}"
        return
    name = f"worker_{os.getpid()}"
    server, empty = map(request.getfixturevalue, ("server", "empty_on_postgres"))
    server.execute(f"CREATE DATABASE {name} TEMPLATE {empty}")
    try:
        yield url_of(name)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))


@pytest.fixture(params=["database", "rq"])
def queue(request, database: str, tmp_path: Path) -> Iterator[SimpleNamespace]:
    trace = tmp_path / "trace"
    trace.touch()
    settings = {
        "TASKS_BACKEND": request.param, "TASK_TRACE": str(trace), "TASK_LEASE_SECONDS": "2",
    }  # fmt: skip
    if request.param == "rq":
        settings["REDIS_URL"] = request.getfixturevalue("redis_url")
        Redis.from_url(settings["REDIS_URL"]).flushdb()
    started: list[subprocess.Popen] = []
    yield SimpleNamespace(
        env={**variables(database), **settings},
        trace=lambda: sorted(trace.read_text().splitlines()),
        ask=partial(ask, database),
        started=started,
    )
    # One that outlived its test would take the work of the next from the same Redis.
    for worker in started:
        kill_all_of(worker)


def set_up(database: str) -> None:
    if database.startswith("sqlite") and tables.copy_to(Path(database.removeprefix("sqlite:///"))):
        return
    manage("migrate", "--verbosity", "0", env=variables(database))
    manage("createcachetable", env=variables(database))


def variables(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DEVELOPMENT": "yes",
        "DATABASE_URL": database,
        "SQLITE_SYNCHRONOUS": "NORMAL",
    }


def manage(*arguments: str, env: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr


def ask(database: str, statement: str) -> list[tuple]:
    if database.startswith("sqlite"):
        path = database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect(database) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def want(*tasks: str, env: dict[str, str]) -> None:
    wishes = "; ".join(
        f"task_queue.enqueue('tests.background_tasks.{t}', 1, at=now())" for t in tasks
    )
    begin = "from access.background import task_queue; from django.utils.timezone import now; "
    manage("shell", "--no-imports", "-c", begin + wishes, env=env)


def start_worker(queue: SimpleNamespace) -> subprocess.Popen:
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--skip-checks"],
        cwd=ROOT,
        env=queue.env,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    queue.started.append(worker)
    return worker


def wait_until(is_true: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        if is_true():
            return
        time.sleep(0.1)
    pytest.fail("it did not come to pass")


class TestTheWorker:
    def test_does_again_what_failed_and_what_a_killed_one_had_in_hand(self, queue):
        want("note", "stumble", "hang", env=queue.env)
        killed = start_worker(queue)
        wait_until(lambda: queue.trace() == ["hang 1", "note 1", "stumble 1"])
        kill_all_of(killed)
        faults = queue.ask("SELECT fault FROM access_taskrun WHERE task LIKE '%stumble'")
        queue.ask("UPDATE access_taskrun SET hand_out_at = wanted_at WHERE failed_at IS NOT NULL")

        second = start_worker(queue)
        ends = (
            "SELECT COUNT(*) FROM access_taskrun WHERE ended_at IS NOT NULL AND arguments = '[1]'"
        )
        wait_until(lambda: queue.ask(ends) == [(3,)])
        second.terminate()

        assert second.wait(timeout=PATIENCE_SECONDS) == 0
        assert faults[0][0].startswith("ConnectionError at background_tasks.py")
        assert queue.trace() == ["hang 1", "hang 1", "note 1", "stumble 1", "stumble 1"]

    def test_ends_by_itself_when_it_works_but_once(self, queue):
        want("note", env=queue.env)

        manage("worker", "--once", env=queue.env)

        assert queue.trace() == ["note 1"]


class RunsAShell:
    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple:
        return os.system, (f"echo pickled >> {self.trace}",)


@pytest.mark.parametrize("queue", ["rq"], indirect=True)
class TestWhoeverWritesToRedis:
    def test_has_nothing_run_that_the_database_does_not_want(self, queue, tmp_path: Path):
        trace = Path(queue.env["TASK_TRACE"])
        redis = Redis.from_url(queue.env["REDIS_URL"])
        shell = f"echo run >> {trace}"
        planted = {
            "pickle": pickle.dumps(("os.system", None, (RunsAShell(trace),), {})),
            "shell": json.dumps(["subprocess.getoutput", None, [shell], {}]).encode(),
            "task": json.dumps(["tests.background_tasks.note", None, [2], {}]).encode(),
        }
        for name, data in planted.items():
            plant(redis, name, data)
        want("note", env=queue.env)

        manage("worker", "--once", env=queue.env)

        assert queue.trace() == ["note 1"]
        assert redis.llen("rq:queue:default") == 0

    def test_names_nothing_that_is_called_after_a_task(self, queue, tmp_path: Path):
        want("note", env=queue.env)
        redis = Redis.from_url(queue.env["REDIS_URL"])
        manage("worker", "--once", env=queue.env)
        again = json.dumps(["tests.background_tasks.note", None, [1], {}]).encode()
        plant(redis, "again", again, success_callback_name="tests.background_tasks.called_after")

        manage("rqworker", "default", *RQ_OPTIONS, env=queue.env)

        assert queue.trace() == ["note 1"], "nor is it done again: nobody waits for it"

    def test_has_a_task_that_is_due_run_with_nothing_called_after_it(self, queue, tmp_path: Path):
        want("note", env=queue.env)
        due = json.dumps(["tests.background_tasks.note", None, [1], {}]).encode()
        redis = Redis.from_url(queue.env["REDIS_URL"])
        plant(redis, "due", due, success_callback_name="tests.background_tasks.called_after")

        manage("rqworker", "default", *RQ_OPTIONS, env=queue.env)

        assert queue.trace() == ["note 1"]


def plant(redis: Redis, name: str, data: bytes, **more: str) -> None:
    stamp = "2026-11-16T10:00:00.000000Z"
    row = {"data": zlib.compress(data), "origin": "default", "status": "queued", "timeout": "60"}
    meta = json.dumps({"backend_name": "default"})
    row |= {"created_at": stamp, "enqueued_at": stamp, "meta": meta, **more}
    redis.hset(f"rq:job:{name}", mapping=row)
    redis.lpush("rq:queue:default", name)
    redis.sadd("rq:queues", "rq:queue:default")


@pytest.mark.parametrize("queue", ["database"], indirect=True)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
class TestTheLeaseOfATask:
    def test_of_a_killed_worker_ends_and_another_begins_the_task(self, queue):
        want("hang", env=queue.env)
        killed = start_worker(queue)
        wait_until(lambda: queue.trace() == ["hang 1"])
        kill_all_of(killed)
        killed_at = time.monotonic()

        start_worker(queue)
        wait_until(lambda: queue.trace() == ["hang 1", "hang 1"])

        assert time.monotonic() - killed_at < SOON_SECONDS

    def test_of_a_frozen_worker_ends_and_awake_it_gives_way(self, queue):
        want("hang", env=queue.env)
        frozen = start_worker(queue)
        wait_until(lambda: queue.trace() == ["hang 1"])
        before = signal_all_of(frozen, signal.SIGSTOP)
        started, frozen_at = start_worker(queue), time.monotonic()
        run = "SELECT begun, ended_at IS NOT NULL FROM access_taskrun WHERE task LIKE '%hang'"
        wait_until(lambda: queue.ask(run) == [(2, True)])
        took = time.monotonic() - frozen_at

        signal_all_of(frozen, signal.SIGCONT)
        wait_until(lambda: not before <= set(processes_of(frozen)))

        assert took < SOON_SECONDS
        assert queue.trace() == ["hang 1", "hang 1"]
        assert queue.ask(run) == [(2, True)]
        assert frozen.poll() is started.poll() is None

    def test_is_renewed_while_it_runs_and_it_is_begun_once(self, queue):
        want("take_long", env=queue.env)

        first, second = start_worker(queue), start_worker(queue)
        ended = "SELECT fault, begun FROM access_taskrun WHERE ended_at IS NOT NULL"
        wait_until(lambda: queue.ask(f"{ended} AND task LIKE '%take_long'") != [])

        assert queue.ask(f"{ended} AND task LIKE '%take_long'") == [("", 1)]
        assert queue.trace() == ["begin 1", "end 1"]
        assert first.poll() is second.poll() is None


@pytest.mark.nightly
@pytest.mark.parametrize("queue", ["database"], indirect=True)
class TestWordsOfAVictim:
    ENTER = (
        "from access import actions; from access.actor import Actor; "
        "from access.forces.reference_file import force_rows; "
        "from django.utils.timezone import now; "
        "from tests.conftest import NOW, publish_short_core; "
        "from tests.responses.triage import at_the_desk; "
    )
    MAKE = (
        "actions.load_forces(rows=force_rows(), by=Actor.system('test'), at=NOW); "
        "publish_short_core(); at_the_desk.begun()"
    )
    SEND = (
        "from responses.models import Response; "
        "at_the_desk.written(Response.objects.get(), better='He has a knife', at=now())"
    )

    def test_are_sorted_within_a_minute_of_being_sent(self, queue):
        manage("shell", "--no-imports", "-c", self.ENTER + self.MAKE, env=queue.env)
        want("note", env=queue.env)
        start_worker(queue)
        wait_until(lambda: queue.trace() == ["note 1"])

        manage("shell", "--no-imports", "-c", self.ENTER + self.SEND, env=queue.env)
        rows = "SELECT sent_at, sorted_at, category FROM responses_writtentext"
        wait_until(lambda: queue.ask(rows)[0][1] is not None)

        [(sent, at, category)] = queue.ask(rows)
        waited = datetime.fromisoformat(at) - datetime.fromisoformat(sent)
        assert waited < timedelta(minutes=1)
        assert category == "immediate"


@pytest.mark.safety
@pytest.mark.parametrize("queue", ["database"], indirect=True)
class TestADangerNotice:
    ENTER = TestWordsOfAVictim.ENTER + (
        "from datetime import timedelta; from access.permissions import Role; "
        "from tests.responses.triage.danger import notices; "
    )
    SEND = (
        "actions.load_forces(rows=force_rows(), by=Actor.system('test'), at=NOW); "
        "publish_short_core(); room = notices.staff('Rook', Role.CONTROL_ROOM); "
        "reader = at_the_desk.reader('Ash'); "
        "sent = [now() - timedelta(minutes=m) for m in (11, 5)]; "
        "[notices.send(notices.danger_text(at=at), reader, at=at) for at in sent]"
    )

    def test_saf_3_is_escalated_by_the_clock_when_nobody_confirms_it_in_ten_minutes(self, queue):
        manage("shell", "--no-imports", "-c", self.ENTER + self.SEND, env=queue.env)

        start_worker(queue)
        late = (
            "SELECT notice.unconfirmed_at IS NOT NULL, text.escalated FROM responses_dangernotice "
            "notice JOIN responses_writtentext text ON text.id = notice.text_id "
            "ORDER BY notice.sent_at"
        )
        for _ in range(2):  # the slot of a minute may have begun just now
            with suppress(pytest.fail.Exception):
                wait_until(lambda: queue.ask(late)[0] == (1, 2))

        assert [bool(done) for done, _step in queue.ask(late)] == [True, False]
        assert queue.ask(late)[0][1] == 2


def kill_all_of(worker: subprocess.Popen) -> None:
    if worker.poll() is None:
        signal_all_of(worker, signal.SIGKILL)
        worker.wait()


def signal_all_of(worker: subprocess.Popen, number: signal.Signals) -> set[int]:
    """The worker, and the processes of its own that it started."""
    found = set(processes_of(worker))
    for pid in found:
        os.kill(pid, number)
    return found


def processes_of(worker: subprocess.Popen) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _session_of(int(entry.name)) == worker.pid:
            yield int(entry.name)


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None

"""Three hosts with workers on one Redis, reached over TLS by its one user, which is killed and
started again while a known number of tasks is wanted and run."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.deploy.ground import say
from tests.deploy.hosts import network
from tests.deploy.hosts.data import DataHost
from tests.deploy.hosts.network import Host
from tests.deploy.promises import check
from tests.deploy.units import ROOT

ADDRESSES = ("10.20.0.31", "10.20.0.32", "10.20.0.33")
TASKS = int(os.environ.get("DRILL_TASKS", "600"))
KILLS = int(os.environ.get("DRILL_KILLS", "4"))
AT_ONCE = 2
AWAY_SECONDS = 4
PATIENCE_SECONDS = 900
AGAIN_SECONDS = 90
"""In the place of the hour after which a task that nobody has begun is handed out again."""
TABLE = """CREATE TABLE written_by_tasks (
    number int, host text, at timestamptz DEFAULT clock_timestamp()
); ALTER TABLE written_by_tasks OWNER TO victim_survey"""
WAITING = """SELECT count(*) FROM access_taskrun
    WHERE task LIKE '%write_row' AND hand_out_at IS NOT NULL"""
GIVEN_UP = "SELECT count(*) FROM access_taskrun WHERE given_up_at IS NOT NULL"
WRITTEN = "SELECT number || ' ' || host FROM written_by_tasks"


class ThreeHosts:
    def __init__(self, place: Path) -> None:
        self.place = place
        names = ("east", "north", "west")
        self.hosts = [
            Host(name, address, place) for name, address in zip(names, ADDRESSES, strict=True)
        ]
        self.data = DataHost(place)
        self.keys = {name: secrets.token_hex(32) for name in ("SECRET_KEY", "PERSON_KEY")}
        self.workers: list[subprocess.Popen[bytes]] = []

    def settings(self, host: str) -> dict[str, str]:
        authority = str(self.data.tls / "ca.pem")
        return {
            **os.environ, **self.keys, "TOKEN_KEY": self.keys["PERSON_KEY"],
            "VAULT_KEYS": f"1:{self.keys['SECRET_KEY']}", "DATA_DIR": str(self.place / host),
            "CONTACT_JOURNAL": str(self.place / "apart"), "SMS_TRANSPORT": "development",
            "STAFF_MAIL": "development", "PUBLIC_BASE_URL": "https://survey.example.org",
            "STAFF_BASE_URL": "https://staff.survey.example.org",
            "ALLOWED_HOSTS": "survey.example.org", "TASKS_BACKEND": "rq", "HOST": host,
            "DATABASE_URL": self.data.url_of_database("victim_survey", authority=authority),
            "REDIS_URL": self.data.url_of_redis(authority=authority),
            "TASK_HAND_OUT_AGAIN_SECONDS": str(AGAIN_SECONDS), "DEVELOPMENT": "no",
        }  # fmt: skip

    def begin(self) -> None:
        self.data.begin()
        (self.place / "apart").mkdir()
        os.environ.update(self.settings("switch"), DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        self.data.cluster.say(TABLE, database="victim_survey")
        for host in self.hosts:
            (self.place / host.name).mkdir()
            with (self.place / host.name / "log").open("w") as log:
                command = [*host.within, sys.executable, "manage.py", "worker", "--skip-checks"]
                worker = subprocess.Popen(
                    [*command, "--tasks", str(AT_ONCE)], cwd=ROOT, env=self.settings(host.name),
                    stdout=log, stderr=log,
                )  # fmt: skip
            self.workers.append(worker)
        say(f"{len(self.hosts)} hosts with a worker of {AT_ONCE} tasks at once, over one Redis")

    def refuse_strangers(self) -> None:
        from redis import Redis
        from redis.exceptions import RedisError

        url = os.environ["REDIS_URL"]
        wrong = {
            "without TLS": url.replace("rediss:", "redis:").partition("?")[0],
            "as another user": url.replace("victim-survey:", "default:"),
            "with another password": url.replace(self.data.password_of_redis, "guessed"),
        }
        for how, address in wrong.items():
            try:
                Redis.from_url(address, socket_timeout=5).ping()
            except RedisError:
                continue
            check(False, f"Redis answered {how}")
        check(Redis.from_url(url, socket_timeout=20).ping(), "Redis does not answer us")
        say(f"Redis answers nobody {', '.join(wrong)}")

    def want_while_redis_dies(self) -> None:
        from access.background import task_queue

        each = TASKS // (KILLS + 1)
        for number in range(TASKS):
            task_queue.enqueue(
                "tests.background_tasks.write_row", number, at=datetime.now(tz=UTC)
            )  # fmt: skip
            if number and number % each == 0 and number // each <= KILLS:
                self.kill_redis(after=len(self.written()))
        say(f"{TASKS} tasks were wanted, and Redis killed {KILLS} times meanwhile")

    def kill_redis(self, *, after: int) -> None:
        self.wait(lambda: len(self.written()) > after + AT_ONCE * len(self.hosts))
        self.data.kill_redis()
        time.sleep(AWAY_SECONDS)
        self.data.start_redis()

    def written(self) -> list[str]:
        return self.data.cluster.say(WRITTEN, database="victim_survey").splitlines()

    def look(self) -> None:
        ask = self.data.cluster.say
        self.wait(lambda: ask(WAITING, database="victim_survey") == "0")
        time.sleep(AGAIN_SECONDS + 10)  # what Redis gives out once more has come by then
        runs = Counter(line.split()[0] for line in self.written())
        hosts = Counter(line.split()[1] for line in self.written())
        lost = set(map(str, range(TASKS))) - set(runs)
        twice = sum(times > 1 for times in runs.values())
        check(not lost, f"{len(lost)} tasks that were wanted never ran")
        check(not twice, f"{twice} tasks ran twice")
        check(len(hosts) == len(self.hosts), f"not every host ran tasks: {dict(hosts)}")
        given_up = ask(GIVEN_UP, database="victim_survey")
        check(given_up == "0", f"{given_up} tasks were given up")
        shares = ", ".join(f"{count} on {host}" for host, count in sorted(hosts.items()))
        say(f"each of {len(runs)} tasks ran once: {shares}; none lost, none twice, none given up")

    def wait(self, is_so) -> None:  # type: ignore[no-untyped-def]
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            check(time.monotonic() < until, "the tasks did not end in time")
            time.sleep(0.5)

    def end(self) -> None:
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait()
        self.data.kill_redis()
        if self.data.cluster.data.exists():
            self.data.cluster.stop(how="immediate")


def main(place: Path) -> None:
    network.run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", place)
    hosts = ThreeHosts(place)
    network.join([*hosts.hosts, hosts.data.host])
    try:
        for step in (hosts.begin, hosts.refuse_strangers, hosts.want_while_redis_dies, hosts.look):
            step()
    except BaseException:
        for log in sorted(place.glob("*/log")):
            sys.stderr.write(f"--- {log.parent.name}\n{log.read_text()[-2500:]}\n")
        raise
    finally:
        hosts.end()
    say("all that was promised of workers on three hosts holds")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

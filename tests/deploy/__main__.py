"""`./dev deploy-check`: stands the service up from nothing, in one folder of this machine, from the
lines of its own units; walks a victim through it over TLS; exchanges its release while people
answer, and goes back; takes its processes, its database and Redis away."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.deploy.ground import NAMES, Machine, say
from tests.deploy.promises import BIRTH_YEAR, PEOPLE, check, names_lead, told_in
from tests.deploy.units import UNITS
from tests.deploy.visitor import Visitor

WEB = (("survey-respondents", 8101), ("survey-respondents", 8102), ("survey-staff", 8201),
       ("survey-staff", 8202), ("survey-published", 8301))  # fmt: skip
WORKERS = ("a", "b")
STRICT = ("Content-Security-Policy", "Referrer-Policy", "X-Frame-Options", "X-Content-Type-Options",
          "X-Robots-Tag", "Permissions-Policy", "Cross-Origin-Opener-Policy",
          "Strict-Transport-Security")  # fmt: skip
SLOW_CONNECTIONS = 120


class Deployed:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.authority = str(machine.folder / "etc" / "tls" / "ca.pem")
        self.tokens: list[str] = []

    def visitor(self, host: str = NAMES[0]) -> Visitor:
        port = self.machine.ports[443]
        return Visitor(host=host, port=port, authority=self.authority)

    # --- steps --------------------------------------------------------------------------------

    def stand_up(self) -> None:
        began = time.monotonic()
        machine = self.machine
        machine.prepare()
        verify_units(machine)
        machine.start_redis()
        machine.run(machine.unit("survey-migrate"))
        machine.run(machine.unit("survey-static", "first"))
        self.tokens = machine.manage("shell", "--no-imports", "-c", PEOPLE).split()
        for name, port in WEB:
            machine.start(machine.unit(name, port))
        for worker in WORKERS:
            machine.start(machine.unit("survey-worker", worker))
        machine.start(machine.unit("survey-metrics"))
        machine.start_nginx()
        for _name, port in WEB:
            machine.wait_until_ready(port)
        say(
            f"it stands, from nothing, after {time.monotonic() - began:.0f} seconds: PostgreSQL, "
            f"Redis over TLS, {len(WEB)} web units, {len(WORKERS)} workers, metrics, proxy"
        )

    def walk(self) -> None:
        visitor = self.visitor()
        words = visitor.answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
        cookies = {met.headers["Set-Cookie"] for met in visitor.met if "Set-Cookie" in met.headers}
        check(cookies, "no cookie was set")
        for cookie in cookies:
            is_strict = (
                cookie.startswith("__Host-sid=") and "Secure" in cookie and "HttpOnly" in cookie
            )
            check(is_strict and "Path=/" in cookie and "Domain" not in cookie, cookie[:12])
        say(f"a victim answered over TLS in {len(visitor.met)} requests and has {len(words)} words")
        self.check_headers(visitor.met)

    def check_headers(self, met: list[requests.Response]) -> None:
        for answer in met:
            missing = [name for name in STRICT if name not in answer.headers]
            check(not missing, f"{answer.status_code} without {missing}")
        ids = [answer.headers.get("X-Request-Id", "") for answer in met]
        check(len(set(ids)) == len(ids), "two answers have one id")

    def refuse(self) -> None:
        visitor = self.visitor()
        outside = {
            path: visitor.get(path).status_code for path in ("/readyz", "/livez", "/metrics")
        }
        check(set(outside.values()) == {404}, f"machines' addresses from outside: {outside}")
        check(
            visitor.get("/staff/").status_code == 404, "staff pages at the address of respondents"
        )
        large = visitor.post("/g/", answer="x" * 100_000)
        check(large.status_code == 413 and "could not be taken" in large.text, "a large post")
        missing = [name for name in STRICT if name not in large.headers]
        check(not missing, f"the proxy's own answer without {missing}")
        [style, *_] = re.findall(r'href="(/static/[^"]+css)"', visitor.get("/e/").text)
        static = visitor.get(style)
        check(
            static.status_code == 200 and "immutable" in static.headers["Cache-Control"], "static"
        )
        plain = self.plainly(80, "/e/")
        check(plain.headers["Location"] == f"https://{NAMES[0]}/e/", "plain HTTP")
        staff = self.visitor(NAMES[1])
        check(staff.get("/staff/account/login/").status_code == 200, "staff cannot sign in")
        check(self.visitor(NAMES[2]).get("/").status_code == 200, "the page for everybody")
        context = ssl.create_default_context(cafile=self.authority)
        context.check_hostname = False
        with socket.create_connection(("127.0.0.1", self.machine.ports[443])) as raw, \
                context.wrap_socket(raw, server_hostname="other.example.org") as other:  # fmt: skip
            other.sendall(b"GET / HTTP/1.1\r\nHost: other.example.org\r\n\r\n")
            check(other.recv(100) == b"", "another name was answered")
        say("machines' addresses, staff pages, large posts, plain HTTP and other names are refused")

    def weather_slow_connections(self) -> None:
        context = ssl.create_default_context(cafile=self.authority)
        held = []
        for _ in range(SLOW_CONNECTIONS):
            raw = socket.create_connection(("127.0.0.1", self.machine.ports[443]), timeout=20)
            one = context.wrap_socket(raw, server_hostname=NAMES[0])
            one.sendall(
                b"POST /g/ HTTP/1.1\r\nHost: survey.example.org\r\nContent-Length: 500\r\n\r\na"
            )
            held.append(one)
        times = []
        for _ in range(10):
            began = time.monotonic()
            check(self.visitor().get("/e/").status_code == 200, "a page beside slow connections")
            times.append(time.monotonic() - began)
        for one in held:
            one.close()
        check(max(times) < 5, f"a page took {max(times):.1f} s beside slow connections")
        say(f"beside {SLOW_CONNECTIONS} slow connections a page takes {max(times):.2f} s at most")

    def exchange(self) -> None:
        machine = self.machine
        machine.make_release("second")
        began = time.monotonic()
        with self.people_at_work() as seen:
            for release in ("second", "first"):
                machine.switch(release)
                machine.run(machine.unit("survey-migrate"))
                for name, port in WEB[:4]:
                    unit = machine.unit(name, port)
                    machine.stop(unit)
                    machine.start(unit)
                    machine.wait_until_ready(port)
            words = self.visitor().answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
        check(len(words) == 6, "a victim lost her way")
        check(set(seen) == {200}, f"while the release was exchanged: {dict(seen)}")
        say(
            f"another release and back again in {time.monotonic() - began:.0f} seconds, process by "
            f"process: {seen[200]} of {sum(seen.values())} pages were answered"
        )

    @contextmanager
    def people_at_work(self) -> Iterator[Counter[int]]:
        seen: Counter[int] = Counter()
        ended = threading.Event()

        def work() -> None:
            while not ended.wait(0.05):
                for host, path in ((NAMES[0], "/e/"), (NAMES[1], "/staff/account/login/")):
                    try:
                        seen[self.visitor(host).get(path).status_code] += 1
                    except requests.RequestException as error:
                        seen[0] += 1
                        say(f"{host}{path} at {time.monotonic():.1f}: {error!r}"[:300])

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield seen
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def lose_a_process(self) -> None:
        machine = self.machine
        first, second = (machine.unit("survey-respondents", port) for port in (8101, 8102))
        with self.people_at_work() as seen:
            machine.stop(first, by=signal.SIGKILL)
            until = time.monotonic() + 60
            while sum(seen.values()) < 30 and time.monotonic() < until:
                time.sleep(0.1)
        lost = sum(count for status, count in seen.items() if status != 200)
        check(seen[200] > 25, f"with one process killed: {dict(seen)}")
        machine.stop(second, by=signal.SIGKILL)
        page, left = self.visitor().get("/e/"), self.visitor().get("/x/")
        self.check_unavailable(page, left)
        for unit, port in ((first, 8101), (second, 8102)):
            machine.start(unit)
            machine.wait_until_ready(port)
        say(
            f"one process killed: {lost} of {sum(seen.values())} pages were not answered; all "
            "away: 503 in words, and Exit leads away"
        )

    def check_unavailable(self, page: requests.Response, left: requests.Response) -> None:
        check(page.status_code == 503 and "Retry-After" in page.headers, "no honest 503")
        check("cannot be shown just now" in page.text and "/x/" in page.text, "a 503 without words")
        check(left.status_code == 302 and "bbc.co.uk" in left.headers["Location"], "Exit is stuck")
        check("__Host-sid=" in left.headers["Set-Cookie"], "Exit leaves the cookie")
        for answer in (page, left):
            missing = [name for name in STRICT if name not in answer.headers]
            check(not missing, f"{answer.status_code} without {missing}")

    def lose_the_database(self) -> None:
        machine = self.machine
        visitor = self.visitor()
        visitor.open_link(self.tokens[-1])
        machine.cluster.stop(how="immediate")
        page = visitor.get(f"/{self.tokens[-1]}")
        statuses = {
            visitor.post(path, answer="1984").status_code for path in ("/g/", "/q/1/", "/t/")
        }
        left = visitor.get("/x/")
        check(page.status_code == 503 and "cannot be shown just now" in page.text, "no honest 503")
        check(left.status_code == 302 and "bbc.co.uk" in left.headers["Location"], "Exit is stuck")
        check(statuses == {503}, f"without a database: {statuses}")
        ready = self.plainly(8101, "/readyz")
        check(ready.status_code == 503, "ready without a database")
        check("survey_database 0.0" in self.metrics(), "watchers were not told")
        machine.cluster.start()
        began = time.monotonic()
        machine.wait_until_ready(8101)
        back = time.monotonic() - began
        words = self.visitor().answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
        check(len(words) == 6, "nobody can answer afterwards")
        say(
            f"the database lost: 503 and Exit; back {back:.1f} s after it started, and she answered"
        )

    def replace_the_primary(self) -> None:
        visitor = self.visitor()
        check(visitor.get(f"/{self.tokens[-1]}").status_code == 302, "a link")
        seen: Counter[int] = Counter()
        for _ in range(5):
            self.machine.cluster.say(END_ALL)
            seen[visitor.get("/s/").status_code] += 1
        check(set(seen) == {200}, f"after connections were ended: {dict(seen)}")
        say("all connections to the database ended, five times: every page was answered")

    def watch(self) -> None:
        began = time.monotonic()
        until = began + 180
        while time.monotonic() < until:
            told = self.metrics()
            late = re.search(r"^survey_schedule_late_seconds (\S+)", told, re.MULTILINE)
            if late and float(late[1]) == 0 and 'reader="respondents",status="2xx"' in told:
                break
            time.sleep(2)
        else:
            sys.exit("NOT SO: the clock's tasks are handed out within three minutes")
        check('status="5xx"' in told, "no fault was counted")
        ended = given_up = 0
        while ended < EVERY_MINUTE and time.monotonic() < until:
            done = self.machine.cluster.say(
                TASKS.format(since=self.redis_back_at), database="victim_survey"
            )
            ended, given_up = map(int, done.split("|"))
        check(ended >= EVERY_MINUTE, f"{ended} tasks ended since Redis is back")
        check(not given_up, f"{given_up} tasks were given up")
        say(
            f"watchers see the clock in time; {ended} kinds of task done over Redis within "
            f"{time.monotonic() - began:.0f} s of its return, none given up"
        )

    def metrics(self) -> str:
        self.machine.ports[9464] = self.machine.metrics_port
        return self.plainly(9464, "/metrics").text

    def plainly(self, port: int, path: str) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(
                f"http://127.0.0.1:{self.machine.ports[port]}{path}",
                headers={"Host": NAMES[0]}, allow_redirects=False, timeout=30,
            )  # fmt: skip

    def lose_redis(self) -> None:
        redis = self.machine.running["redis"]
        redis.kill()
        redis.wait()
        words = self.visitor().answer_all(self.tokens.pop(), birth_year=BIRTH_YEAR)
        check(len(words) == 6, "without Redis nobody can answer")
        config = self.machine.folder / "redis"
        self.machine.begin(
            "redis", ["redis-server", str(config / "redis.conf")], config, dict(os.environ)
        )
        self.redis_back_at = self.machine.cluster.say("SELECT clock_timestamp()")
        say("Redis lost: a victim answered all the same")

    def read_logs(self) -> None:
        written = self.machine.logs()
        check('"route": "feedback:question"' in written, "no request was logged")
        planted = (*self.everybody, "77009000", "very_easy")
        found = told_in(written, planted=planted, year=BIRTH_YEAR)
        check(not found, f"a log tells of {found}")
        say(f"{len(written) // 1024} KB of logs of all processes: no link, number, answer or year")

    everybody: tuple[str, ...] = ()
    redis_back_at = ""


EVERY_MINUTE = 4
"""Tasks of the schedule that are due each minute: all are done again after Redis was lost."""
TASKS = """SELECT count(*) FILTER (WHERE ended_at > '{since}'), count(given_up_at)
    FROM access_taskrun"""
END_ALL = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND usename = 'victim_survey'"""


def verify_units(machine: Machine) -> None:
    folder = machine.folder / "units"
    folder.mkdir()
    names = []
    for file in UNITS.iterdir():
        instance = "first" if file.stem == "survey-static@" else "8101"
        name = file.name.replace("@.", f"@{instance}.")
        (folder / name).write_text(machine.move(file.read_text()))
        names.append(str(folder / name))
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "survey" in line]
    check(not done.returncode and not ours, "\n".join(ours) or done.stderr)
    say(f"systemd-analyze finds nothing in {len(names)} units")


ALONE = {
    "--hosts": "tests.deploy.hosts",
    "--workers": "tests.deploy.hosts.workers",
    "--container": "tests.deploy.container",
}
"""By option, what is tried in a place of its own."""


def stand_up_alone(module: str) -> int:
    own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    with tempfile.TemporaryDirectory(prefix="deploy-hosts-") as folder:
        Path(folder).chmod(0o755)
        hosts = [*own, sys.executable, "-m", module, folder]
        return subprocess.run(hosts, check=False).returncode


def main() -> None:
    for program in ("nginx", "redis-server", "openssl", "systemd-analyze", "initdb"):
        found = shutil.which(program) or program == "initdb"
        check(found, f"{program} is installed (apt-get install nginx-light redis-server openssl)")
    folder = Path(tempfile.mkdtemp(prefix="deploy-check-"))
    folder.chmod(0o755)
    machine = Machine(folder)
    deployed = Deployed(machine)
    steps: list[Callable[[], None]] = [
        deployed.stand_up, deployed.walk, deployed.refuse, deployed.weather_slow_connections,
        deployed.replace_the_primary, deployed.lose_a_process, deployed.lose_the_database,
        deployed.lose_redis, deployed.watch, deployed.exchange, deployed.read_logs,
    ]  # fmt: skip
    try:
        with names_lead(dict.fromkeys(NAMES, "127.0.0.1")):
            for step in steps:
                step()
                deployed.everybody = deployed.everybody or tuple(deployed.tokens)
    except BaseException:
        written = machine.logs().splitlines()
        faults = [line for line in written if '"fault"' in line]
        sys.stderr.write("\n".join([*faults[-20:], *written[-20:], ""]))
        raise
    finally:
        machine.end()
        shutil.rmtree(folder, ignore_errors=True)
    say("all that was promised holds")


if __name__ == "__main__":
    if alone := ALONE.get(" ".join(sys.argv[1:])):
        sys.exit(stand_up_alone(alone))
    main()

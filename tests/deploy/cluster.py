"""A PostgreSQL of one's own, with the settings that the service is deployed with, run by a user who
is not root and gone when it is done."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = ROOT / "deploy" / "postgresql"
PASSWORD = "of this cluster alone"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    def __init__(
        self, folder: Path, *, port: int | None = None, within: tuple[str, ...] = ()
    ) -> None:
        self.folder, self.port = folder, port or free_port()
        self.data, self.archive = folder / "data", folder / "archive"
        self.standby_port = 0
        self._user, self._within = _ordinary_user(), within

    @property
    def url(self) -> str:
        server = f"victim_survey:{quote(PASSWORD)}@127.0.0.1:{self.port}"
        return f"postgresql://{server}/victim_survey"

    @property
    def url_of_either(self) -> str:
        ports = f"{self.port},{self.standby_port}"
        either = f"host=127.0.0.1,127.0.0.1&port={ports}&target_session_attrs=read-write"
        return f"postgresql://victim_survey:{quote(PASSWORD)}@/victim_survey?{either}"

    def make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            shutil.chown(self.folder, self._user)
        word = self.folder / "password"
        word.write_text(PASSWORD)
        self.run("mkdir", str(self.archive))
        if self._user:
            shutil.chown(word, self._user)
        self.run(
            "initdb", "--pgdata", str(self.data), "--username=postgres", "--encoding=UTF8",
            "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={word}", "--data-checksums",
        )  # fmt: skip
        settings = (DEPLOYED / "victim-survey.conf").read_text()
        moved = settings.replace("/opt/victim-survey/current", str(ROOT))
        moved = moved.replace("/mnt/apart/victim-survey-wal", str(self.archive))
        own = f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
        self._write(self.data / "postgresql.auto.conf", moved + own)

    def begin(self) -> str:
        self.make()
        self.start()
        self.make_database()
        return self.url

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        if self._user:
            shutil.chown(path, self._user)

    def start(self) -> None:
        log = self.folder / "log"
        self.run("pg_ctl", "start", "--wait", "--timeout=120", "-D", str(self.data), "-l", str(log))

    def stop(self, *, how: str = "fast") -> None:
        self.run("pg_ctl", "stop", "--wait", "-m", how, "-D", str(self.data), is_needed=False)

    def make_database(self) -> None:
        self.say(f"CREATE ROLE victim_survey LOGIN PASSWORD '{PASSWORD}'")
        self.say("CREATE DATABASE victim_survey OWNER victim_survey")

    def say(self, sql: str, *, database: str = "postgres") -> str:
        done = self.run("psql", "-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql)
        return done.strip()

    def run(self, program: str, *arguments: str, is_needed: bool = True) -> str:
        own = {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "postgres",
            "PGPASSWORD": PASSWORD, "LANG": "C.UTF-8",
            "PATH": f"{PROGRAMS[-1]}:{os.environ['PATH']}",
        }  # fmt: skip
        lead = ["runuser", "-u", self._user, "--"] if self._user else []
        # Into a file: a server that is started keeps what it inherits open for as long as it runs.
        with (self.folder / "said").open("w+") as said:
            done = subprocess.run(
                [*self._within, *lead, program, *arguments], env=own, cwd=self.folder, check=False,
                stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
            said.seek(0)
            text = said.read()
        assert not (is_needed and done.returncode), f"{program}: {text}"
        return text

    def wait_until_recovered(self) -> None:
        for _ in range(600):
            if self.say("SELECT pg_is_in_recovery()") == "f":
                return
            time.sleep(0.1)
        raise AssertionError("the server did not recover within a minute")

    def wait_until_archived(self) -> None:
        segment = self.say("SELECT pg_walfile_name(pg_switch_wal())")
        for _ in range(300):
            if (self.archive / segment).exists():
                return
            time.sleep(0.1)
        raise AssertionError("nothing was archived within 30 seconds")


def _ordinary_user() -> str:
    return pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else ""


@contextmanager
def running() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="cluster-") as place:
        Path(place).chmod(0o755)
        cluster = Cluster(Path(place) / "postgresql")
        try:
            cluster.begin()
            yield cluster
        finally:
            cluster.stop(how="immediate")

"""Our process of respondents as a host has it."""

import json
import runpy
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.load import Way
from tests.bench.served import ROOT
from tests.bench.throughput import ASKED, PEER, peer
from tests.bench.under_load.processes import children_of
from tests.bench.under_load.walks import Served
from tests.deploy.ground import NAMES, Machine
from tests.deploy.units import Unit

PORT = 8101
OF_NO_REFERRER = "null"
"""What a browser says of where a form comes from whose page sends no referrer, as ours."""
PATIENT = {"PGOPTIONS": "-c idle_in_transaction_session_timeout=0"}
"""What is filled in beforehand may wait for a processor."""
SETTINGS = ROOT / "deploy" / "gunicorn.conf.py"
"""Of the web server; its lines about logs are ours alone."""
SHARED = (
    "worker_class", "workers", "threads", "worker_tmp_dir", "timeout", "graceful_timeout",
    "backlog",
)  # fmt: skip


class Deployed:
    def __init__(self, folder: Path) -> None:
        self.machine = Machine(folder)
        self.unit: Unit
        self.tokens: list[str] = []

    def stand_up(self, *, people: int) -> None:
        self.machine.prepare()
        settings = self.machine.folder / "etc" / "service.env"
        settings.write_text(settings.read_text() + "TASKS_BACKEND=database\n")
        self.machine.run(self.machine.unit("survey-static", "first"))
        found = self.told_by("tests.bench.people", str(people))
        self.tokens, ASKED[:] = found["tokens"], found["questions"]
        self.unit = self.machine.unit("survey-respondents", PORT)
        self.start()

    def told_by(self, module: str, *arguments: str) -> Any:
        beside = self.machine.unit("survey-migrate")
        done = subprocess.run(
            [beside.folder() / ".venv/bin/python", "-m", module, *arguments],
            cwd=beside.folder(), env=beside.environment() | PATIENT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-1000:])
        return json.loads(done.stdout)

    def start(self) -> None:
        self.machine.start(self.unit)
        self.machine.wait_until_ready(PORT)

    @property
    def master(self) -> int:
        return self.machine.running[f"{self.unit.name}@{self.unit.instance}"].pid

    @property
    def workers(self) -> list[int]:
        return children_of(self.master)

    @property
    def database(self) -> int:
        return int((self.machine.cluster.data / "postmaster.pid").read_text().split()[0])

    @property
    def served(self) -> Served:
        port = self.machine.ports[PORT]
        return Served(port, NAMES[0], OF_NO_REFERRER, self.master, self.database)


@contextmanager
def peer_beside(deployed: Deployed) -> Iterator[tuple[Served, Iterator[Way]] | None]:
    if not PEER.exists():
        yield None
        return
    cluster = deployed.machine.cluster
    cluster.say("CREATE DATABASE peer OWNER victim_survey")
    site, ways = peer(cluster.url.rpartition("/")[0] + "/peer")
    with site.serving(same_settings()) as master:
        name = "127.0.0.1"
        yield Served(site.port, name, f"https://{name}", master, deployed.database), ways


def same_settings() -> list[str]:
    held = runpy.run_path(str(SETTINGS))
    told = [f"--{name.replace('_', '-')}={held[name]}" for name in SHARED]
    return [*told, f"--keep-alive={held['keepalive']}", *(["--preload"] * held["preload_app"])]

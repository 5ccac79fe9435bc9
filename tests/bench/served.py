"""A site behind gunicorn: with one worker process, unless it is told otherwise, what one core
serves and what that costs it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ONE_WORKER = ("--workers=1", "--threads=4")
USER, SYSTEM = 11, 12
"""Places in /proc/<pid>/stat after the name (man 5 proc_pid_stat)."""


class Site:
    def __init__(
        self, python: Path, wsgi: str, env: Mapping[str, str], *, folder: Path = ROOT
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.python, self.wsgi, self.env, self.folder = python, wsgi, dict(env), folder
        self.worker = 0

    def run(self, arguments: Sequence[str], *, told: str = "") -> str:
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.folder, env=self.env, input=told, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-1000:])
        return done.stdout

    @contextmanager
    def serving(self, settings: Sequence[str] = ONE_WORKER) -> Iterator[int]:
        server = subprocess.Popen(
            [self.python, "-m", "gunicorn", self.wsgi, "--bind", f"127.0.0.1:{self.port}",
             *settings, "--log-level", "warning"],
            cwd=self.folder, env=self.env,
        )  # fmt: skip
        try:
            self.worker = self._worker_of(server)
            yield server.pid
        finally:
            server.terminate()
            server.wait(timeout=30)

    def _worker_of(self, server: subprocess.Popen) -> int:
        for _ in range(240):
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            with socket.socket() as probe:
                if children and probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return int(children[0])
            time.sleep(0.25)
        message = f"{self.wsgi} did not come up"
        raise RuntimeError(message)

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")

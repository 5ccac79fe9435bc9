"""The product as a stranger starts it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "simulated-nation"  # of every account in a simulated database
LONGEST_TASK, LONGEST_FILLING, BETWEEN_LOOKS = 1_200, 1_800, 15
"""Seconds, on a machine that has much else to do."""
ROOT = Path(__file__).resolve().parent.parent.parent


class Product:
    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        self.folder = folder
        self.database = folder / "survey.sqlite3"
        self.env = {
            **os.environ,
            "DEVELOPMENT": "yes",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SQLITE_SYNCHRONOUS": "OFF",
            "PUBLIC_BASE_URL": self.url,
        }

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "--command", code).strip()

    @contextmanager
    def serving(self) -> Iterator[None]:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", self.url[7:],
             "--threads", "4", "--log-level", "warning"],
            cwd=ROOT, env=self.env,
        )  # fmt: skip
        try:
            self._wait(server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)

    @contextmanager
    def working(self) -> Iterator[None]:
        worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=self.env)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=LONGEST_TASK)

    def wait_for(self, code: str) -> str:
        until = time.monotonic() + LONGEST_FILLING
        while not (told := self.ask(code)):
            assert time.monotonic() < until, "the worker did not come so far"
            time.sleep(BETWEEN_LOOKS)
        return told

    def _wait(self, server: subprocess.Popen) -> None:
        for _ in range(120):
            assert server.poll() is None, "the server did not start"
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2)
            except OSError:
                time.sleep(0.25)
            else:
                return
        raise AssertionError("the server did not answer within 30 seconds")

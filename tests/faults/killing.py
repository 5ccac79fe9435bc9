"""Work in a process of its own, killed at a step by SIGKILL, which nothing can catch."""

import atexit
import os
import pickle
import signal
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import connection, connections

from tests.faults.ground import Fault


class Steps:
    def __init__(self, kill_at: int, *, by: signal.Signals = signal.SIGKILL) -> None:
        self.kill_at, self.done, self._by = kill_at, 0, by

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def stepped(*args: Any, **kwargs: Any) -> Any:
            self._step()
            try:
                return call(*args, **kwargs)
            finally:
                self._step()

        return stepped

    def _step(self) -> None:
        self.done += 1
        if self.done == self.kill_at and self._by == signal.SIGSTOP and _holds_all():
            self.kill_at += 1
        elif self.done == self.kill_at:
            os.kill(os.getpid(), self._by)


def _holds_all() -> bool:
    if connection.vendor != "sqlite":
        return False
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


@dataclass(frozen=True)
class End:
    is_killed: bool
    steps: int = 0
    result: Any = None


def run(work: Callable[[Steps], Any], *, kill_at: int = 0) -> End:
    return _end_of(*_begun(work, Steps(kill_at)))


@dataclass(frozen=True)
class Frozen:
    pid: int
    reading: int

    def __post_init__(self) -> None:
        atexit.register(self._kill)

    def wake(self) -> End:
        atexit.unregister(self._kill)
        os.kill(self.pid, signal.SIGCONT)
        return _end_of(self.pid, self.reading)

    def _kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def freeze(work: Callable[[Steps], Any], *, at_step: int) -> Frozen | None:
    pid, reading = _begun(work, Steps(at_step, by=signal.SIGSTOP))
    _pid, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return Frozen(pid, reading)
    os.close(reading)
    return None


def _begun(work: Callable[[Steps], Any], steps: Steps) -> tuple[int, int]:
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _in_child(work, steps, writing)
    os.close(writing)
    return pid, reading


def _end_of(pid: int, reading: int) -> End:
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return End(is_killed=True)
    if os.waitstatus_to_exitcode(status):
        message = "a worker failed by itself; see above"
        raise Fault(message)
    steps, result = pickle.loads(told)
    return End(is_killed=False, steps=steps, result=result)


def _in_child(work: Callable[[Steps], Any], steps: Steps, writing: int) -> None:
    try:
        connection.ensure_connection()
        connection._commit = steps.around(connection._commit)
        with connection.execute_wrapper(lambda execute, *args: steps.around(execute)(*args)):
            result = work(steps)
        connections.close_all()
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump((steps.done, result), pipe)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)

"""Work in a process of its own, killed at a step by SIGKILL, which nothing can catch."""

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import connection, connections

from tests.faults.ground import Fault


class Steps:
    """The boundaries of the steps of some work: before and after each statement to the database,
    each commit, and each word to the provider."""

    def __init__(self, kill_at: int) -> None:
        self.kill_at, self.done = kill_at, 0

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
        if self.done == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class End:
    is_killed: bool
    steps: int = 0
    result: Any = None


def run(work: Callable[[Steps], Any], *, kill_at: int = 0) -> End:
    """Do the work and give back its result, unless the process was killed before it could."""
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _in_child(work, Steps(kill_at), writing)
    os.close(writing)
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

"""Runs once a job that Redis repeats after a crash."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django_tasks_rq.backend import Job, failed_callback, success_callback

from access.background import task_queue


class WantedJob(Job):  # type: ignore[misc]  # its package is installed on hosts with Redis alone
    @property
    def func(self) -> Any:
        """Raises SuspiciousOperation for a task that the database does not want."""
        path = self.func_name
        if self.kwargs or path is None or not task_queue.was_wanted(path, *self.args):
            message = "A job in Redis is none that the database wants."
            raise SuspiciousOperation(message)
        return super().func

    def _execute(self) -> Any:
        with task_queue.only_where_due():
            return super()._execute()

    @property
    def success_callback(self) -> Callable[..., None]:
        return success_callback  # type: ignore[no-any-return]

    @property
    def failure_callback(self) -> Callable[..., None]:
        return failed_callback  # type: ignore[no-any-return]

    @property
    def stopped_callback(self) -> None:
        return None

"""Reads what the daily destroyers did, and which of them stopped and wait for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.apps import apps
from django.http import Http404

from access.destruction import rules
from access.destruction.rules import Uptime
from access.models import DestructionRun
from access.viewer import Viewer

RunState = DestructionRun.RunState


def last_done(task: str) -> DestructionRun | None:
    """The last run that destroyed what was due, if only nothing."""
    return DestructionRun.objects.filter(task=task, state=RunState.DONE).order_by("-pk").first()


def uptime_of(run: DestructionRun) -> Uptime | None:
    """The machine's, when the run was done."""
    return Uptime(run.started, run.running) if run.running is not None else None


def stopped_run(task: str) -> DestructionRun | None:
    return DestructionRun.objects.filter(task=task, state=RunState.STOPPED).order_by("-pk").first()


def release_in_force(task: str, *, database_at: datetime) -> DestructionRun | None:
    """The stopped run that two people let go on within the last 24 hours, if there is one."""
    run = stopped_run(task)
    if run is None or run.confirmed_at is None:
        return None
    return run if rules.is_in_force(run.confirmed_at, database_at=database_at) else None


def list_stopped(viewer: Viewer) -> Sequence[DestructionRun]:
    """The runs that stopped and wait for people, for a national viewer. Raises Http404 for
    everybody else."""
    if not viewer.is_national:
        raise Http404
    return list_all_stopped()


def list_all_stopped() -> Sequence[DestructionRun]:
    return list(DestructionRun.objects.filter(state=RunState.STOPPED).order_by("task"))


def count_stopped(viewer: Viewer) -> int:
    """How many stopped runs wait for people. 0 for a viewer who is not national."""
    if not viewer.is_national:
        return 0
    return DestructionRun.objects.filter(state=RunState.STOPPED).count()


def count_held(tables: Sequence[str]) -> Mapping[str, int]:
    """How many rows each table holds, by its label."""
    return {table: apps.get_model(table)._default_manager.count() for table in tables}

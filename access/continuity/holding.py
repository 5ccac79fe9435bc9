"""Detects a database restored from an older copy: its mark is committed before entries with it
reach the journal."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import F, Model
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import journal
from access.continuity.journal import Entry, EntryKind
from access.models import Continuity

MARGIN = 1_000_000
"""More rows than any table takes between two notes of the highest ids. A sequence has room for nine
million million of such steps."""

APPS = ("access", "survey", "responses", "analytics")


def raise_all(*, at_least: Mapping[str, int]) -> None:
    """Raise sequences by MARGIN, those in `at_least` above the number there."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if isinstance(model._meta.pk, models.AutoField):
                _raise(model, at_least=at_least.get(model._meta.label, 0))


def _raise(model: type[models.Model], *, at_least: int) -> None:
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            wanted = max(found[0] if found else 0, at_least) + MARGIN
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, wanted]
            )
            return
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        [(sequence,)] = cursor.fetchall()
        cursor.execute(f"SELECT last_value FROM {sequence}")  # noqa: S608  the database named it
        [(last,)] = cursor.fetchall()
        cursor.execute("SELECT setval(%s, %s)", [sequence, max(last, at_least) + MARGIN])


ACTOR = Actor.system("continuity")
Reason = Continuity.HoldReason
OPT_OUTS = frozenset({EntryKind.OPT_OUT, EntryKind.OPT_OUT_UNDONE})
logger = logging.getLogger(__name__)


class HeldError(Exception):
    pass


class JournalError(Exception):
    pass


@dataclass
class _Seen:
    offsets: dict[str, int] = field(default_factory=dict)
    mark: int = 0
    opt_outs: list[Entry] = field(default_factory=list)
    """Entries that this process has not looked at."""


_seen: dict[Path, _Seen] = {}


def state() -> Continuity:
    row = Continuity.objects.first()
    if row is None:
        row, _is_new = Continuity.objects.get_or_create(defaults={"generation": uuid4()})
    return row


def raise_mark() -> Continuity:
    """Commit before the journal gets an entry with it. Raises JournalError."""
    if not Continuity.objects.filter(mark__gt=0).update(mark=F("mark") + 1):
        generation = str(state().generation)
        with _told_as_journal_error():
            journal.begin(generation)
        Continuity.objects.filter(mark=0).update(mark=1)
    return state()


def find_hold(
    *, at: datetime, look_at_opt_outs: Callable[[list[Entry]], object] | None = None
) -> str:
    """Return the reason, or "". Raises JournalError."""
    row = state()
    if row.held_at is not None:
        return row.held_because
    generation = str(row.generation)
    with _told_as_journal_error():
        if not journal.exists(generation):
            if row.mark:
                hold(Reason.JOURNAL_GONE, by=ACTOR, at=at)
            return Reason.JOURNAL_GONE if row.mark else ""
        seen = _seen.setdefault(journal.folder(generation), _Seen())
        new = journal.read_on(generation, seen.offsets)
        seen.mark = max([seen.mark, *(entry.mark for entry in new)])
        seen.opt_outs += [entry for entry in new if entry.kind in OPT_OUTS]
    # Another process may have raised it meanwhile.
    if seen.mark > row.mark and seen.mark > state().mark:
        hold(Reason.OLDER_COPY, by=ACTOR, at=at)
        return Reason.OLDER_COPY
    if seen.opt_outs and look_at_opt_outs:
        look_at_opt_outs(seen.opt_outs)
        seen.opt_outs.clear()
    return ""


@transaction.atomic
def hold(reason: str, *, by: Actor, at: datetime) -> None:
    """Raise sequences past all ids issued since the copy, because links and withdrawal words derive
    from ids, and end every session."""
    state()
    if not Continuity.objects.filter(held_at=None).update(held_at=at, held_because=reason):
        return
    raise_all(at_least=issued_ids())
    Session.objects.all().delete()
    audit.record(AuditKind.DATABASE_HELD, by=by, at=at, reason=str(reason))
    logger.error("The database is held (%s): nothing is sent or destroyed.", reason)


@transaction.atomic
def start_trial_journal() -> None:
    """A trial copy's journal begins as the service's. Raises JournalError."""
    row = state()
    before, row.generation = str(row.generation), uuid4()
    with _told_as_journal_error():
        if journal.exists(before):
            journal.copy(before, to=str(row.generation))
            journal.mark_as_trial(str(row.generation))
    row.save(update_fields=["generation"])


def hold_reason() -> str:
    row = Continuity.objects.exclude(held_at=None).first()
    return str(row.get_held_because_display()) if row else ""


def behind_since() -> datetime | None:
    """When the journal missed an opt-out; None where complete."""
    row = Continuity.objects.first()
    return row.behind_since if row else None


def note(kind: EntryKind, *, at: datetime, **details: int | str | list[str]) -> None:
    """After commit; no safety depends on it."""
    transaction.on_commit(partial(_note, kind, at=at, details=details), robust=True)


def note_stop(kind: EntryKind, *, at: datetime, **details: int | str | list[str]) -> None:
    """After commit."""
    try:
        mark = raise_mark().mark
    except JournalError as error:
        logger.warning("The contact journal misses a stop: %s", error)
        return
    transaction.on_commit(partial(_note_stop, kind, mark=mark, at=at, details=details), robust=True)


def note_set_aside(request: Model, *, at: datetime) -> None:
    """So that it does not wait again in an older copy."""
    note_stop(
        EntryKind.REQUEST_SET_ASIDE, at=at, table=request._meta.label_lower, request=request.pk
    )


def _note_stop(kind: EntryKind, *, mark: int, at: datetime, details: Mapping[str, Any]) -> None:
    try:
        journal.append(str(state().generation), kind, mark=mark, at=at, **details)
    except OSError as error:
        logger.warning("The contact journal misses a stop: %s", error)


def _note(kind: EntryKind, *, at: datetime, details: Mapping[str, Any]) -> None:
    generation = str(state().generation)
    try:
        if not journal.exists(generation) and not state().mark:
            raise_mark()
        journal.append(generation, kind, mark=0, at=at, is_synced=False, **details)
    except (OSError, JournalError) as error:
        logger.warning("The contact journal misses a note: %s", error)


def note_issued(ids: Mapping[str, int], *, at: datetime) -> None:
    """Write the highest ids that changed. Raises OSError or JournalError."""
    if find_hold(at=at) or ids == state().issued:
        return
    row = raise_mark()
    journal.append(str(row.generation), EntryKind.ISSUED, mark=row.mark, at=at, ids=dict(ids))
    Continuity.objects.update(issued=dict(ids))


def issued_ids() -> dict[str, int]:
    """By model label."""
    highest: dict[str, int] = {}
    generation = str(state().generation)
    if not journal.exists(generation):
        return highest
    for entry in journal.entries(generation):
        for label, number in entry.details.get("ids", {}).items():
            highest[label] = max(number, highest.get(label, 0))
    return highest


@transaction.atomic
def end_hold(*, mark: int) -> None:
    raise_all(at_least=issued_ids())
    newest = max(mark, state().mark)
    Continuity.objects.update(held_at=None, held_because="", mark=newest + 1)


def refuse_while_held(*, at: datetime) -> None:
    """Raises HeldError, or JournalError where unknown."""
    if reason := find_hold(at=at):
        raise HeldError(reason)


def not_while_held(function: Callable[..., None]) -> Callable[..., None]:
    """Decorate a task that destroys or asks."""

    @wraps(function)
    def run(*ids: int | str) -> None:
        try:
            refuse_while_held(at=timezone.now())
        except (HeldError, JournalError) as error:
            logger.warning("%s does nothing: %s", function.__name__, error)
            return
        function(*ids)

    return run


@contextmanager
def _told_as_journal_error() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"the contact journal: {error.strerror or type(error).__name__}"
        raise JournalError(message) from None


@transaction.atomic
def note_copy(*, by: Actor, at: datetime) -> None:
    state()
    Continuity.objects.update(copied_at=at)
    audit.record(AuditKind.DATABASE_COPIED, by=by, at=at)


@transaction.atomic
def note_restore_tried(*, by: Actor, at: datetime) -> None:
    state()
    Continuity.objects.update(restore_tried_at=at)
    audit.record(AuditKind.RESTORE_TRIED, by=by, at=at)

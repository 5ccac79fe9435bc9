"""Whether this database was restored from an older copy. Until what has happened since is known to
it again, it is held: it sends nothing and destroys nothing (decision 50).

The database has a mark, a number that is raised and committed before entries are written to the
journal, and each entry carries the mark of its time. So the journal never has a mark that the
database does not know, unless the database is an older copy of itself, however it was restored."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import journal, sequences
from access.continuity.journal import Entry, EntryKind
from access.models import Continuity

ACTOR = Actor.system("continuity")
Reason = Continuity.HoldReason
OPT_OUTS = frozenset({EntryKind.OPT_OUT, EntryKind.OPT_OUT_UNDONE})
logger = logging.getLogger(__name__)


class HeldError(Exception):
    """The database is held, so that nothing may be sent or destroyed."""


class JournalError(Exception):
    """The journal cannot be read or written. The message names the system's reason."""


@dataclass
class _Seen:
    """What this process has read of a journal."""

    offsets: dict[str, int] = field(default_factory=dict)
    mark: int = 0
    opt_outs: list[Entry] = field(default_factory=list)
    """Those that nobody in this process has looked at."""


_seen: dict[Path, _Seen] = {}


def state() -> Continuity:
    row = Continuity.objects.first()
    if row is None:
        row, _is_new = Continuity.objects.get_or_create(defaults={"generation": uuid4()})
    return row


def raise_mark() -> Continuity:
    """Raise the mark, in the caller's transaction, which must be committed before anything is
    written to the journal with the new mark. Raises JournalError."""
    if not Continuity.objects.filter(mark__gt=0).update(mark=F("mark") + 1):
        _begin_journal()
    return state()


def _begin_journal() -> None:
    """The folder comes before the first mark: a mark without a folder is a journal that has gone,
    for which the database is held."""
    generation = str(state().generation)
    with _told_as_journal_error():
        journal.begin(generation)
    Continuity.objects.filter(mark=0).update(mark=1)


def find_hold(
    *, at: datetime, look_at_opt_outs: Callable[[list[Entry]], object] | None = None
) -> str:
    """The reason for which the database is held, "" where it is not. Compares it with the journal,
    and holds it where it is an older copy or the journal has gone. `look_at_opt_outs` is called
    with those of the journal's tail that this process has not looked at. Raises JournalError where
    the journal cannot be read."""
    row = state()
    if row.held_at is not None:
        return row.held_because
    generation = str(row.generation)
    with _told_as_journal_error():
        if not journal.exists(generation):
            if row.mark:
                hold(Reason.JOURNAL_GONE, by=ACTOR, at=at)
            return Reason.JOURNAL_GONE if row.mark else ""
        seen = _read_on(generation)
    # Read again, since another process may have raised it meanwhile.
    if seen.mark > row.mark and seen.mark > state().mark:
        hold(Reason.OLDER_COPY, by=ACTOR, at=at)
        return Reason.OLDER_COPY
    if seen.opt_outs and look_at_opt_outs:
        look_at_opt_outs(seen.opt_outs)
        seen.opt_outs.clear()
    return ""


def _read_on(generation: str) -> _Seen:
    seen = _seen.setdefault(journal.folder(generation), _Seen())
    new = journal.read_on(generation, seen.offsets)
    seen.mark = max([seen.mark, *(entry.mark for entry in new)])
    seen.opt_outs += [entry for entry in new if entry.kind in OPT_OUTS]
    return seen


@transaction.atomic
def hold(reason: str, *, by: Actor, at: datetime) -> None:
    """Hold the database: raise every sequence past all ids that may have been given out since the
    copy was made, because links and withdrawal words are derived from ids, and end every session,
    because some may have been ended since."""
    state()
    if not Continuity.objects.filter(held_at=None).update(held_at=at, held_because=reason):
        return
    sequences.raise_all(at_least=issued_ids())
    Session.objects.all().delete()
    audit.record(AuditKind.DATABASE_HELD, by=by, at=at, reason=str(reason))
    logger.error("The database is held (%s): nothing is sent or destroyed.", reason)


@transaction.atomic
def set_apart() -> None:
    """Give a copy that is only tried a journal of its own, which begins with what the service's
    has. Else the service would take what is done with the copy for its own, and be held as the
    older of the two. Raises JournalError."""
    row = state()
    before, row.generation = str(row.generation), uuid4()
    with _told_as_journal_error():
        if journal.exists(before):
            journal.copy(before, to=str(row.generation))
            journal.mark_as_trial(str(row.generation))
    row.save(update_fields=["generation"])


def hold_reason() -> str:
    """In words, why the database is held, as it was last found; "" where it is not."""
    row = Continuity.objects.exclude(held_at=None).first()
    return str(row.get_held_because_display()) if row else ""


def behind_since() -> datetime | None:
    """Since when an opt-out is missing in the journal; None where it is complete."""
    row = Continuity.objects.first()
    return row.behind_since if row else None


def note(kind: EntryKind, *, at: datetime, **details: int | str | list[str]) -> None:
    """Write down, once the caller's transaction is committed, something that no safety hangs on.
    The page that it belongs to neither waits for the disk nor fails where it cannot be written."""
    transaction.on_commit(partial(_note, kind, at=at, details=details), robust=True)


def note_stop(kind: EntryKind, *, at: datetime, **details: int | str | list[str]) -> None:
    """Write down, once the caller's transaction is committed, something that stops us, or ends such
    a stop. A copy from before it does not know its mark, so it is held, and learns of it. What the
    journal cannot take holds all the same, until an older copy is restored."""
    try:
        mark = raise_mark().mark
    except JournalError as error:
        logger.warning("The contact journal misses a stop: %s", error)
        return
    transaction.on_commit(partial(_note_stop, kind, mark=mark, at=at, details=details), robust=True)


def note_set_aside(request: Model, *, at: datetime) -> None:
    """Write down that what one person asked for was refused or withdrawn, so that it does not wait
    for a second person in an older copy."""
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
    """Note the highest ids in the journal, by model label, where they are not those last noted;
    nothing while the database is held. Raises OSError or JournalError."""
    if find_hold(at=at) or ids == state().issued:
        return
    row = raise_mark()
    journal.append(str(row.generation), EntryKind.ISSUED, mark=row.mark, at=at, ids=dict(ids))
    Continuity.objects.update(issued=dict(ids))


def issued_ids() -> dict[str, int]:
    """By model label, the highest id that the journal knows of."""
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
    """For who has replayed the journal up to `mark`: the database knows what it says. The new mark
    is above every mark of the journal."""
    sequences.raise_all(at_least=issued_ids())
    newest = max(mark, state().mark)
    Continuity.objects.update(held_at=None, held_because="", mark=newest + 1)


def refuse_while_held(*, at: datetime) -> None:
    """Raise HeldError where the database is held, JournalError where that cannot be known."""
    if reason := find_hold(at=at):
        raise HeldError(reason)


def not_while_held(function: Callable[..., None]) -> Callable[..., None]:
    """For the function of a task that destroys or asks: it does nothing while the database is held,
    and where that cannot be known. What it would have done is done at its next time."""

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
    """Raises JournalError for an OSError of its block."""
    try:
        yield
    except OSError as error:
        message = f"the contact journal: {error.strerror or type(error).__name__}"
        raise JournalError(message) from None

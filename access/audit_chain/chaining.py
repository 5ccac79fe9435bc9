"""The only writer of the audit chain."""

import logging
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access import audit, retention
from access.actor import Actor
from access.audit import AuditKind
from access.audit_chain import rules, selectors
from access.continuity import holding, journal
from access.continuity.holding import JournalError
from access.continuity.journal import EntryKind
from access.destruction import bulk_delete
from access.models import AuditChainEnd, AuditEvent, AuditHead, AuditLink
from access.sealing.audit_seals import seal_key

BATCH = 1_000
QUIET = timedelta(minutes=10)
"""The first link gets a key when this time has passed without an unsealed event. Until then a
release that seals no events may still be running."""
SAID_AGAIN_AFTER = timedelta(hours=1)
logger = logging.getLogger(__name__)


def keep(*, by: Actor, at: datetime) -> bool:
    """Return whether the chain holds."""
    verdict = selectors.TrailVerdict()
    end = selectors.check_end(verdict)
    chain(at=at)
    if end:
        selectors.check_links(verdict, after=end.position, before=end.hash, at=at)
    ship_end(at=at)
    _raise_alarm(verdict.faults, by=by, at=at)
    return not verdict.faults


def _raise_alarm(faults: list[str], *, by: Actor, at: datetime) -> None:
    if not faults:
        return
    logger.error("The audit trail does not hold: %s", "; ".join(faults[:5]))
    said = AuditEvent.objects.filter(
        kind=AuditKind.TRAIL_BROKEN, at__gt=at - SAID_AGAIN_AFTER, details={"faults": len(faults)}
    )
    if not said.exists():
        audit.record(AuditKind.TRAIL_BROKEN, by=by, at=at, faults=len(faults))


def chain(*, at: datetime) -> int:
    """Return how many events."""
    total = 0
    while done := _chain_batch(at=at):
        total += done
    return total


@transaction.atomic
def _chain_batch(*, at: datetime) -> int:
    """Links and their seal are written together: no link lies beyond a seal."""
    end = AuditChainEnd.objects.select_for_update().first()
    last = AuditLink.objects.select_for_update().order_by("-position").first()
    events = list(selectors.unchained(at)[:BATCH])
    if not events:
        return 0
    before, first = (last.hash, last.position + 1) if last else (rules.FIRST, 1)
    is_keyed = end is not None or not _is_another_release_writing(events, at=at)
    key = seal_key() if is_keyed else None
    links = list(_links(events, before=before, first=first, at=at, key=key))
    AuditLink.objects.bulk_create(links)
    if is_keyed:
        link = links[-1]
        said = {"position": link.position, "keyed_from": (end.keyed_from if end else first)}
        seal = rules.seal_end(**said, head=link.hash, at=at, key=seal_key())
        AuditChainEnd.objects.update_or_create(
            singleton=True,
            defaults=said | {"hash": link.hash, "sealed_at": at, "seal": seal, "is_shipped": False},
        )
    return len(events)


def _is_another_release_writing(events: Iterable[AuditEvent], *, at: datetime) -> bool:
    return any(not event.seal and event.at > at - QUIET for event in events)


def _links(
    events: Iterable[AuditEvent], *, before: str, first: int, at: datetime, key: bytes | None
) -> Iterable[AuditLink]:
    for position, event in enumerate(events, start=first):
        salt = secrets.token_hex(16)
        digest = rules.digest_of(selectors.said_by(event), salt=salt)
        link = rules.Link(position=position, event_id=event.pk, at=event.at, digest=digest)
        before = rules.hash_of(link, before=before, key=key)
        yield AuditLink(
            position=position, event_id=event.pk, at=event.at, salt=salt, digest=digest,
            hash=before, chained_at=at,
        )  # fmt: skip


def ship_end(*, at: datetime) -> None:
    end = AuditChainEnd.objects.filter(is_shipped=False).first()
    if end is None or holding.state().held_at:
        return
    try:
        row = holding.raise_mark()
        journal.append(
            str(row.generation), EntryKind.AUDIT_END, mark=row.mark, at=at, position=end.position,
            hash=end.hash, keyed_from=end.keyed_from, sealed_at=end.sealed_at.isoformat(),
            seal=end.seal,
        )  # fmt: skip
    except (OSError, JournalError) as error:
        logger.warning("The contact journal misses the end of the audit trail: %s", error)
        return
    AuditChainEnd.objects.filter(position=end.position, hash=end.hash).update(is_shipped=True)


def seal(*, by: Actor, at: datetime) -> bool:
    """Return whether the day before was sealed now."""
    day = timezone.localdate(at) - timedelta(days=1)
    if not AuditHead.objects.filter(day=day).exists():
        chain(at=at)
        _seal_day(day, at=at)
    ship_end(at=at)
    _ship(at=at)
    end = selectors.chain_end()
    verdict = selectors.verify_new(at=at)
    if verdict.faults:
        _raise_alarm(verdict.faults, by=by, at=at)
    elif end and end.checked_position != end.position:
        sealed = rules.seal_checked(position=end.position, head=end.hash, key=seal_key())
        AuditChainEnd.objects.update(
            checked_position=end.position, checked_hash=end.hash, checked_seal=sealed
        )
    return not verdict.faults


def _seal_day(day: date, *, at: datetime) -> None:
    last = AuditLink.objects.order_by("-position").first()
    position, head = (last.position, last.hash) if last else (0, rules.FIRST)
    sealed = rules.seal_of(day, position=position, head=head, key=seal_key())
    AuditHead.objects.create(day=day, position=position, hash=head, seal=sealed, sealed_at=at)


def _ship(*, at: datetime) -> None:
    for head in AuditHead.objects.filter(is_shipped=False).order_by("day"):
        try:
            row = holding.raise_mark()
            journal.append(
                str(row.generation), EntryKind.AUDIT_HEAD, mark=row.mark, at=at,
                day=head.day.isoformat(), position=head.position, hash=head.hash, seal=head.seal,
            )  # fmt: skip
        except (OSError, JournalError) as error:
            logger.warning("The contact journal misses a head of the audit trail: %s", error)
            return
        AuditHead.objects.filter(pk=head.pk).update(is_shipped=True)


def forget_salts(*, at: datetime) -> int:
    """Remove salts of destroyed events, whose digests then reveal nothing. Return how many."""
    kept = AuditLink.objects.filter(at__lt=retention.audit_kept_from(at)).exclude(salt="")
    return bulk_delete.update_in_batches(kept, salt="")

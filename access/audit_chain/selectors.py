"""Reads of the chain of audit events, and whether it holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from access import retention
from access.audit import AuditKind
from access.audit_chain import rules
from access.continuity import holding, journal
from access.continuity.journal import EntryKind
from access.models import AuditEvent, AuditHead, AuditLink

LATE = timedelta(hours=1)
"""The worker chains within a minute; an event that is not chained by then was kept from it."""
LONGEST_TRANSACTION = timedelta(days=1)
"""An event's id is given out in its transaction, and is seen when that ends."""
PAGE = 2_000
SAID = (
    "id", "kind", "at", "actor_kind", "actor_name", "actor_user_id", "target", "force_code",
    "details",
)  # fmt: skip
"""All columns of an event."""


@dataclass
class TrailVerdict:
    links: int = 0
    events: int = 0
    heads: int = 0
    faults: list[str] = field(default_factory=list)
    """In plain words, with the number of the event or the day of the head."""
    notes: list[str] = field(default_factory=list)
    """What is no fault, and is told."""


def said_by(event: AuditEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in SAID}


def seal_key() -> bytes:
    """Derived from PERSON_KEY, which never changes and which no copy of the database has."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"seals of the audit trail")
    return derive.derive(settings.PERSON_KEY.encode())


def unchained(at: datetime) -> QuerySet[AuditEvent]:
    """Events that are not in the chain, the oldest first. Those are not looked at again whose id
    was given out before the longest transaction: verify() finds them."""
    chained = AuditLink.objects.filter(event_id=OuterRef("pk"))
    settled = AuditLink.objects.filter(chained_at__lt=at - LONGEST_TRANSACTION)
    last = settled.order_by("-chained_at", "-position").first()
    events = AuditEvent.objects.filter(~Exists(chained)).order_by("pk")
    return events.filter(pk__gt=last.event_id - PAGE) if last else events


def verify(*, at: datetime) -> TrailVerdict:
    """Go through the whole chain, all events, all heads and what the journal knows of them."""
    verdict = TrailVerdict()
    heads = {head.position: head for head in AuditHead.objects.all()}
    hashes = _verify_links(verdict, wanted=frozenset(heads), at=at)
    for head in sorted(heads.values(), key=lambda each: each.day):
        _verify_head(head, hashes, verdict)
    _verify_unchained(verdict, at=at)
    _verify_shipped(verdict)
    return verdict


def _verify_links(verdict: TrailVerdict, *, wanted: frozenset[int], at: datetime) -> dict[int, str]:
    """Returns the hashes that were worked out at the wanted positions."""
    before, expected, found = rules.FIRST, 1, {}
    kept_from = retention.audit_kept_from(at)
    for link, event in _links_with_events():
        if link.position != expected:
            verdict.faults.append(f"links {expected} to {link.position - 1} are gone")
        told = rules.Link(link.position, link.event_id, link.at, link.digest)
        before = rules.hash_of(told, before=before)
        if before != link.hash:
            verdict.faults.append(f"link {link.position} does not follow from the one before it")
            before = link.hash
        fault = _fault_of(link, event, kept_from=kept_from)
        if fault:
            verdict.faults.append(f"event {link.event_id} {fault}")
        if link.position in wanted:
            found[link.position] = before
        verdict.links += 1
        verdict.events += event is not None
        expected = link.position + 1
    return found


def _links_with_events() -> Iterator[tuple[AuditLink, AuditEvent | None]]:
    last = 0
    while page := list(AuditLink.objects.filter(position__gt=last).order_by("position")[:PAGE]):
        events = _events_of(page)
        yield from ((link, events.get(link.event_id)) for link in page)
        last = page[-1].position


def _events_of(page: Sequence[AuditLink]) -> Mapping[int, AuditEvent]:
    """By number. Looked for in the months of the links, and elsewhere only what is not there: a
    time that was changed is told as such."""
    times = [link.at for link in page]
    own = AuditEvent.objects.filter(at__gte=min(times), at__lte=max(times))
    found = own.in_bulk([link.event_id for link in page])
    gone = [link.event_id for link in page if link.event_id not in found and link.salt]
    return found | AuditEvent.objects.in_bulk(gone)


def _fault_of(link: AuditLink, event: AuditEvent | None, *, kept_from: datetime) -> str:
    if event is None:
        return "" if link.at < kept_from else "was deleted before its time"
    if not link.salt:
        return "has lost its salt before its time"
    is_same = rules.digest_of(said_by(event), salt=link.salt) == link.digest
    return "" if is_same and event.at == link.at else "was changed"


def _verify_head(head: AuditHead, hashes: Mapping[int, str], verdict: TrailVerdict) -> None:
    verdict.heads += 1
    seal = rules.seal_of(head.day, position=head.position, head=head.hash, key=seal_key())
    if seal != head.seal:
        verdict.faults.append(f"the head of {head.day} is not sealed with our key")
    if hashes.get(head.position, rules.FIRST if head.position == 0 else "") != head.hash:
        verdict.faults.append(f"the chain does not lead to the head of {head.day}")


def _verify_unchained(verdict: TrailVerdict, *, at: datetime) -> None:
    chained = AuditLink.objects.filter(event_id=OuterRef("pk"))
    waiting = AuditEvent.objects.filter(~Exists(chained))
    late = waiting.filter(at__lt=at - LATE, at__gte=retention.audit_kept_from(at)).count()
    if late:
        verdict.faults.append(f"{late} events of more than an hour ago are not in the chain")
    if fresh := waiting.count() - late:
        verdict.notes.append(f"{fresh} events wait for the worker")
    if twice := _with_a_number_of_another().count():
        verdict.faults.append(f"{twice} events have the number of another")


def _with_a_number_of_another() -> QuerySet[AuditEvent]:
    """Where a table is cut into months, its key is number and time, and two months could have the
    same number: the second would stand in the trail and be taken for chained."""
    chained = AuditLink.objects.filter(event_id=OuterRef("pk"))
    others = AuditEvent.objects.filter(pk=OuterRef("pk")).exclude(at=OuterRef("at"))
    return AuditEvent.objects.filter(
        Exists(chained), ~Exists(chained.filter(at=OuterRef("at"))), Exists(others)
    )


def _verify_shipped(verdict: TrailVerdict) -> None:
    """What was written elsewhere cannot be changed by who has the database."""
    released = AuditEvent.objects.filter(kind=AuditKind.DATABASE_RELEASED)
    ours = {head.day.isoformat(): head for head in AuditHead.objects.all()}
    for day, shipped in _shipped().items():
        head = ours.get(day)
        if head and (head.position, head.hash) == (shipped["position"], shipped["hash"]):
            continue
        if released.filter(at__gt=shipped["at"]).exists():
            verdict.notes.append(f"the head of {day} was lost when the database was restored")
            continue
        verdict.faults.append(f"the journal has another head for {day}")
    unshipped = sorted(day for day, head in ours.items() if not head.is_shipped)
    if unshipped:
        verdict.notes.append(f"heads that wait for the journal: {', '.join(unshipped)}")


def _shipped() -> Mapping[str, Mapping[str, Any]]:
    """By day, the head that the journal has; the newest where it has two. Raises OSError."""
    generation = str(holding.state().generation)
    entries: Iterable[journal.Entry] = (
        journal.entries(generation) if journal.exists(generation) else ()
    )
    return {
        entry.details["day"]: {**entry.details, "at": entry.at}
        for entry in entries
        if entry.kind == EntryKind.AUDIT_HEAD
    }

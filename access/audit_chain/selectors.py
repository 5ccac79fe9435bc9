from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from pathlib import Path
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet

from access import audit, retention
from access.audit import AuditKind
from access.audit_chain import rules
from access.continuity import holding, journal
from access.continuity.journal import EntryKind
from access.models import AuditChainEnd, AuditEvent, AuditHead, AuditLink
from access.sealing.audit_seals import is_event_seal, seal_key

LATE = timedelta(hours=1)
"""The worker chains within a minute; an event not chained by then was kept from it."""
LONGEST_TRANSACTION = timedelta(days=1)
"""An event gets its id inside its transaction and is seen when that ends."""
PAGE = 2_000
NIGHTS = 30
LEAST_A_NIGHT = 1_000_000
"""Each night checks new links, and at least this many, or a thirtieth, of the older ones. A
million links take about 20 seconds."""


@dataclass
class TrailVerdict:
    links: int = 0
    events: int = 0
    heads: int = 0
    faults: list[str] = field(default_factory=list)
    """In words, with the number of the event or the day of the head."""
    notes: list[str] = field(default_factory=list)
    """Facts that are no fault."""


def said_by(event: AuditEvent) -> dict[str, Any]:
    return {"id": event.pk} | audit.said_by(event)


def unchained(at: datetime) -> QuerySet[AuditEvent]:
    chained = AuditLink.objects.filter(event_id=OuterRef("pk"))
    settled = AuditLink.objects.filter(chained_at__lt=at - LONGEST_TRANSACTION)
    last = settled.order_by("-chained_at", "-position").first()
    events = AuditEvent.objects.filter(~Exists(chained)).order_by("pk")
    return events.filter(pk__gt=last.event_id - PAGE) if last else events


def chain_end() -> AuditChainEnd | None:
    return AuditChainEnd.objects.first()


def verify(*, at: datetime) -> TrailVerdict:
    verdict = TrailVerdict()
    check_end(verdict)
    heads = list(AuditHead.objects.order_by("day"))
    found = check_links(
        verdict, after=0, before=rules.FIRST, at=at, wanted={head.position for head in heads}
    )
    for head in heads:
        _verify_head(head, found, verdict)
    _verify_unchained(verdict, at=at)
    known, generation = _Journalled(), str(holding.state().generation)
    if journal.exists(generation):
        known.take(journal.entries(generation))
    _verify_shipped(verdict, known)
    return verdict


def verify_new(*, at: datetime) -> TrailVerdict:
    """All older links are checked within NIGHTS nights."""
    verdict = TrailVerdict()
    end = check_end(verdict)
    checked, before = _checked(end)
    heads = list(AuditHead.objects.filter(position__gt=checked).order_by("day"))
    wanted = {head.position for head in heads}
    found = check_links(verdict, after=checked, before=before, at=at, wanted=wanted)
    for head in heads:
        _verify_head(head, found, verdict)
    for after, last in _parts_for_tonight(checked, night=at.toordinal()):
        check_links(verdict, after=after, before=_hash_at(after), at=at, last=last)
    _verify_unchained(verdict, at=at)
    _verify_shipped(verdict, _newest_of_journal())
    return verdict


def _parts_for_tonight(checked: int, *, night: int) -> list[tuple[int, int]]:
    size = max(LEAST_A_NIGHT, -(-checked // NIGHTS))
    if checked <= size:
        return [(0, checked)] if checked else []
    first = night * size % checked
    beyond = first + size - checked
    return [(first, checked), (0, beyond)] if beyond > 0 else [(first, first + size)]


def _checked(end: AuditChainEnd | None) -> tuple[int, str]:
    if end and end.checked_position:
        sealed = rules.seal_checked(
            position=end.checked_position, head=end.checked_hash, key=seal_key()
        )
        if compare_digest(sealed, end.checked_seal):
            return end.checked_position, end.checked_hash
    return 0, rules.FIRST


def _hash_at(position: int) -> str:
    link = AuditLink.objects.filter(position=position).first()
    return link.hash if link else rules.FIRST


def check_end(verdict: TrailVerdict) -> AuditChainEnd | None:
    """Return the end if its seal is ours and the journal knows no later one."""
    end, shipped = chain_end(), _newest_of_journal().end
    _check_other_journals(verdict)
    if end:
        sealed = rules.seal_end(
            position=end.position, head=end.hash, keyed_from=end.keyed_from, at=end.sealed_at,
            key=seal_key(),
        )  # fmt: skip
        if not compare_digest(sealed, end.seal):
            verdict.faults.append("the end of the chain is not sealed with our key")
            end = None
        elif _hash_at(end.position) != end.hash:
            verdict.faults.append("the chain does not lead to its sealed end")
        elif beyond := AuditLink.objects.filter(position__gt=end.position).count():
            verdict.faults.append(f"{beyond} links lie beyond the sealed end of the chain")
    if shipped and not holding.state().held_at:
        position = shipped.details["position"]
        is_there = end is not None and end.position >= position
        if is_there and _hash_at(position) == shipped.details["hash"]:
            return end
        if _was_released_since(shipped.at):
            verdict.notes.append("the end of the chain was lost when the database was restored")
        else:
            verdict.faults.append(f"the journal has a later end of the chain, link {position}")
    return end


def _check_other_journals(verdict: TrailVerdict) -> None:
    own, first = holding.state(), AuditEvent.objects.aggregate(at=Min("at"))["at"]
    if own.held_at or first is None or journal.is_trial(str(own.generation)):
        return
    for generation in journal.generations():
        if generation == str(own.generation) or journal.is_trial(generation):
            continue
        end = _newest_of_journal(generation).end
        if end is None or end.at < first or not _is_our_end(end):
            continue
        position = end.details["position"]
        if _hash_at(position) != end.details["hash"] and not _was_released_since(end.at):
            verdict.faults.append(f"another journal has a later end of the chain, link {position}")


def _is_our_end(entry: journal.Entry) -> bool:
    said = entry.details
    sealed = rules.seal_end(
        position=said["position"], head=said["hash"], keyed_from=said["keyed_from"],
        at=datetime.fromisoformat(said["sealed_at"]), key=seal_key(),
    )  # fmt: skip
    return compare_digest(sealed, said["seal"])


def _was_released_since(at: datetime) -> bool:
    released = AuditEvent.objects.filter(kind=AuditKind.DATABASE_RELEASED, at__gt=at)
    return any(_is_sealed(event) for event in released)


def _is_sealed(event: AuditEvent) -> bool:
    return is_event_seal(event.seal, audit.said_by(event), key=seal_key())


def _keyed_from() -> int | None:
    if end := chain_end():
        return end.keyed_from
    shipped = _newest_of_journal().end
    return int(shipped.details["keyed_from"]) if shipped else None


def check_links(
    verdict: TrailVerdict,
    *,
    after: int,
    before: str,
    at: datetime,
    last: int | None = None,
    wanted: Iterable[int] = (),
) -> dict[int, str]:
    """Return the hashes at the wanted positions."""
    expected, found, wanted = after + 1, {}, frozenset(wanted)
    kept_from, keyed_from, key = retention.audit_kept_from(at), _keyed_from(), seal_key()
    for page in _pages(after, last):
        events = _events_of(page)
        for link in page:
            event = events.get(link.event_id)
            is_keyed = keyed_from is not None and link.position >= keyed_from
            if link.position != expected:
                verdict.faults.append(f"links {expected} to {link.position - 1} are gone")
            told = rules.Link(link.position, link.event_id, link.at, link.digest)
            before = rules.hash_of(told, before=before, key=key if is_keyed else None)
            if before != link.hash:
                verdict.faults.append(
                    f"link {link.position} does not follow from the one before it"
                )
                before = link.hash
            fault = _fault_of(link, event, kept_from=kept_from, is_keyed=is_keyed)
            if fault:
                verdict.faults.append(f"event {link.event_id} {fault}")
            if link.position in wanted:
                found[link.position] = before
            verdict.links += 1
            verdict.events += event is not None
            expected = link.position + 1
        verdict.faults += [f"event {number} repeats another" for number in _repeated(page, events)]
    return found


def _pages(after: int, last: int | None) -> Iterator[list[AuditLink]]:
    links = AuditLink.objects.order_by("position")
    if last is not None:
        links = links.filter(position__lte=last)
    while page := list(links.filter(position__gt=after)[:PAGE]):
        yield page
        after = page[-1].position


def _repeated(page: Sequence[AuditLink], events: Mapping[int, AuditEvent]) -> list[int]:
    """Copies that were inserted."""
    seals = {event.seal for event in events.values() if event.seal}
    times = {event.at for event in events.values() if event.seal}
    if not times:
        return []
    at_these_times = AuditEvent.objects.filter(at__gte=min(times), at__lte=max(times), at__in=times)
    same = at_these_times.values_list("seal", "pk").order_by("pk")
    found = [(seal, number) for seal, number in same if seal in seals]
    counts = Counter(seal for seal, _number in found)
    first = dict(reversed(found))
    here = {link.event_id for link in page}
    return [
        number
        for seal, number in found
        if counts[seal] > 1 and number != first[seal] and number in here
    ]


def _events_of(page: Sequence[AuditLink]) -> Mapping[int, AuditEvent]:
    times = [link.at for link in page]
    own = AuditEvent.objects.filter(at__gte=min(times), at__lte=max(times))
    found = own.in_bulk([link.event_id for link in page])
    gone = [link.event_id for link in page if link.event_id not in found and link.salt]
    return found | AuditEvent.objects.in_bulk(gone)


def _fault_of(
    link: AuditLink, event: AuditEvent | None, *, kept_from: datetime, is_keyed: bool
) -> str:
    if event is None:
        return "" if link.at < kept_from else "was deleted before its time"
    if not link.salt:
        return "has lost its salt before its time"
    is_same = rules.digest_of(said_by(event), salt=link.salt) == link.digest
    if not is_same or event.at != link.at:
        return "was changed"
    return "" if not is_keyed or _is_sealed(event) else "was not written by this service"


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
    late = waiting.filter(at__lt=at - LATE).count()
    if late:
        verdict.faults.append(f"{late} events of more than an hour ago are not in the chain")
    if early := waiting.filter(at__gt=at + LATE).count():
        verdict.faults.append(f"{early} events of the future are not in the chain")
    if fresh := waiting.count() - late - early:
        verdict.notes.append(f"{fresh} events wait for the worker")
    if twice := _with_a_number_of_another().count():
        verdict.faults.append(f"{twice} events have the number of another")


def _with_a_number_of_another() -> QuerySet[AuditEvent]:
    chained = AuditLink.objects.filter(event_id=OuterRef("pk"))
    others = AuditEvent.objects.filter(pk=OuterRef("pk")).exclude(at=OuterRef("at"))
    return AuditEvent.objects.filter(
        Exists(chained), ~Exists(chained.filter(at=OuterRef("at"))), Exists(others)
    )


@dataclass
class _Journalled:
    heads: dict[str, journal.Entry] = field(default_factory=dict)
    end: journal.Entry | None = None

    def take(self, entries: Iterable[journal.Entry]) -> None:
        for entry in entries:
            if entry.kind == EntryKind.AUDIT_HEAD:
                self.heads[entry.details["day"]] = entry
            elif entry.kind == EntryKind.AUDIT_END and (
                self.end is None or entry.at >= self.end.at
            ):
                self.end = entry


_read: dict[Path, tuple[dict[str, int], _Journalled]] = {}


def _newest_of_journal(generation: str = "") -> _Journalled:
    """Raises OSError."""
    generation = generation or str(holding.state().generation)
    if not journal.exists(generation):
        return _Journalled()
    offsets, known = _read.setdefault(journal.folder(generation), ({}, _Journalled()))
    known.take(sorted(journal.read_on(generation, offsets), key=lambda entry: entry.at))
    return known


def _verify_shipped(verdict: TrailVerdict, known: _Journalled) -> None:
    """The database cannot change the journal."""
    ours = {head.day.isoformat(): head for head in AuditHead.objects.all()}
    for day, shipped in known.heads.items():
        head = ours.get(day)
        told = shipped.details
        if head and (head.position, head.hash) == (told["position"], told["hash"]):
            continue
        if _was_released_since(shipped.at):
            verdict.notes.append(f"the head of {day} was lost when the database was restored")
            continue
        verdict.faults.append(f"the journal has another head for {day}")
    unshipped = sorted(day for day, head in ours.items() if not head.is_shipped)
    if unshipped:
        verdict.notes.append(f"heads that wait for the journal: {', '.join(unshipped)}")

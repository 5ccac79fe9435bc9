"""Keeping the cube up with answers, a batch of news at a time.

Each response has one row in the ledger of its quarter's live version. A batch compares that row
with what the response says now and changes the cells by the difference, so that a batch that runs
twice, or hears of a response twice, changes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import cells as cube_cells
from analytics.cube import ledger_entries, selectors
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import Entry
from analytics.models import CubeCell, CubeEntry, CubeVersion
from responses import extract
from responses.extract_rows import AnswerRow

BATCH = 1_000
GIVEN_UP_AFTER = timedelta(hours=1)
"""A version that is still being built after so long holds up no news any more."""
State = CubeVersion.State


@dataclass(frozen=True, kw_only=True)
class KeptUp:
    """`changes` were heard of, up to the one numbered `last`; `waiting` belong to quarters that are
    just being rebuilt, and are news the next time as well."""

    last: int = 0
    changes: int = 0
    waiting: int = 0
    added: int = 0
    taken: int = 0
    cells: int = 0

    def plus(self, other: "KeptUp") -> "KeptUp":
        return KeptUp(
            last=max(self.last, other.last),
            changes=self.changes + other.changes,
            waiting=self.waiting + other.waiting,
            added=self.added + other.added,
            taken=self.taken + other.taken,
            cells=self.cells + other.cells,
        )


@dataclass
class _Change:
    """What a batch does to one version."""

    added: list[Entry] = field(default_factory=list)
    taken: list[Entry] = field(default_factory=list)


def keep_up_to_date(*, by: Actor, at: datetime, at_most: int = BATCH) -> KeptUp:
    """Batch after batch, each a transaction of its own, until there is no more news. What waits for
    a rebuild is passed over, so that no other quarter waits with it."""
    done = KeptUp()
    while True:
        batch = keep_up(by=by, at=at, at_most=at_most, after=done.last)
        done = done.plus(batch)
        if not batch.last:
            return done


@transaction.atomic
def keep_up(*, by: Actor, at: datetime, at_most: int = BATCH, after: int = 0) -> KeptUp:
    """Take in the oldest news after the change of a number. One writer at a time: the live
    versions are locked."""
    list(CubeVersion.objects.select_for_update().filter(state=State.LIVE).order_by("pk"))
    news = extract.news(at_most=at_most, after=after)
    if not news.changes:
        return KeptUp()
    # A quarter whose cases are being destroyed opens no cube again.
    first_kept = extract.first_period_kept(at)
    rows = {
        row.response_id: row
        for row in ledger_entries.countable(extract.answer_rows(response_ids=news.response_ids))
        if row.period >= first_kept
    }
    # Asked after the news was read: a version begun later reads these answers itself.
    waiting = _waiting(news.response_ids, rows, at=at)
    done = _take_in(rows, news.response_ids - waiting, at=at)
    heard = [change for change, response in news.changes if response not in waiting]
    extract.take_in(heard)
    kept_up = KeptUp(
        last=news.last, changes=len(heard), waiting=len(news.changes) - len(heard)
    ).plus(done)
    if kept_up.added or kept_up.taken:
        audit.record(
            AuditKind.CUBE_KEPT_UP,
            by=by,
            at=at,
            added=kept_up.added,
            taken=kept_up.taken,
            cells=kept_up.cells,
        )
    return kept_up


def _waiting(
    response_ids: Collection[int], rows: Mapping[int, AnswerRow], *, at: datetime
) -> frozenset[int]:
    """Responses of quarters of which a version is being built: it may or may not have read them,
    and only the ledger that it will bring can tell. One that was taken back before any batch
    counted it stands nowhere, so it may be of such a quarter too."""
    building = selectors.in_making(since=at - GIVEN_UP_AFTER)
    if not building:
        return frozenset()
    periods = selectors.periods_of(response_ids)
    counted = {key for key, period in periods if period in building}
    answered = {key for key, row in rows.items() if row.period in building}
    nowhere = set(response_ids) - rows.keys() - {key for key, _ in periods}
    return frozenset(counted | answered | nowhere)


def _take_in(
    rows: Mapping[int, AnswerRow], response_ids: Collection[int], *, at: datetime
) -> KeptUp:
    done = KeptUp()
    held = {period for _, period in selectors.periods_of(response_ids)}
    periods = {rows[key].period for key in response_ids if key in rows} | held
    for period in sorted(periods):
        version, codebook = _live_version(period, at=at)
        before = selectors.entries(version, response_ids=response_ids)
        now = _entries_now(
            [rows[key] for key in response_ids if key in rows and rows[key].period == period],
            before=before,
            codebook=codebook,
            factors=selectors.factors(version),
        )
        done = done.plus(_apply(version, codebook, before=before, now=now))
    return done


def _live_version(period: str, *, at: datetime) -> tuple[CubeVersion, Codebook]:
    """The live version, which a quarter's first answer makes, with a codebook that holds all
    that is published by now. Locked here again: it may have become live while this batch waited
    for the lock of the one before it."""
    published = selectors.published_codebook()
    version, _ = CubeVersion.objects.select_for_update().get_or_create(
        period=period,
        state=State.LIVE,
        defaults={"begun_at": at, "codebook": selectors.as_kept(published)},
    )
    held = selectors.codebook_of(version)
    codebook = held.grown(published)
    if codebook != held:
        version.codebook = selectors.as_kept(codebook)
        version.save(update_fields=["codebook"])
    return version, codebook


def _entries_now(
    rows: Iterable[AnswerRow],
    *,
    before: Mapping[int, Entry],
    codebook: Codebook,
    factors: Mapping[str, Mapping[str, float]],
) -> dict[int, Entry]:
    """A response keeps its weight until the next weighting; a new one gets its design weight ×
    the factor of its class in the last weighting of its force."""
    found = {}
    for row in rows:
        held = before.get(row.response_id)
        weight = (
            held.weight / cube_cells.UNITS
            if held
            else ledger_entries.weight_between_runs(row, factors.get(row.force, {}))
        )
        found[row.response_id] = ledger_entries.entry_of(row, weight=weight, codebook=codebook)
    return found


def _apply(
    version: CubeVersion,
    codebook: Codebook,
    *,
    before: Mapping[int, Entry],
    now: Mapping[int, Entry],
) -> KeptUp:
    same = {
        key for key, entry in now.items() if key in before and before[key].content == entry.content
    }
    added = [entry for key, entry in now.items() if key not in same]
    taken = [entry for key, entry in before.items() if key not in same]
    cells = _change_cells(version, codebook, added=added, taken=taken)
    gone = [entry.response_id for entry in taken if entry.response_id not in now]
    CubeEntry.objects.filter(version=version, response_id__in=gone).delete()
    bulk_write.write_rows(
        CubeEntry,
        rows=[
            {
                "version_id": version.pk,
                "response_id": entry.response_id,
                "force_id": entry.force,
                "weight": entry.weight,
                "levels": cube_cells.packed_places(entry.levels),
                "bins": cube_cells.packed_places(entry.bins),
            }
            for entry in added
        ],
        unique=("version_id", "response_id"),
    )
    return KeptUp(added=len(added), taken=len(taken), cells=cells)


def _change_cells(
    version: CubeVersion, codebook: Codebook, *, added: list[Entry], taken: list[Entry]
) -> int:
    differences = ledger_entries.differences(added=added, taken=taken, codebook=codebook)
    forces = {force for force, _level in differences}
    levels = {level for _force, level in differences}
    held = selectors.cells(version, codebook=codebook, forces=forces, levels=levels)
    after = {
        place: cube_cells.added(held.get(place, cube_cells.nothing(codebook)), difference)
        for place, difference in differences.items()
    }
    bulk_write.write_rows(
        CubeCell,
        rows=[
            {
                "version_id": version.pk,
                "force_id": force,
                "level": level,
                "sums": cube_cells.packed(sums),
            }
            for (force, level), sums in after.items()
            if sums.any()
        ],
        unique=("version_id", "force_id", "level"),
    )
    _drop_empty(version, (place for place, sums in after.items() if not sums.any()))
    return len(after)


def _drop_empty(version: CubeVersion, places: Iterable[ledger_entries.Place]) -> None:
    """Nobody stands there any more, and a rebuilt version would have no such row."""
    by_force: dict[str, list[int]] = defaultdict(list)
    for force, level in places:
        by_force[force].append(level)
    for force, levels in by_force.items():
        version.cells.filter(force=force, level__in=levels).delete()

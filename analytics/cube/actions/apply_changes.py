"""Keeps the cube up to date with changed answers, a batch at a time.

Each response has one row in the ledger of its quarter's live version. A batch compares that row
with what the response says now and changes the cells by the difference. A batch that runs twice, or
gets a response twice, changes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import cells as cube_cells
from analytics.cube import ledger_entries, selectors, versions_being_built
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from analytics.models import CubeCell, CubeEntry, CubeVersion
from responses import extract
from responses.extract_rows import AnswerRow

BATCH = 1_000
State = CubeVersion.State


@dataclass(frozen=True, kw_only=True)
class AppliedChanges:
    """Counts of what was done. `changes` were applied, up to the one numbered `last`; `deferred`
    belong to quarters that are being rebuilt and stay queued for a later batch, although answers
    that were withdrawn or erased are taken out of every version already."""

    last: int = 0
    changes: int = 0
    deferred: int = 0
    added: int = 0
    taken: int = 0
    cells: int = 0

    def plus(self, other: "AppliedChanges") -> "AppliedChanges":
        return AppliedChanges(
            last=max(self.last, other.last),
            changes=self.changes + other.changes,
            deferred=self.deferred + other.deferred,
            added=self.added + other.added,
            taken=self.taken + other.taken,
            cells=self.cells + other.cells,
        )


def apply_all(*, by: Actor, at: datetime, at_most: int = BATCH) -> AppliedChanges:
    """Apply batches, each in a transaction of its own, until no change is left. Changes deferred by
    a rebuild are passed over, so that other quarters are not delayed."""
    done = AppliedChanges()
    while True:
        batch = apply_batch(by=by, at=at, at_most=at_most, after=done.last)
        done = done.plus(batch)
        if not batch.last:
            return done


@transaction.atomic
def apply_batch(*, by: Actor, at: datetime, at_most: int = BATCH, after: int = 0) -> AppliedChanges:
    """Apply the oldest changes numbered above `after`. Only one batch runs at a time, because it
    locks the live versions."""
    list(CubeVersion.objects.select_for_update().filter(state=State.LIVE).order_by("pk"))
    news = extract.response_changes(at_most=at_most, after=after)
    if not news.changes:
        return AppliedChanges()
    rows = _countable_rows(news.response_ids, at=at)
    # Read after the changes: a version begun later reads these answers itself.
    deferred = _deferred(news.response_ids, rows, at=at)
    done = _apply_to_quarters(rows, news.response_ids - deferred, at=at)
    done = done.plus(_take_out(deferred - rows.keys()))
    applied = [change for change, response in news.changes if response not in deferred]
    extract.delete_changes(applied)
    if done.added or done.taken:
        audit.record(
            AuditKind.CUBE_KEPT_UP,
            by=by,
            at=at,
            added=done.added,
            taken=done.taken,
            cells=done.cells,
        )
    counts = AppliedChanges(
        last=news.last, changes=len(applied), deferred=len(news.changes) - len(applied)
    )
    return counts.plus(done)


def _countable_rows(response_ids: Collection[int], *, at: datetime) -> dict[int, AnswerRow]:
    """The responses that figures count, by number. A quarter whose cases are being destroyed does
    not get a cube again."""
    first_kept = extract.first_period_kept(at)
    rows = ledger_entries.countable(extract.answer_rows(response_ids=response_ids))
    return {row.response_id: row for row in rows if row.period >= first_kept}


def _deferred(
    response_ids: Collection[int], rows: Mapping[int, AnswerRow], *, at: datetime
) -> frozenset[int]:
    """The responses of quarters that are being rebuilt: the new version may or may not have read
    them, and only its ledger will tell. A response withdrawn before any batch counted it is in no
    ledger, so it may belong to such a quarter and is deferred too."""
    building = versions_being_built.periods_being_built(at=at)
    if not building:
        return frozenset()
    periods = selectors.periods_of(response_ids)
    counted = {key for key, period in periods if period in building}
    answered = {key for key, row in rows.items() if row.period in building}
    nowhere = set(response_ids) - rows.keys() - {key for key, _ in periods}
    return frozenset(counted | answered | nowhere)


def _apply_to_quarters(
    rows: Mapping[int, AnswerRow], response_ids: Collection[int], *, at: datetime
) -> AppliedChanges:
    done = AppliedChanges()
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


def _take_out(response_ids: Collection[int]) -> AppliedChanges:
    """Take responses that no longer count out of every version at once, so that no ledger holds
    their answers while their quarter is rebuilt. What a builder is loading at this moment is taken
    out by a later batch: the changes stay queued until the rebuild has ended."""
    done = AppliedChanges()
    for version in selectors.versions_of(response_ids):
        before = selectors.entries(version, response_ids=response_ids)
        if version.state == State.BUILDING:
            forces = versions_being_built.lock_loaded_forces(
                version, forces={entry.force for entry in before.values()}
            )
            # Read again under the lock: a force may have been loaded anew meanwhile.
            before = selectors.entries(version, response_ids=response_ids, forces=forces)
        codebook = selectors.codebook_of(version)
        done = done.plus(_apply(version, codebook, before=before, now={}))
    return done


def _live_version(period: str, *, at: datetime) -> tuple[CubeVersion, Codebook]:
    """The live version, made with the quarter's first answer, and a codebook with everything
    published by now. It is locked again, because it may have become live while this batch waited
    for the lock."""
    published = selectors.published_codebook()
    version, _ = CubeVersion.objects.select_for_update().get_or_create(
        period=period,
        state=State.LIVE,
        defaults={"renewed_at": at, "codebook": selectors.codebook_as_stored(published)},
    )
    held = selectors.codebook_of(version)
    codebook = held.extended_by(published)
    if codebook != held:
        version.codebook = selectors.codebook_as_stored(codebook)
        version.save(update_fields=["codebook"])
    return version, codebook


def _entries_now(
    rows: Iterable[AnswerRow],
    *,
    before: Mapping[int, LedgerEntry],
    codebook: Codebook,
    factors: Mapping[str, Mapping[str, float]],
) -> dict[int, LedgerEntry]:
    """A response keeps its weight until the next weighting; a new one gets its design weight × the
    factor of its class in the last weighting of its force."""
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
    before: Mapping[int, LedgerEntry],
    now: Mapping[int, LedgerEntry],
) -> AppliedChanges:
    same = {
        key for key, entry in now.items() if key in before and before[key].content == entry.content
    }
    added = [entry for key, entry in now.items() if key not in same]
    taken = [entry for key, entry in before.items() if key not in same]
    cells = _change_cells(version, codebook, added=added, taken=taken)
    gone = [entry.response_id for entry in taken if entry.response_id not in now]
    CubeEntry.objects.filter(version=version, response_id__in=gone).delete()
    _write_entries(version, added)
    return AppliedChanges(added=len(added), taken=len(taken), cells=cells)


def _write_entries(version: CubeVersion, entries: Iterable[LedgerEntry]) -> None:
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
            for entry in entries
        ],
        unique=("version_id", "response_id"),
    )


def _change_cells(
    version: CubeVersion, codebook: Codebook, *, added: list[LedgerEntry], taken: list[LedgerEntry]
) -> int:
    differences = ledger_entries.cell_changes(added=added, taken=taken, codebook=codebook)
    forces = {force for force, _level in differences}
    levels = {level for _force, level in differences}
    held = selectors.cells(version, codebook=codebook, forces=forces, levels=levels)
    after = {
        place: cube_cells.add(held.get(place, cube_cells.empty_cell(codebook)), difference)
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
    """Delete cells that nobody is in any more, as a rebuilt version would not have them."""
    by_force: dict[str, list[int]] = defaultdict(list)
    for force, level in places:
        by_force[force].append(level)
    for force, levels in by_force.items():
        version.cells.filter(force=force, level__in=levels).delete()

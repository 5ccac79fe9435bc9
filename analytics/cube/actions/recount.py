"""Checks the cube against the answers it was counted from."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import cells as cube_cells
from analytics.cube import ledger_entries, selectors
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from analytics.models import CubeCell, CubeVersion
from responses import extract

SHARE = 0.01
MOST_NAMED = 20
Partition = tuple[str, str]
"""Quarter and force."""


@dataclass(frozen=True, kw_only=True)
class RecountResult:
    """`cells` were checked of `of`; `drifted` names those that differ from the recount: quarter,
    force, dimension, level."""

    cells: int
    of: int
    drifted: tuple[str, ...]


@transaction.atomic
def check_cells(*, seed: int, share: float = SHARE, by: Actor, at: datetime) -> RecountResult:
    """Recount a random share of the live cells from the answers. Whole partitions (a force's
    quarter) are drawn, so that a missing cell is found as well. Sums are whole numbers, so any
    difference is an error: a change of an answer that was not queued, or a row altered by hand."""
    versions = {
        version.period: version
        for version in CubeVersion.objects.select_for_update()
        .filter(state=CubeVersion.State.LIVE)
        .order_by("pk")
    }
    drawn, of = _draw_partitions(versions, seed=seed, share=share)
    checked, drifted = 0, []
    for period, force in drawn:
        cells, wrong = _check_partition(versions[period], force)
        checked += cells
        drifted += wrong
    audit.record(
        AuditKind.CUBE_CHECKED,
        by=by,
        at=at,
        cells=checked,
        of=of,
        drifted=len(drifted),
        named=drifted[:MOST_NAMED],
    )
    return RecountResult(cells=checked, of=of, drifted=tuple(drifted))


def _draw_partitions(
    versions: Mapping[str, CubeVersion], *, seed: int, share: float
) -> tuple[list[Partition], int]:
    """Partitions at random until they hold the wanted share of all cells, and the number of all
    cells. Forces with responses but no cell are included."""
    sizes: dict[Partition, int] = {}
    for period, version in versions.items():
        for force in version.entries.values_list("force_id", flat=True).distinct():
            sizes[period, force] = 0
        for force in CubeCell.objects.filter(version=version).values_list("force_id", flat=True):
            sizes[period, force] = sizes.get((period, force), 0) + 1
    order = sorted(sizes)
    random.Random(seed).shuffle(order)  # noqa: S311  a sample, no secret
    wanted, drawn, reached = max(1, ceil(share * sum(sizes.values()))), [], 0
    for partition in order:
        if reached >= wanted and share < 1:
            break
        drawn.append(partition)
        reached += sizes[partition]
    return drawn, sum(sizes.values())


def _check_partition(version: CubeVersion, force: str) -> tuple[int, list[str]]:
    """How many cells were compared, and the names of those that differ."""
    codebook = selectors.codebook_of(version)
    held = selectors.cells(version, codebook=codebook, forces=[force])
    recount = ledger_entries.cell_changes(
        added=_expected_entries(version, force, codebook), taken=(), codebook=codebook
    )
    names = [
        " ".join((version.period, force, *codebook.levels[level]))
        for force, level in sorted(held.keys() | recount.keys())
        if (
            held.get((force, level), cube_cells.empty_cell(codebook))
            != recount.get((force, level), cube_cells.empty_cell(codebook))
        ).any()
    ]
    return len(held.keys() | recount.keys()), names


def _expected_entries(
    version: CubeVersion, force: str, codebook: Codebook
) -> Iterator[LedgerEntry]:
    """What each response should have added: its answers with the weight in the ledger. For a
    response with a change that is still queued, the ledger's entry is taken as it is."""
    ledger = selectors.entries(version, forces=[force])
    rows = {
        row.response_id: row
        for row in ledger_entries.countable(
            extract.answer_rows(period=version.period, forces=[force])
        )
    }
    unheard = extract.changed_responses(rows.keys() | ledger.keys())
    for response_id in rows.keys() | ledger.keys():
        if response_id in unheard:
            if response_id in ledger:
                yield ledger[response_id]
        elif response_id in rows:
            held = ledger.get(response_id)
            # One that the ledger has missed counts as it would have: that it is missed must show.
            weight = held.weight / cube_cells.UNITS if held else 1.0
            yield ledger_entries.entry_of(rows[response_id], weight=weight, codebook=codebook)

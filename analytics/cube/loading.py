"""Writes a version of the cube from Parquet partitions, in bulk and past the ORM: a quarter has
about a million rows."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import transaction

from access import bulk_write
from analytics.cube import cells as cube_cells
from analytics.cube import parquet, selectors
from analytics.models import CubeCell, CubeEntry, CubeVersion

BATCH = 2_000


@transaction.atomic
def load(version: CubeVersion, *, folders: Sequence[Path], forces: Collection[str]) -> None:
    """Put the sums and ledger entries of partitions into a version, replacing what it had of these
    forces."""
    codebook = selectors.codebook_of(version)
    for model in (CubeCell, CubeEntry):
        model.objects.filter(version=version, force__in=forces).delete()
    cells = (
        {
            "version_id": version.pk,
            "force_id": force,
            "level": level,
            "sums": cube_cells.packed(sums),
        }
        for (force, level), sums in parquet.cells(folders, codebook=codebook)
    )
    ledger = (
        {"version_id": version.pk, **row} for row in parquet.ledger(folders, codebook=codebook)
    )
    for model, rows in ((CubeCell, cells), (CubeEntry, ledger)):
        for batch in _batches(rows):
            bulk_write.write_rows(model, rows=batch)


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch

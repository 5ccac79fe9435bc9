import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from analytics.answer_store import folder
from analytics.cube.cells import DECIMALS, UNITS
from analytics.models import AnswerFile, QuarterState
from analytics.stats.shares import Bins
from responses import extract
from responses.extract_rows import AnswerRow

logger = logging.getLogger(__name__)
TASK = "analytics.tasks.keep_answer_files"
CellKey = tuple[str, str, str]
"""Force, dimension, level."""


def is_enabled() -> bool:
    return folder.store() is not None


def periods() -> list[str]:
    return list(AnswerFile.objects.values_list("period", flat=True).distinct().order_by("period"))


def files_of(period: str) -> dict[str, AnswerFile]:
    rows = AnswerFile.objects.filter(period=period).order_by("force_id")
    return {row.force_id: row for row in rows}


def answers_of(period: str) -> Iterator[AnswerRow]:
    found = current_files(period)
    return extract.answer_rows(period=period) if found is None else _from_files(found)


@dataclass(frozen=True, kw_only=True)
class CurrentFiles:
    paths: Mapping[str, Path]
    ids: Mapping[str, Set[int]]


def _from_files(found: CurrentFiles) -> Iterator[AnswerRow]:
    from analytics.answer_store import files

    for row, _weight in files.read_rows(found.paths.values()):
        if row.response_id in found.ids.get(row.force, ()):
            yield row


def current_files(period: str) -> CurrentFiles | None:
    """None if no files are kept, the quarter is open, or a file is missing, outdated, or (logged)
    lost or altered."""
    store, rows = folder.store(), files_of(period)
    state = QuarterState.objects.filter(period=period).first() if store else None
    if store is None or state is None or state.closed_on is None:
        return None
    ids = extract.standing_ids(period, completed_to=state.closed_on)
    paths = {force: store / period / row.name for force, row in rows.items()}
    # Each broken file is logged.
    broken = [force for force, row in rows.items() if not is_whole(row, paths[force])]
    if broken or ids.keys() - rows.keys() or _is_behind(state, rows, paths, ids):
        return None
    return CurrentFiles(paths=paths, ids=ids)


def _is_behind(
    state: QuarterState,
    rows: Mapping[str, AnswerFile],
    paths: Mapping[str, Path],
    ids: Mapping[str, Set[int]],
) -> bool:
    from analytics.answer_store import files

    return any(
        row.corrected_on != state.corrected_on
        or len(ids.get(force, set()) - files.ids_of(paths[force])) > row.unusable
        for force, row in rows.items()
    )


def is_whole(row: AnswerFile, path: Path) -> bool:
    found = folder.is_as_written(path, row.checksum)
    if not found:
        what = "is gone" if found is None else "is not as it was written"
        logger.error("The file of answers %s of %s %s.", row.name, row.period, what)
    return bool(found)


def counted_cells(paths: Mapping[str, Path]) -> Mapping[CellKey, Mapping[str, Bins]]:
    from analytics.answer_store import files

    found: dict[CellKey, dict[str, dict[str, list[float]]]] = defaultdict(dict)
    for force, path in paths.items():
        for (dimension, level, (item, choice)), sums in files.count(path).items():
            people, weight, squared = sums
            found[force, dimension.value, level].setdefault(item, {})[choice] = [
                people,
                round(weight / UNITS, DECIMALS),
                round(squared / UNITS**2, DECIMALS),
            ]
    return found

from collections.abc import Iterable, Iterator, Mapping

from access.models import Force
from analytics.cube import cells as cube_cells
from analytics.cube import meanings as cube_meanings
from analytics.cube.cells import Codebook, Sums
from analytics.cube.ledger_entries import Place, every_level
from analytics.items import item_codes
from analytics.tables import Dimension


def published_codebook(local_areas: Iterable[str] = ()) -> Codebook:
    """With forces' own areas."""
    meanings = cube_meanings.meanings()
    return Codebook(
        bins=tuple((item, choice) for item in item_codes() for choice in meanings.get(item, ())),
        levels=(*every_level(), *((Dimension.LOCAL_AREA.value, area) for area in local_areas)),
        forces=tuple(Force.objects.order_by("pk").values_list("pk", flat=True)),
    )


def bins(
    cells: Mapping[Place, Sums], *, codebook: Codebook
) -> Iterator[tuple[tuple[str, str, str], dict[str, dict[str, list[float]]]]]:
    for (force, level), sums in cells.items():
        yield (force, *codebook.levels[level]), cube_cells.bins_of(sums, codebook=codebook)

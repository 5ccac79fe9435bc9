from collections.abc import Iterator, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.figures import force_tiles, tile_map
from analytics.figures.presenters import charts
from analytics.figures.presenters import figures as figure_words
from analytics.figures.presenters.figures import Picture
from analytics.figures.selectors.figures import ForceFunnel
from analytics.figures.tile_map import TileKind
from analytics.stats.comparison import Funnel, Position

TILE_KINDS: Mapping[Position | None, TileKind] = {
    Position.HIGH: TileKind.HIGH,
    Position.LOW: TileKind.LOW,
    None: TileKind.TOO_FEW,
}


def map_picture(found: ForceFunnel, *, is_simulated: bool) -> Picture:
    caption = _("Where forces stand, %(period)s: %(item)s") % {
        "period": words.period_name(found.period),
        "item": words.label(found.item),
    }
    told = {
        point.force.code: figure_words.position_words(found, point.force.code)
        for point in found.points
    }
    drawing = _force_map(found, title=caption, told=told, is_simulated=is_simulated)
    return Picture(caption=caption, drawing=drawing)


def _force_map(
    found: ForceFunnel, *, title: str, told: Mapping[str, str], is_simulated: bool
) -> SafeString | None:
    if found.funnel is None:
        return None
    tiles = list(_tiles(found, found.funnel, told))
    unusual = [tile.words for tile in tiles if tile.kind.shape]
    drawings = [
        tile_map.draw(
            tiles,
            identity=f"map-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(unusual) or _("No force is outside the limits."),
            is_wide=is_wide,
            stamp=charts.simulation_stamp(is_simulated=is_simulated),
        )
        for is_wide in (True, False)
    ]
    return charts.safe("".join(drawings))


def _tiles(
    found: ForceFunnel, funnel: Funnel, told: Mapping[str, str]
) -> Iterator[tile_map.ForceTile]:
    language, unplaced = words.language().split("-")[0], 0
    for point in found.points:
        code = point.force.code
        place = force_tiles.place_of(code, unplaced=unplaced)
        unplaced += code not in force_tiles.places()
        figure = words.figure_words(point.share).line
        yield tile_map.ForceTile(
            column=place.column,
            row=place.row,
            label=place.short[language],
            letters=place.letters,
            words=f"{words.place_name(point.force)}: {figure}, {told[code]}",
            kind=TILE_KINDS.get(funnel.positions.get(code), TileKind.WITHIN),
        )

import csv
from collections import Counter
from xml.etree import ElementTree

from access.forces.reference_file import FORCES_FILE
from analytics.figures import force_tiles, tile_map
from analytics.figures.tile_map import COLUMNS, ForceTile, TileKind
from tests.analytics.charts.boxes import SVG, WIDTHS, outside, overlaps, words_of

KINDS = (TileKind.WITHIN, TileKind.HIGH, TileKind.LOW, TileKind.TOO_FEW)


def tiles(language: str) -> list[ForceTile]:
    return [
        ForceTile(
            column=place.column,
            row=place.row,
            label=place.short[language],
            letters=place.letters,
            words=f"{code}: 61 % <within>",
            kind=KINDS[number % len(KINDS)],
        )
        for number, (code, place) in enumerate(force_tiles.places().items())
    ]


def drawn(*, is_wide: bool, language: str = "en") -> ElementTree.Element:
    picture = tile_map.draw(
        tiles(language), identity="map", title="t", description="d", is_wide=is_wide
    )
    return ElementTree.fromstring(picture)


class TestThePlaces:
    def test_are_of_every_force_and_of_no_two_the_same(self):
        with FORCES_FILE.open(encoding="utf-8", newline="") as file:
            forces = {row["code"] for row in csv.DictReader(file)}
        places = force_tiles.places()

        assert set(places) == forces
        assert max(Counter((one.column, one.row) for one in places.values()).values()) == 1
        assert max(Counter(one.letters for one in places.values()).values()) == 1
        assert {one.column for one in places.values()} <= set(range(COLUMNS))

    def test_have_room_for_forces_that_are_yet_to_be_made(self):
        new = [force_tiles.place_of(f"new-{number}", unplaced=number) for number in range(9)]
        taken = {(one.column, one.row) for one in force_tiles.places().values()}

        assert len({(one.column, one.row) for one in new} - taken) == 9


class TestDraw:
    def test_keeps_every_word_in_its_tile(self):
        for language in ("en", "cy"):
            for is_wide, width in WIDTHS.items():
                picture = drawn(is_wide=is_wide, language=language)
                said = words_of(picture, width=width)
                assert overlaps(said) == [], (language, is_wide)
                assert outside(said, picture, width=width) == [], (language, is_wide)
                for box in said:
                    assert box.right - box.left <= 0.97 * width / COLUMNS, box.name

    def test_tells_each_kind_by_its_pattern_or_shape_and_not_by_colour(self):
        fills = {
            (one.get("fill"), one.get("stroke-width"))
            for one in drawn(is_wide=True).iter(f"{SVG}rect")
            if one.get("width") != "100%"
        }

        assert len({fill for fill, _width in fills}) == len(KINDS)
        assert not any(fill.startswith("#") for fill, _width in fills if fill != "#ffffff")
        shapes = Counter(one.text for one in drawn(is_wide=True).iter(f"{SVG}text"))
        assert (shapes["▲"], shapes["▼"]) == (11, 11)

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from analytics.disclosure.places import NATION
from analytics.items import headline
from analytics.public_site.frozen import PublicRelease, has_number, nation_of
from analytics.releases.tables import FigureLine
from analytics.tables import Dimension

ROWS = 1_000
ANSWERS = ("positive", "neutral", "negative")
STAMP = "SYNTHETIC"
NAME, SCHEMA = "twin.csv", "twin.csv-metadata.json"


def columns(release: PublicRelease) -> list[str]:
    return ["row", "period", *_dimensions(release), *release.items, "stamp"]


def twin_csv(release: PublicRelease) -> bytes:
    """The same release gives the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(release))
    writer.writerows(_rows(release))
    return text.getvalue().encode()


def twin_schema(release: PublicRelease) -> bytes:
    levels = release.levels(release.period, NATION)
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": NAME,
        "dc:title": f"Synthetic twin, {release.period}, version {release.version}",
        "dc:description": "Invented rows, drawn from published figures. For no finding.",
        "tableSchema": {"columns": [_column(name, levels, release) for name in columns(release)]},
    }
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


def _column(
    name: str, levels: Mapping[str, Sequence[str]], release: PublicRelease
) -> dict[str, Any]:
    values = levels.get(name) or (ANSWERS if name in release.items else ())
    described: dict[str, Any] = {"name": name, "titles": name, "required": False}
    if values:
        described["datatype"] = {"base": "string", "format": "|".join(values)}
    if parameter := release.parameter(name):
        described["propertyUrl"] = f"register/{parameter}/"
    return described


def _dimensions(release: PublicRelease) -> list[str]:
    told = release.levels(release.period, NATION)
    untold = sorted({*release.quality.get("untold", ())} - {*told})
    return [dimension for dimension in (*told, *untold) if dimension != Dimension.ALL]


def _rows(release: PublicRelease) -> Iterator[list[str]]:
    # Not a secret: anyone may draw the same rows.
    random = Random(f"{release.period} {release.version}")  # noqa: S311
    drawn = {dimension: _sizes(release, dimension) for dimension in _dimensions(release)}
    for number in range(1, ROWS + 1):
        levels = {dimension: _draw(random, sizes) for dimension, sizes in drawn.items()}
        stage = levels.get(Dimension.STAGE.value, "")
        answers = [_draw(random, _shares(release, item, stage)) for item in release.items]
        yield [str(number), release.period, *levels.values(), *answers, STAMP]


def _sizes(release: PublicRelease, dimension: str) -> dict[str, int]:
    found = {}
    for level in release.levels(release.period, NATION).get(dimension, ()):
        place = (release.period, NATION, dimension, level, headline().code)
        line = release.figures.get(place)
        if line is not None and line.base.isdigit():
            found[level] = int(line.base)
    return found


def _shares(release: PublicRelease, item: str, stage: str) -> dict[str, int]:
    place = (release.period, NATION, Dimension.STAGE.value, stage, item)
    at_stage = release.figures.get(place)
    line = at_stage if has_number(at_stage) else nation_of(release, item)
    if line is None or not has_number(line):
        return {}
    return {answer: _number(line, answer) for answer in ANSWERS}


def _number(line: FigureLine, answer: str) -> int:
    value = str(getattr(line, answer))
    return int(value) if value.isdigit() else 0


def _draw(random: Random, sizes: Mapping[str, int]) -> str:
    at = random.random()
    whole = sum(sizes.values())
    for name, size in sizes.items():
        at -= size / whole if whole else 0
        if whole and at < 0:
            return name
    return list(sizes)[-1] if whole else ""

"""Made from frozen files."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analytics.public_site import twin
from analytics.public_site.content import SiteFile
from analytics.public_site.frozen import PublicRelease
from analytics.releases.tables import FigureLine
from analytics.tables import Dimension

COLUMNS = ("period", "dimension", "level", "item", "parameter", *FigureLine._fields[5:])


def api_files(releases: Sequence[PublicRelease], *, address: str) -> Iterator[SiteFile]:
    """`address` has a trailing slash; "" makes addresses relative."""
    yield _file("api/releases.json", [_release(one, address) for one in releases])
    yield _file("api/register.json", _register(releases, address))
    for release in releases:
        yield from _release_files(release, address)


def _release_files(release: PublicRelease, address: str) -> Iterator[SiteFile]:
    for file in release.files.values():
        yield SiteFile(path=release.path + file.name, content=file.content, is_lasting=True)
    if not release.figures:
        return
    folder = f"{release.path}twin/"
    yield SiteFile(path=folder + twin.NAME, content=twin.twin_csv(release))
    yield SiteFile(path=folder + twin.SCHEMA, content=twin.twin_schema(release))
    areas = {area: f"{release.path}api/{area}.json" for area in release.places}
    listed = [
        {"area": area, "kind": kind, "name": name, "figures": address + areas[area]}
        for area, (kind, name) in release.places.items()
    ]
    yield _file(f"{release.path}api/areas.json", listed)
    for area, path in areas.items():
        yield _file(path, _area(release, area, address))


def _area(release: PublicRelease, area: str, address: str) -> dict[str, Any]:
    lines = [line for (_period, of, *_place), line in release.figures.items() if of == area]
    return {
        "release": address + release.path,
        "area": area,
        "stamp": "SIMULATED" if release.is_simulated else "",
        "parameters": {
            item: f"{address}register/{release.parameter(item)}/"
            for item in release.items
            if release.parameter(item)
        },
        "columns": COLUMNS,
        "rows": [
            [line.period, *line[2:5], release.parameter(line.item), *line[5:]] for line in lines
        ],
        "unpublished": [
            {"period": period, "item": item, "mark": mark, "why": why}
            for (period, of, dimension, item), (mark, why) in release.unpublished.items()
            if (of, dimension) == (area, Dimension.ALL)
        ],
    }


def _release(release: PublicRelease, address: str) -> dict[str, Any]:
    return {
        "period": release.period,
        "version": release.version,
        "published_on": release.published_on.isoformat(),
        "address": address + release.path,
        "revision_note": release.revision_note,
        "is_replaced": release.is_replaced,
        "stamp": "SIMULATED" if release.is_simulated else "",
        "account": release.account,
        "files": [
            {
                "name": file.name,
                "address": address + release.path + file.name,
                "media_type": file.media_type,
                "sha256": file.sha256,
            }
            for file in release.files.values()
        ],
    }


def _register(releases: Sequence[PublicRelease], address: str) -> list[dict[str, Any]]:
    found = {}
    for release in reversed(releases):
        for code, entry in release.register.items():
            path = f"register/{release.parameter(code)}/"
            found[code, entry["version"]] = {"address": address + path, **entry}
    return [found[key] for key in sorted(found)]


def _file(path: str, content: object) -> SiteFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    return SiteFile(path=path, content=text.encode())

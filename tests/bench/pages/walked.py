"""Opens each page that staff and systems read, and prints what it takes of the processor, here and
in the database, how many queries it asks, and what that is on a quiet core."""

import gc
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client

from access.models import Force, Organisation
from analytics import models
from analytics.disclosure import years
from analytics.items import headline
from analytics.refresh.selectors import shown_years
from responses.models import Response, Trial
from tests.architecture.test_queries import MOST, NOT_WALKED
from tests.architecture.test_routes import own_routes
from tests.bench.measure import additions, spent
from tests.bench.pages import yardstick
from tests.bench.pages.filled import newest_filled
from tests.bench.pages.taken import PageTaken, taken
from tests.bench.scale.asked import as_staff
from tests.bench.volume.pages import clients

MOST_MS, MOST_MS_OF_A_HOME = 100, 150
"""On a quiet core."""
ONLY = os.environ.get("BENCH_ONLY", "").split(",")
"""How routes begin that are opened; all are where nothing is named."""
HOME = "staff/"
"""Reads what waits for somebody, besides figures."""
DEAREST = 15
FORCE = "kent"
OK = 200
PAGES = ("text/html", "application/json")
"""All else is a paper or a file, drawn anew each time it is asked for, and is held to queries
alone."""
NEWEST: Mapping[str, type[Model]] = {
    "staff/alerts/": models.Alert,
    "staff/alerts/actions/": models.CaseAction,
    "staff/research/": models.ResearchProject,
    "staff/releases/drafts/": models.ReleaseDraft,
    "staff/releases/early/": models.ReleaseDraft,
    "staff/trials/": Trial,
    "staff/services/": Organisation,
    "staff/administration/similar-forces/": models.PeerGroupRequest,
}
"""Whose newest row is opened, by how a route begins."""
OF_ROWS_THAT_NOBODY_HAS = {
    "staff/releases/early/<int:pk>/": "nobody is named who reads the draft early",
    "staff/releases/early/<int:pk>/<str:name>": "the same",
    "staff/research/<int:pk>/file.zip": "no file was checked by two",
    "staff/alerts/<int:pk>/<slug:act>/": "the newest is taken by somebody else",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    who: str
    address: str
    taken: PageTaken
    is_page: bool
    most: float

    @property
    def is_over(self) -> bool:
        return self.taken.queries > MOST or (self.is_page and self.taken.quiet > self.most)


def walk(*, on: str) -> int:
    # Not as in a test, where every part of a page is watched while it is drawn.
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    print(
        f"{on}: {Response.objects.count():,} responses; this core adds ten million times in "
        f"{spent(additions).processor:.2f} s, and {os.getloadavg()[0]:.0f} want the processor"
    )
    everybody = dict(clients(prefix=f"{time.time_ns()}."))
    # As the server does before it answers (deploy/gunicorn.conf.py).
    gc.collect()
    gc.freeze()
    found, closed = list[Asked](), list[str]()
    with as_staff() if connection.vendor == "postgresql" else nullcontext():
        for route in _routes():
            opened = [_said(asked, on=on) for asked in _of(route, everybody)]
            found += opened
            closed += [] if opened else [route]
    unopened = {route for route in closed if _is_of_figures(route)} - {*OF_ROWS_THAT_NOBODY_HAS}
    _sum_up(found, closed, on=on)
    return int(any(asked.is_over for asked in found) or bool(unopened))


def _said(asked: Asked, *, on: str) -> Asked:
    print(_line(asked, on=on), flush=True)
    return asked


def _line(asked: Asked, *, on: str) -> str:
    of, whose = asked.taken, "of them" if on == "SQLite" else "beside them"
    mark = "  OVER" if asked.is_over else "" if asked.is_page else "  a file"
    return (
        f"  {on}, {asked.who}: {asked.address}: {of.here:.0f} ms here, {of.asking:.0f} {whose} "
        f"the database, {of.queries} queries: {of.quiet:.0f} ms quiet{mark}"
    )


def _sum_up(found: list[Asked], closed: list[str], *, on: str) -> None:
    yards = sorted(asked.taken.yard for asked in found)
    pages = sorted((each for each in found if each.is_page), key=lambda each: -each.taken.quiet)
    if yards:
        print(
            f"{on}: {len(found)} opened; the page beside them took {yards[0]:.1f} to "
            f"{yards[-1]:.1f} ms, {yards[len(yards) // 2]:.1f} in the middle, and "
            f"{yardstick.QUIET_MS} on a quiet core. The dearest:"
        )
    for asked in pages[:DEAREST]:
        print(_line(asked, on=on))
    over = sum(asked.is_over for asked in found)
    print(f"{on}: {over} pages over {MOST_MS} ms ({MOST_MS_OF_A_HOME} of a home) or {MOST} queries")
    print(f"{on}: not opened, for there is nothing in them here: {', '.join(closed)}", flush=True)


def _routes() -> list[str]:
    read = [
        route
        for route in own_routes()
        if route.startswith(("staff/", "api/"))
        and route not in NOT_WALKED
        and route.startswith(tuple(ONLY))
    ]
    return sorted(read, key=lambda route: not _is_of_figures(route))


def _is_of_figures(route: str) -> bool:
    return route == HOME or own_routes()[route].callback.__module__.startswith("analytics")


def _of(route: str, everybody: Mapping[str, Client]) -> Iterator[Asked]:
    for address in _addresses(route):
        for client_names in _sides(everybody, is_home=route == HOME):
            who = next((one for one in client_names if _answers(everybody[one], address)), None)
            if who is not None:
                yield _measured(who, everybody[who], address, is_home=route == HOME)


def _sides(everybody: Mapping[str, Client], *, is_home: bool) -> list[list[str]]:
    if is_home:
        return [[who] for who in everybody]
    in_order = sorted(everybody, key=lambda who: "analyst" not in who)
    national = [who for who in in_order if who.startswith("national ")]
    return [national, [who for who in in_order if who not in national]]


def _answers(client: Client, address: str) -> bool:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return bool(response.status_code == OK)


def _measured(who: str, client: Client, address: str, *, is_home: bool) -> Asked:
    return Asked(
        who=who,
        address=address,
        is_page=_ask(client, address),
        taken=taken(partial(_ask, client, address)),
        most=MOST_MS_OF_A_HOME if is_home else MOST_MS,
    )


def _ask(client: Client, address: str) -> bool:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.headers["Content-Type"].startswith(PAGES)


def _addresses(route: str) -> list[str]:
    is_of_release = "releases/<str:period>" in route
    period = models.Release.objects.latest("period").period if is_of_release else newest_filled()
    start = max((each for each in NEWEST if route.startswith(each)), key=len, default="")
    row = NEWEST[start]._default_manager.order_by("-pk").first() if start else None
    region = Force.objects.exclude(region_code="").values_list("region_code", flat=True)[0]
    address = route
    for pattern, value in {
        "<int:pk>": str(row.pk if row else 1), "<int:number>": "1", "<int:version>": "1",
        "<slug:force_code>": FORCE, "<str:force_code>": FORCE, "<slug:region_code>": region,
        "<str:period>": period, "<str:name>": "figures.csv", "<str:desk>": FORCE,
        "<slug:act>": "take", "<slug:duty>": "ethics",
        "<str:state>/<str:code>": "published/short-core",
        "published/<str:code>": "published/short-core", "<str:question>": headline().code,
        "languages/<str:code>": "languages/pl", "cards/<str:language>": "cards/ur",
    }.items():  # fmt: skip
        address = address.replace(pattern, value)
    ways = _ways(route, period, shown_years.years_by_stage()[0])
    return [f"/{address}?{way}" if way else f"/{address}" for way in ways]


def _ways(route: str, period: str, year: str) -> list[str]:
    item = headline().code
    if route == "api/v1/drivers/":
        return [f"period={year}&stage=ST1"]
    if route == "api/v1/combined-groups/":
        return [f"period={period}&item={item}"]
    if route == "api/v1/figures/":
        return [f"period={period}&force={force}&dimension=stage" for force in (FORCE, "")]
    if route.startswith("api/v1/"):
        return [f"period={period}&force={FORCE}", f"period={period}", ""]
    if route == "staff/views/new/":
        return ["address=/staff/forces/"]
    if route in {"staff/figures/<slug:force_code>/", "staff/forces/"}:
        return ["", f"period={year}", "by=stage", "by=ethnicity", "by=local_area"]
    return ["", f"period={year}"] if _is_of_figures(route) and years.is_year(year) else [""]

"""Fourteen forces in a quarter that has closed, and the home page of the nation."""

import csv
import io
from datetime import date

import time_machine

from access import process_cache
from access.viewer import Viewer
from analytics.home import selectors
from analytics.home.selectors import HomeFigures
from analytics.items import item_codes
from analytics.models import QuarterState
from tests.analytics import shown
from tests.analytics.make import Q3
from tests.conftest import NOW

ON = date(2026, 11, 16)
NATION = Viewer(user_id=1, name="Nation", is_national=True)
FORCES = (
    "bedfordshire", "cheshire", "cleveland", "cumbria", "derbyshire", "dorset", "durham", "essex",
    "gwent", "kent", "norfolk", "surrey", "sussex", "warwickshire",
)  # fmt: skip
FAR = {"kent": 0.9, "gwent": 0.1, "essex": 0.68}
FEW = "durham"


def enter_fourteen_forces() -> None:
    QuarterState.objects.create(period=Q3, stages={}, shifts={}, closed_on=ON)
    process_cache.clear()
    for area in ("nation", *FORCES):
        base = 30 if area == FEW else 400
        shares = {
            item: FAR.get(area, 0.6) if at % 2 else 0.6 for at, item in enumerate(item_codes())
        }
        told = {item: {"all": shown.share(share, base)} for item, share in shares.items()}
        shown.show(Q3, "all", area, told)


def figures() -> HomeFigures:
    return selectors.figures_for(NATION, on=ON)[0]


def taken(client, **asked: str) -> list[dict[str, str]]:
    text = home(client, file="table-1.csv", **asked).content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def home(client, **asked: str):
    with time_machine.travel(NOW, tick=False):
        return client.get("/staff/", asked)

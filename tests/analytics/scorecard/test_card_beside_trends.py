import pytest

from analytics.items import item_codes
from tests.analytics import shown
from tests.analytics.make import CITY, Q3
from tests.analytics.scorecard.test_scorecard import DEFINITION, of_call
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
QUARTERS = ("2025-Q3", "2026-Q2", Q3)
KINDS = ("sexual", "stalking", "violence", "other", "vawg")
MOVED = "Q-INF-1"
COLUMNS = {column.item: column.code for column in DEFINITION.columns if column.item}


@shared_rows
def three_quarters():
    for period in QUARTERS:
        of_kinds = dict.fromkeys(KINDS, shown.share(0.5, 600))
        shown.show(period, "kind", "nation", dict.fromkeys(COLUMNS, of_kinds))
        for area in ("nation", CITY):
            shares = dict.fromkeys(item_codes(), 0.5) | {MOVED: 0.55 if period == Q3 else 0.5}
            told = {item: {"all": shown.share(share, 2000)} for item, share in shares.items()}
            shown.show(period, "all", area, told)
    shown.cover(Q3, CITY, "all", "all", asked=300, of=400)


@pytest.mark.usefixtures("three_quarters")
class TestTheRowOfAllVictims:
    def test_has_the_words_of_trends(self, national_client):
        for asked in ({}, {"force": CITY}):
            trends = national_client.get("/api/v1/trends/", {"period": Q3} | asked).json()
            told = {one["item"]: one["change"]["verdict"] for one in trends["items"]}
            card = of_call(national_client, **asked)

            assert [item for item, verdict in told.items() if verdict == "clear"] == [MOVED]
            assert {item: card["all", column]["verdict"] for item, column in COLUMNS.items()} == {
                item: told[item] for item in COLUMNS
            }

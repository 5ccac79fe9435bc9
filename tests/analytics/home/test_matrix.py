"""A force stands in the nation's matrix as on the page of forces."""

import re
from datetime import date
from html import unescape

import pytest

from access import process_cache
from access.viewer import Viewer
from analytics.home import presenters, selectors
from analytics.items import item_codes
from analytics.models import QuarterState
from tests.analytics import shown
from tests.analytics.make import Q3
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 16)
NATION = Viewer(user_id=1, name="Nation", is_national=True)
FORCES = (
    "bedfordshire", "cheshire", "cleveland", "cumbria", "derbyshire", "dorset", "durham", "essex",
    "gwent", "kent", "norfolk", "surrey", "sussex", "warwickshire",
)  # fmt: skip
FAR = {"kent": 0.9, "gwent": 0.1, "essex": 0.68}
FEW = "durham"
PLACES = {
    "below the 99.8 per cent limit": "unusually low",
    "below the 95 per cent limit": "ordinary",
    "within the limits": "ordinary",
    "above the 95 per cent limit": "ordinary",
    "above the 99.8 per cent limit": "unusually high",
    "too few answers to compare": "too few to tell",
}
"""What the page of forces says, and the matrix's word for it."""
ROW = re.compile(r'<tr><th scope="row"><a[^>]*>([^<]*)</a>.*?</tr>', re.DOTALL)


@shared_rows
def fourteen_forces():
    """Some far from the others on every second question, one of which too few answered."""
    QuarterState.objects.create(period=Q3, stages={}, shifts={}, closed_on=ON)
    process_cache.clear()
    for area in ("nation", *FORCES):
        base = 30 if area == FEW else 400
        shares = {
            item: FAR.get(area, 0.6) if at % 2 else 0.6 for at, item in enumerate(item_codes())
        }
        told = {item: {"all": shown.share(share, base)} for item, share in shares.items()}
        shown.show(Q3, "all", area, told)


def of_forces_page(client, item: str) -> dict[str, str]:
    page = client.get("/staff/forces/", {"period": Q3, "item": item}).content.decode()
    return {
        unescape(row[1]): next(place for place in PLACES if f"<td>{place}</td>" in row[0])
        for row in ROW.finditer(page)
        if any(f"<td>{place}</td>" in row[0] for place in PLACES)
    }


@pytest.mark.usefixtures("fourteen_forces")
class TestAForceInTheMatrix:
    def test_has_the_word_of_the_page_of_forces(self, national_client):
        matrix = presenters.matrix(selectors.figures_for(NATION, on=ON)[0], {}, at=NOW)

        assert len(matrix) == len(FORCES)
        for at, item in enumerate(item_codes()):
            page = of_forces_page(national_client, item)
            assert {row.name: row.cells[at].word for row in matrix} == {
                name: PLACES[place] for name, place in page.items()
            }, item
        assert {cell.word for row in matrix for cell in row.cells} == set(PLACES.values())

import csv
import io
import re
import zlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.audit import AuditKind
from access.models import AuditEvent
from tests.analytics import make
from tests.analytics.make import CITY, Q3
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
FIGURES = f"/staff/figures/{CITY}/"


@shared_rows
def filled():
    make.load(make.satisfied_and_not(45, 15))
    make.fill()


def taken(client, file, **given):
    return client.get(FIGURES, {"period": Q3, **given, "file": file})


def chunks_of(png):
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        name, body = png[at + 4 : at + 8].decode(), png[at + 8 : at + 8 + length]
        assert zlib.crc32(png[at + 4 : at + 8 + length]) == int.from_bytes(
            png[at + 8 + length : at + 12 + length]
        )
        key = body.split(b"\0", 1)[0].decode() if name == "iTXt" else ""
        yield f"{name} {key}".strip(), body
        at += 12 + length


@pytest.mark.slow
class TestAFile:
    def test_says_what_the_page_and_the_api_say(self, force_client, filled):
        page = force_client.get(FIGURES, {"period": Q3}).content.decode()
        file = taken(force_client, "table-1.csv").content.decode()
        (own,) = (
            line
            for line in csv.DictReader(io.StringIO(file))
            if "Satisfied overall" in line.values()
        )
        told = force_client.get("/api/v1/figures/", {"period": Q3, "force": CITY}).json()
        (api,) = (each for each in told["levels"][0]["items"] if each["item"] == "Q-OVR-1")

        row = re.search(r"<th scope=\"row\">Satisfied overall</th>.*?</tr>", page, re.DOTALL)[0]
        assert f">{100 * float(own['Share']):.0f}\u00a0%" in row
        assert f">{own['Base']}<" in row
        assert (float(own["Share"]), int(own["Base"])) == (
            round(api["force"]["positive"], 2), api["force"]["base"],
        )  # fmt: skip
        assert float(own["Nation"]) == round(api["nation"]["positive"], 2)

    @pytest.mark.safety
    def test_is_written_down(self, force_client, filled):
        response = taken(force_client, "picture-1.svg")

        assert response["Content-Type"].startswith("image/svg+xml")
        assert 'filename="figures-city-of-london-2026-Q3-picture-1.svg"' in (
            response["Content-Disposition"].replace("simulated-", "")
        )
        event = AuditEvent.objects.get(kind=AuditKind.FIGURES_EXPORTED)
        assert (event.target, event.force_code) == (FIGURES, CITY)
        assert event.details["file"] == "picture-1.svg"

    def test_of_a_picture_is_a_png_too_with_its_text(self, force_client, filled):
        page = force_client.get(FIGURES, {"period": Q3}).content.decode()
        response = taken(force_client, "picture-1.png")

        assert "file=picture-1.png" in page
        assert response["Content-Type"] == "image/png"
        chunks = dict(chunks_of(response.content))
        assert int.from_bytes(chunks["IHDR"][:4]) == 1800
        assert b"SIMULATED" in chunks["iTXt Description"]
        assert "Satisfied overall: 75" in chunks["iTXt Description"].decode()
        assert len(chunks["IDAT"]) > 5_000, "words are drawn, and not left out"
        event = AuditEvent.objects.get(kind=AuditKind.FIGURES_EXPORTED)
        assert event.details["file"] == "picture-1.png"

    def test_of_an_alert_is_written_down_for_the_force_that_it_is_of(self, force_client):
        alert = make.alert(force_id=CITY)
        page = f"/staff/alerts/{alert.pk}/"
        assert force_client.get(page, {"file": "table-1.csv"}).status_code == 200

        assert AuditEvent.objects.get(kind=AuditKind.FIGURES_EXPORTED).force_code == CITY

    def test_is_for_whom_the_page_is(self, force_client, loader_client, client, filled):
        assert taken(client, "table-1.csv").status_code == 302
        assert taken(loader_client, "table-1.csv").status_code == 403
        other = force_client.get("/staff/figures/kent/", {"file": "table-1.csv"})
        assert other.status_code == 404
        assert not AuditEvent.objects.filter(kind=AuditKind.FIGURES_EXPORTED).exists()

    def test_that_the_page_has_not_is_not_found(self, force_client, filled):
        assert taken(force_client, "table-99.csv").status_code == 404
        assert not AuditEvent.objects.filter(kind=AuditKind.FIGURES_EXPORTED).exists()

    def test_asks_at_most_twelve_queries(self, force_client, filled):
        force_client.get(FIGURES)
        with CaptureQueriesContext(connection) as captured:
            assert taken(force_client, "table-1.xlsx").status_code == 200

        assert len(captured) <= 13  # one of them is a savepoint

    def test_is_offered_on_no_list(self, force_client, filled):
        offered = re.compile(r'href="\?[^"]*file=')
        assert not offered.search(force_client.get("/staff/reports/").content.decode())
        assert offered.search(force_client.get(FIGURES, {"period": Q3}).content.decode())

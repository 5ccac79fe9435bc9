import re
from html import unescape

import pytest

from access import process_cache
from analytics.disparities import presenters
from analytics.items import item_codes
from analytics.models import CharacteristicGap, QuarterState, ShownTable
from tests.analytics import shown
from tests.analytics.disparities.nation import QUARTERS
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW_Q, BEFORE = "2026-Q3", "2026-Q2"
INFORMED, BELIEVED, RESPECT = "Q-INF-1", "Q-TRT-2b", "Q-TRT-1"
GAPS = {
    NOW_Q: {INFORMED: -0.12, BELIEVED: -0.12, RESPECT: -0.12},
    BEFORE: {INFORMED: -0.12, BELIEVED: 0.12, RESPECT: -0.01},
}
"""Of three gaps that are clear now one was clear before, one the other way round, one not."""


@shared_rows
def two_quarters():
    for period in QUARTERS:
        QuarterState.objects.create(period=period, stages={}, shifts={}, closed_on=NOW.date())
    process_cache.clear()
    for period, gaps in GAPS.items():
        everybody = {item: {"all": shown.share(0.5, 1800)} for item in item_codes()}
        shown.show(period, "all", "nation", everybody)
        levels = {level: shown.share(0.5, 900) for level in ("yes", "no")}
        shown.show(period, "disability", "nation", dict.fromkeys(item_codes(), levels))
        for item in item_codes():
            CharacteristicGap.objects.create(
                period=period, dimension="disability", level="yes", item=item, reference="no",
                raw=-0.1, raw_lower=-0.14, raw_upper=-0.06,
                standardised=gaps.get(item, 0.0), standardised_error=0.02,
            )  # fmt: skip


def lead_of(client, address: str) -> str:
    page = unescape(client.get(address, {"period": NOW_Q}).content.decode())
    return re.findall(r'<p class="lead">(.*?)</p>', page)[0]


@pytest.mark.usefixtures("two_quarters")
class TestAGap:
    def test_is_told_by_name_where_it_was_clear_the_quarter_before_too(self, national_client):
        lead = lead_of(national_client, "/staff/let-down/")

        assert "Disability, “Disabled”, on 3 questions" in lead
        assert lead.endswith(
            "Clear in 2026 Q2 too: Disability, “Disabled”, on “Satisfied with being kept informed”."
        )

    def test_is_told_to_be_new_where_none_was(self, national_client):
        CharacteristicGap.objects.filter(period=BEFORE).update(standardised=0.0)

        lead = lead_of(national_client, "/staff/let-down/")

        assert lead.endswith("None of these gaps was clear in 2026 Q2.")

    def test_is_not_confirmed_by_figures_that_are_hidden(self, national_client):
        ShownTable.objects.filter(period=BEFORE, dimension="disability").delete()

        assert "None of these gaps was clear" in lead_of(national_client, "/staff/let-down/")

    def test_is_counted_where_there_are_too_many_for_a_sentence(self, national_client, monkeypatch):
        CharacteristicGap.objects.filter(period=BEFORE).update(standardised=-0.12)
        monkeypatch.setattr(presenters, "MOST_CONFIRMED", 2)

        lead = lead_of(national_client, "/staff/let-down/")

        assert lead.endswith("; 1 more.")
        assert lead.count("Disability, “Disabled”, on “") == 2

    def test_is_held_against_no_quarter_without_gaps(self, national_client):
        CharacteristicGap.objects.filter(period=BEFORE).delete()

        assert "2026 Q2" not in lead_of(national_client, "/staff/let-down/")

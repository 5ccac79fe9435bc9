import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import process_cache
from analytics import words
from analytics.figures.presenters import gaps
from analytics.items import item_codes
from analytics.models import CharacteristicGap, ExpectedShares, QuarterState, ShownTable
from analytics.stats.suppression import SuppressionReason
from analytics.tables import LEVELS, SELF_REPORTED, reference_of
from tests.analytics import shown
from tests.analytics.disparities import nation
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REGION = "W92000004"


@shared_rows
def failing():
    nation.enter()


def call(client, **given):
    answer = client.get("/api/v1/gaps/", {"period": "2026-Q3", **given})
    assert answer.status_code == 200, answer.content
    return answer.json()


def by_place(told) -> dict[tuple[str, str, str], dict]:
    return {
        (group["characteristic"], group["group"], row["item"]): row
        for group in told["groups"]
        for row in group["items"]
    }


def rows_of(page: str, *, heading: str) -> list[str]:
    _, _, section = page.partition(f'aria-labelledby="{heading}-heading"')
    return re.findall(r'<tr><th scope="row">(.*?)</tr>', section.split("</section>")[0], re.DOTALL)


def compare_everything() -> None:
    CharacteristicGap.objects.all().delete()
    for dimension in SELF_REPORTED:
        levels = {level: shown.share(0.5, 900) for level in LEVELS[dimension]}
        ShownTable.objects.filter(period="2026-Q3", dimension=dimension, area="nation").delete()
        shown.show("2026-Q3", dimension, "nation", dict.fromkeys(item_codes(), levels))
        CharacteristicGap.objects.bulk_create(
            CharacteristicGap(
                period="2026-Q3", dimension=dimension, level=level, item=item,
                reference=reference_of(dimension), raw=-0.1, raw_lower=-0.14, raw_upper=-0.06,
                standardised=-0.12 if number == 0 else 0.01,
                standardised_error=0.02 if number == 0 else 0.05,
            )
            for level in LEVELS[dimension]
            if level != reference_of(dimension)
            for number, item in enumerate(item_codes())
        )  # fmt: skip


def content_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


class TestAForce:
    def test_is_told_by_name_whom_it_fails(self, national_client, failing):
        page = content_of(national_client, "/staff/let-down/gwent/?period=2026-Q3")

        [lead] = re.findall(r'<p class="lead">(.*?)</p>', page)
        assert lead.startswith(
            "In 2025 Q4 to 2026 Q3 together, these victims in Gwent Police are clearly"
        )
        assert "Disability, “Disabled”, on “" in lead
        assert "Of 250 comparisons, 2 could be made; clear differences among them: 1." in page

    def test_is_not_told_of_what_is_not_there(self, national_client, failing):
        page = content_of(national_client, "/staff/let-down/kent/?period=2026-Q3")

        [lead] = re.findall(r'<p class="lead">(.*?)</p>', page)
        assert "no group of victims in Kent Police is clearly worse off" in lead
        assert re.search(
            r"Where no difference is clear, a difference of .*points would have been seen", lead
        )

    def test_is_told_nothing_that_its_quarters_do_not_tell(self, national_client, failing):
        told = by_place(call(national_client, force="gwent"))["disability", "yes", "Q-OVR-1"]

        strata = []
        for quarter in nation.QUARTERS:
            figures = national_client.get(
                "/api/v1/figures/",
                {"force": "gwent", "period": quarter, "dimension": "disability"},
            ).json()
            level = {each["level"]: each["items"] for each in figures["levels"]}
            own, other = (
                next(one for one in level[name] if one["item"] == "Q-OVR-1")["force"]
                for name in ("yes", "no")
            )
            strata.append((own, other))
        weights = [
            1 / (1 / own["effective_base"] + 1 / other["effective_base"]) for own, other in strata
        ]
        gap = sum(
            weight * (own["positive"] - other["positive"])
            for weight, (own, other) in zip(weights, strata, strict=True)
        ) / sum(weights)
        assert told["as_it_is"]["difference"] == pytest.approx(gap, abs=1e-3)
        assert told["base"] == sum(own["base"] for own, _ in strata) == 80

    def test_is_told_nothing_of_a_group_that_one_quarter_hides(self, national_client, failing):
        table = ShownTable.objects.get(period="2026-Q1", dimension="disability", area="gwent")
        table.shares["Q-OVR-1"]["yes"] = SuppressionReason.SMALL_BASE.value
        table.save()

        told = by_place(call(national_client, force="gwent"))

        assert told["disability", "yes", "Q-OVR-1"] == {"item": "Q-OVR-1", "verdict": "too_few"}
        assert told["disability", "yes", "Q-TRT-2b"]["verdict"] == "unclear"

    def test_is_told_nothing_while_its_quarter_is_provisional(self, national_client, failing):
        QuarterState.objects.filter(period="2026-Q3").update(closed_on=None)
        process_cache.clear()

        told = call(national_client, force="gwent")

        assert {row["verdict"] for row in by_place(told).values()} == {"too_few"}
        assert told["quarters"] == []


class TestARegionAndTheNation:
    def test_are_told_by_the_same_rules(self, national_client, failing):
        region, whole = call(national_client, region=REGION), call(national_client)

        assert region["quarters"] == list(nation.QUARTERS)
        assert whole["quarters"] == ["2026-Q3"]
        found = by_place(region)["disability", "yes", "Q-OVR-1"]
        assert found["base"] == 160
        assert found["verdict"] == "clear"
        page = content_of(national_client, f"/staff/let-down/regions/{REGION}/?period=2026-Q3")
        assert "these victims in Wales are clearly worse off" in page

    def test_are_told_to_no_force(self, force_client, failing):
        for given in ({"region": REGION}, {"region": REGION, "force": "city-of-london"}):
            answer = force_client.get("/api/v1/gaps/", {"period": "2026-Q3", **given})
            assert answer.status_code == 403

    def test_are_of_no_region_that_is_none(self, national_client, failing):
        assert national_client.get("/staff/let-down/regions/E00/").status_code == 404
        assert national_client.get("/api/v1/gaps/?period=2026-Q3&region=E00").status_code == 404

    def test_have_the_nation_as_the_page_of_each_question_has_it(self, national_client, failing):
        told = by_place(call(national_client))["disability", "yes", "Q-OVR-1"]

        kept = CharacteristicGap.objects.get(period="2026-Q3", item="Q-OVR-1", level="yes")
        page = content_of(
            national_client, "/staff/disparities/?period=2026-Q3&by=disability&item=Q-OVR-1"
        )
        assert told["same_mix"]["difference"] == pytest.approx(kept.standardised, abs=1e-4)
        assert points(told["same_mix"]) in page


class TestThePage:
    @pytest.mark.parametrize(
        ("address", "given"),
        [
            ("/staff/let-down/", {}),
            ("/staff/let-down/gwent/", {"force": "gwent"}),
            (f"/staff/let-down/regions/{REGION}/", {"region": REGION}),
        ],
    )
    def test_has_the_numbers_of_the_call(self, national_client, failing, address, given):
        told = by_place(call(national_client, **given))
        rows = {
            dimension: rows_of(
                content_of(national_client, f"{address}?period=2026-Q3&by={dimension}"),
                heading="characteristic",
            )
            for dimension in SELF_REPORTED
        }
        assert sum(map(len, rows.values())) == len(told) == 25 * len(item_codes())
        for (dimension, level, item), one in told.items():
            row = rows[dimension].pop(0)
            assert row.startswith(words.level_name(dimension, level))
            assert words.label(item) in row
            if one["verdict"] == "too_few":
                assert "[low]" in row
            else:
                assert points(one["as_it_is"]) in row
                assert points(one["same_mix"]) in row
                assert ("no clear difference" in row) is (one["verdict"] == "unclear")
        clear = [one for one in told.values() if one["verdict"] == "clear"]
        page = content_of(national_client, f"{address}?period=2026-Q3")
        for row, one in zip(rows_of(page, heading="clear"), clear, strict=True):
            assert points(one["same_mix"]) in row
        marks = re.findall(r'<use href="#g[wn]-(?:higher|lower)', page)
        assert len(marks) == 2 * len(clear), "once for wide and once for narrow screens"

    def test_has_every_gap_of_its_picture_in_one_table(self, national_client, failing):
        page = content_of(national_client, "/staff/let-down/?period=2026-Q3")

        told = by_place(call(national_client))
        cells = re.findall(r'<td tabindex="0"(.*?)</td>', page)
        assert len(cells) == len(told)
        for cell, one in zip(cells, told.values(), strict=True):
            is_clear = one["verdict"] == "clear"
            assert (" class=" in cell) is is_clear
            assert (">▲" in cell or ">▼" in cell) is is_clear
            if "same_mix" in one:
                assert f"as it is {points(one['as_it_is'])}" in cell
                assert f"with the same mix {points(one['same_mix'])}" in cell
            else:
                assert ">□<" in cell
                assert "too few answers to compare, or hidden" in cell

    def test_is_light_whatever_is_compared(self, national_client, failing):
        compare_everything()
        address = "/staff/let-down/?period=2026-Q3"
        national_client.get(address)

        for asked in (address, f"{address}&by=age_band"):
            with CaptureQueriesContext(connection) as captured:
                page = national_client.get(asked)
            assert page.content.count(b"age_band") > 1
            assert len(page.content) <= 122_000
            assert len(captured) <= 12

    def test_says_which_characteristic_is_not_asked(self, force_client, failing):
        page = content_of(force_client, "/staff/let-down/city-of-london/")

        assert "marriage and civil partnership is not" in page


class TestWhatIsExpected:
    def test_is_kept_of_forces_and_regions_and_of_no_nation(self, failing):
        areas = ExpectedShares.objects.filter(period="2026-Q3").values_list("area", flat=True)

        assert {*nation.FORCES, REGION} <= set(areas)
        assert "nation" not in areas

    def test_lies_between_what_its_forces_expect(self, failing):
        kept = {
            row.area: row.shares["Q-OVR-1"]["yes"]
            for row in ExpectedShares.objects.filter(period="2026-Q3", dimension="disability")
        }

        ends = sorted((kept["gwent"], kept["north-wales"]))
        assert ends[0] <= kept[REGION] <= ends[1]


def points(told: dict[str, float]) -> str:
    return gaps.points(told["difference"])

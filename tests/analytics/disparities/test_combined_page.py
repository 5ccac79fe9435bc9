import re
from html import unescape

import pytest

from analytics.models import Intersection
from analytics.refresh.actions import refill
from analytics.refresh.selectors import mixes
from tests.analytics import make
from tests.analytics.disparities import nation
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
PERIOD = "2026-Q3"
STEADY = [400, 0.7, 0.66, 0.74, 0.69, 0.01]


def content_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\xa0", " ")


@shared_rows
def answered():
    groups = ["white"] * 9 + ["black"]
    make.load(
        make.Victim(
            force=nation.FORCES[number % 2],
            answers={
                **(nation.SATISFIED if number % 7 < 4 else nation.DISSATISFIED),
                "EQ-SEX": [("female", "male")[number % 2]],
                "EQ-AGE": [("25_34", "45_54")[number // 2 % 2]],
                "EQ-ETH": [groups[number // 4 % 10]],
            },
        )
        for number in range(800)
    )
    fill()


def fill() -> None:
    make.forget(PERIOD)
    refill.refill_cells(periods=[PERIOD], by=TESTER, at=NOW)


class TestFilling:
    @pytest.mark.slow
    def test_keeps_nothing_that_nine_answers_move(self, answered):
        kept = Intersection.objects.get(period=PERIOD, item="Q-OVR-1")

        assert kept.shares == {}
        assert kept.unstable == 8

    @pytest.mark.slow
    def test_keeps_the_rest(self, answered, monkeypatch):
        monkeypatch.setattr(mixes, "MOST_MOVED", 0.1)
        fill()

        kept = Intersection.objects.get(period=PERIOD, item="Q-OVR-1")

        assert len(kept.shares) + kept.unstable == 8
        assert kept.shares.keys() == {
            f"{sex}.{age}.white" for sex in ("female", "male") for age in ("25_34", "45_54")
        }
        for people, share, lower, upper, of_parts, _error in kept.shares.values():
            assert people == 180
            assert lower < share < upper
            assert share == pytest.approx(of_parts, abs=0.05)
            assert (share, of_parts) == (round(share, 2), round(of_parts, 2))

    @pytest.mark.slow
    def test_keeps_nothing_of_fewer_than_thirty_people_however_little_they_move(
        self, answered, monkeypatch
    ):
        monkeypatch.setattr(mixes, "MOST_MOVED", 1.0)
        fill()

        kept = Intersection.objects.get(period=PERIOD, item="Q-OVR-1")

        assert not [name for name in kept.shares if name.endswith(".black")]
        assert kept.unstable == 4


class TestThePage:
    def enter(self, **shares) -> None:
        Intersection.objects.create(
            period=PERIOD, item="Q-OVR-1", unstable=70,
            shares={"male.25_34.white": STEADY, **shares},
        )  # fmt: skip

    @pytest.mark.slow
    def test_names_outlying_combinations(self, national_client, answered):
        Intersection.objects.all().delete()
        self.enter(**{"female.18_24.black": [90, 0.4, 0.33, 0.47, 0.6, 0.03]})

        page = content_of(national_client, f"/staff/combined-groups/?period={PERIOD}")

        [lead] = re.findall(r'<p class="lead">(.*?)</p>', page)
        assert "Female, 18 to 24, Black (−20 points)" in lead
        assert "Male" not in lead
        assert "2 combinations are shown; 70 are not" in page
        assert page.index("Female, 18 to 24, Black</th>") < page.index("Male, 25 to 34, White</th>")
        assert "[m]" in page

    @pytest.mark.slow
    def test_says_so_where_nobody_does(self, national_client, answered):
        Intersection.objects.all().delete()
        self.enter()

        page = content_of(national_client, f"/staff/combined-groups/?period={PERIOD}")

        [lead] = re.findall(r'<p class="lead">(.*?)</p>', page)
        assert "no combination of sex, age and ethnic group differs clearly" in lead
        assert re.search(r"Where no difference is clear, a difference of \d+ points would", lead)

    @pytest.mark.slow
    def test_says_so_where_nothing_may_be_shown(self, national_client, answered):
        Intersection.objects.all().delete()

        page = content_of(national_client, f"/staff/combined-groups/?period={PERIOD}")

        assert "no combination of groups can be shown" in page

    def test_says_what_will_stand_there(self, national_client):
        assert "No figures yet" in content_of(national_client, "/staff/combined-groups/")


class TestTheCall:
    @pytest.mark.slow
    def test_has_every_row_of_the_page(self, national_client, answered):
        Intersection.objects.all().delete()
        apart = [90, 0.4, 0.33, 0.47, 0.6, 0.03]
        TestThePage().enter(**{"female.18_24.black": apart})
        asked = {"period": PERIOD, "item": "Q-OVR-1"}

        told = national_client.get("/api/v1/combined-groups/", asked).json()
        page = content_of(national_client, f"/staff/combined-groups/?period={PERIOD}&item=Q-OVR-1")

        by_levels = {
            (one["sex"], one["age_band"], one["ethnicity"]): one for one in told["combinations"]
        }
        named = {
            "Female, 18 to 24, Black": by_levels["female", "18_24", "black"],
            "Male, 25 to 34, White": by_levels["male", "25_34", "white"],
        }
        assert len(by_levels) == len(named)
        for name, one in named.items():
            row = page[page.index(f"{name}</th>") :].split("</tr>")[0]
            assert f"{one['share']:.0%}".replace("%", " %") in row
            assert f"{one['of_groups_apart']:.0%}".replace("%", " %") in row
            assert ("no clear difference" in row) is (one["verdict"] == "unclear")
        assert told["unstable"] == 70
        assert told["combinations"][0]["difference"] in {-0.2, 0.0, 0.01, -0.01}

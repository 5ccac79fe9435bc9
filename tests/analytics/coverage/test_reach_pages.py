import re
from html import unescape

import pytest

from access import process_cache
from access.viewer import Viewer
from analytics.coverage import selectors
from analytics.coverage.selectors import ReachStep
from analytics.models import Coverage, QuarterState
from analytics.releases.gaming_checks import GamingCheck
from analytics.stats.comparison import Position
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
FORCES = ("dorset", "durham", "essex", "gwent", "kent", "norfolk", "suffolk", "surrey")
QUARTERS = [f"{2024 + at // 4}-Q{at % 4 + 1}" for at in range(2, 11)]
"""From 2024-Q3 to 2026-Q3: nine, of which pages show the last eight."""
LAST = QUARTERS[-1]
VIEWER = Viewer(user_id=1, name="Nation", is_national=True)


def counts(*, excluded: int = 100, unreached: int = 200, answered: int = 180) -> dict[str, int]:
    invited = 1_000 - excluded - unreached
    return {
        "recorded": 1_000,
        "NOSAFE": excluded,
        "NOCONTACTDATA": unreached,
        "invited": invited,
        "undeliverable": invited // 10,
        "usable": answered,
    }


def enter(**odd: dict[str, int]) -> None:
    Coverage.objects.bulk_create(
        Coverage(
            period=period,
            force_id=force,
            dimension="all",
            level="all",
            counts=odd[force]
            if force in odd and period == LAST
            else counts(excluded=100 + (number * 7 + at * 5) % 9, answered=180 + (at * 5) % 7),
        )
        for number, force in enumerate(FORCES)
        for at, period in enumerate(QUARTERS)
    )


@shared_rows
def coverage():
    enter(kent=counts(excluded=450, unreached=122), durham=counts(answered=6))


def content_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\xa0", " ")


def lead_of(page: str) -> str:
    [found] = re.findall(r'<p class="lead">(.*?)</p>', page)
    return found


def cells_of(page: str, identity: int) -> dict[str, list[str]]:
    body = page.split("<tbody>")[identity + 1].split("</tbody>")[0]
    rows = re.findall(r'<th scope="row"><a.*?>(.*?)</a></th>(.*?)</tr>', body, re.DOTALL)
    return {name: re.findall(r"<td.*?>(.*?)</td>", cells) for name, cells in rows}


def leave_open(quarter: str) -> None:
    stages = {"ST2": {"frame": 100, "pending": 50, "settled_on": None}}
    QuarterState.objects.create(period=quarter, stages=stages, shifts={})
    process_cache.clear()


class TestCoverageByForce:
    def test_has_every_force_over_eight_quarters(self, national_client, coverage):
        page = content_of(national_client, "/staff/coverage-by-force/")

        could_be_asked, asked, answered = (cells_of(page, step) for step in range(3))
        assert len(could_be_asked) == len(FORCES)
        assert {len(cells) for cells in could_be_asked.values()} == {8}
        assert could_be_asked["Kent Police"][-1].startswith("43 %")
        assert asked["Dorset Police"][-1] == "100 %"
        assert answered["Dorset Police"][-1] == "30 %"

    def test_names_who_leaves_its_own_habit(self, national_client, coverage):
        page = content_of(national_client, "/staff/coverage-by-force/")

        assert "Kent Police (could be asked)" in lead_of(page)
        assert "Dorset" not in lead_of(page)
        assert "outside the limits of its own habit" in cells_of(page, 0)["Kent Police"][-1]

    def test_hides_how_few_answered(self, national_client, coverage):
        page = content_of(national_client, "/staff/coverage-by-force/")

        assert cells_of(page, 2)["Durham Constabulary"][-1] == "[c]"
        assert cells_of(page, 2)["Durham Constabulary"][-2] == "29 %"

    def test_holds_no_provisional_quarter_against_anybody(self, national_client, coverage):
        leave_open(LAST)

        page = content_of(national_client, "/staff/coverage-by-force/")

        assert "2026 Q3 [p]" in page
        assert lead_of(page).startswith("In 2026 Q2 no force stands outside its own habit")

    def test_says_of_which_quarter_its_numbers_are(self, national_client, coverage):
        leave_open(LAST)

        page = content_of(national_client, "/staff/coverage-by-force/")

        assert "The number is of 2026 Q3 [p]." in page
        assert "In 2026 Q2, from the lowest force to the highest: " in page

    def test_says_nothing_of_a_habit_that_is_not_known(self, national_client, coverage):
        Coverage.objects.filter(period__lt="2025-Q3").delete()

        page = content_of(national_client, "/staff/coverage-by-force/")

        assert "nothing can be said of any force’s own habit" in lead_of(page)

    def test_says_what_will_stand_there(self, national_client):
        assert "No quarter yet" in content_of(national_client, "/staff/coverage-by-force/")


class TestChecks:
    @pytest.mark.slow
    def test_name_the_force_and_the_question(self, national_client, coverage):
        page = content_of(national_client, "/staff/checks/?period=2026-Q3")

        assert lead_of(page) == (
            "In 2026 Q3 these are questions to ask: Kent Police, left out by a rule: above the "
            "limits."
        )
        assert "It does not prove that anybody was left out who should have been asked" in page

    @pytest.mark.slow
    def test_have_the_value_and_the_limits_of_each_force(self, national_client, coverage):
        page = content_of(national_client, "/staff/checks/?period=2026-Q3")

        found = selectors.checks_page_for(VIEWER, period=LAST, on=NOW.date())
        excluded = found.checks[GamingCheck.EXCLUDED]
        kent = excluded.forces["kent"]
        assert kent.of.share == 0.45
        assert kent.position is Position.HIGH
        assert kent.of.share > kent.limits.upper_alarm > excluded.funnel.target
        row = page[page.index('<th scope="row">Kent Police') :].split("</tr>")[0]
        assert "45 %" in row
        assert f"–{100 * kent.limits.upper_alarm:.0f} %" in row
        assert "above the limits" in row

    @pytest.mark.slow
    def test_are_silent_without_outlying_forces(self, national_client, coverage):
        page = content_of(national_client, "/staff/checks/?period=2026-Q2")

        assert lead_of(page) == "In 2026 Q2 no force stands apart from the others in any check."

    def test_say_what_will_stand_there(self, national_client):
        assert "No quarter yet" in content_of(national_client, "/staff/checks/")


class TestTheCalls:
    def test_have_every_cell_of_coverage_by_force(self, national_client, coverage):
        told = national_client.get("/api/v1/coverage-by-force/").json()
        page = content_of(national_client, "/staff/coverage-by-force/")

        assert told["quarters"] == QUARTERS[-8:]
        for at, step in enumerate(ReachStep):
            rows = list(cells_of(page, at).values())
            for cells, one in zip(rows, told["forces"], strict=True):
                for cell, point in zip(cells, one[step.value], strict=True):
                    assert cell.startswith(
                        point["mark"] if "mark" in point else f"{point['share']:.0%}"[:-1]
                    )
                    assert ("outside the limits" in cell) is (point.get("signal") == "outside")

    @pytest.mark.slow
    def test_have_every_row_of_the_checks(self, national_client, coverage):
        told = national_client.get("/api/v1/checks/", {"period": LAST}).json()
        page = content_of(national_client, f"/staff/checks/?period={LAST}")

        places = {"above": "above the limits", "below": "below the limits"}
        bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
        assert [check["check"] for check in told["checks"]] == list(GamingCheck)
        for body, check in zip(bodies, told["checks"], strict=True):
            for row, one in zip(body.split("</tr>")[:-1], check["forces"], strict=True):
                cells = re.findall(r"<td.*?>(.*?)</td>", row)
                assert cells[0] == f"{one['share']:.0%}".replace("%", " %")
                assert int(cells[1].replace(",", "")) == one["of"]
                assert cells[3] == places.get(one["place"], "within the limits")
        kent = next(one for one in told["checks"][0]["forces"] if one["force"] == "kent")
        assert kent["place"] == "above"

    def test_compare_nothing_while_provisional(self, national_client, coverage):
        QuarterState.objects.create(
            period=LAST,
            stages={"ST2": {"frame": 100, "pending": 50, "settled_on": None}},
            shifts={},
        )
        process_cache.clear()

        told = national_client.get("/api/v1/checks/", {"period": LAST}).json()

        assert (told["is_provisional"], told["checks"]) == (True, [])


class TestTheSteps:
    def test_are_each_a_share_of_the_one_before(self, coverage):
        page = selectors.reach_page_for(VIEWER, on=NOW.date())

        kent = next(force for force in page.forces if force.force.code == "kent")
        last = {step: kent.points[step][-1].of for step in ReachStep}
        assert (last[ReachStep.COULD_BE_ASKED].successes, last[ReachStep.ASKED].trials) == (
            428,
            428,
        )
        assert last[ReachStep.ANSWERED].trials == 386

import re
from datetime import date
from random import Random

import pytest

from access.viewer import Viewer
from analytics import words
from analytics.figures.presenters import comparisons as comparison_words
from analytics.figures.selectors.comparisons import Beside
from analytics.items import item_codes
from analytics.reports import document, selectors
from analytics.reports.parts import BesideOthers
from analytics.scorecard.definitions import read_definition
from tests.analytics import make
from tests.analytics.figures import reading
from tests.analytics.make import Q3
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ON = date(2026, 11, 16)
FORCES = ("avon-and-somerset", "dorset", "essex", "kent", "norfolk", "suffolk")
FAR = {"dorset": -0.3, "kent": 0.25}
GOOD = {"Q-OVR-1": ["very_satisfied"], "Q-TRT-2b": ["always"]}
BAD = {"Q-OVR-1": ["very_dissatisfied"], "Q-TRT-2b": ["never"]}
NATION = Viewer(user_id=1, name="Nation", is_national=True)
PLACES = {"higher": "clear", "lower": "clear", "no clear difference": "unclear", "[low]": "too_few"}


@shared_rows
def six_forces():
    rng = Random(34)
    victims = []
    for on, is_moved in ((make.IN_Q3, True), (date(2026, 5, 4), False)):
        for force in FORCES:
            chance = 0.55 + FAR.get(force, 0.0) * is_moved
            for _ in range(30 if force == "suffolk" else 90):
                is_good = {"Q-OVR-1": rng.random() < chance, "Q-TRT-2b": rng.random() < 0.6}
                answers = {item: (GOOD if good else BAD)[item] for item, good in is_good.items()}
                victims.append(make.Victim(force=force, on=on, answers=answers))
    make.load(victims)
    make.fill("2026-Q2", Q3)


def members(force: str, beside: Beside) -> set[str]:
    found = reading.comparison_for(NATION, force_code=force, period=Q3)
    return {one.code for one in found.groups.get(beside, ())}


def of_page(client, force: str) -> dict[tuple[str, Beside], str]:
    page = client.get(f"/staff/comparison/{force}/?period={Q3}").content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    found = {}
    for item, row in zip(item_codes(), body.split("</tr>"), strict=False):
        cells = re.findall(r"<td.*?</td>", row, re.DOTALL)[-len(Beside) :]
        for beside, cell in zip(Beside, cells, strict=True):
            told = re.search(r"higher|lower|no clear difference|low", cell)
            found[item, beside] = PLACES.get(told.group(), "too_few")
    return found


def of_call(client, **given: str) -> dict[tuple[str, str, Beside], dict]:
    answer = client.get("/api/v1/comparisons/", {"period": Q3, **given}).json()
    return {
        (one["force"], row["item"], beside): row[beside.value]
        for one in answer["forces"]
        for row in one["items"]
        for beside in Beside
    }


def of_card(client, force: str) -> dict[str, str]:
    told = client.get("/api/v1/scorecard/", {"period": Q3, "force": force}).json()
    cells = {row["row"]: row["cells"] for row in told["rows"]}["all"]
    columns = {column.item: column.code for column in read_definition().columns if column.item}
    return {item: cells[column]["verdict"] for item, column in columns.items()}


class TestTheJudgement:
    def test_is_one_in_pages_calls_and_reports(self, national_client, six_forces):
        every = of_call(national_client)
        labels = {words.label(item): item for item in item_codes()}

        for force in FORCES:
            own = {key: told for key, told in every.items() if key[0] == force}
            assert of_call(national_client, force=force) == own
            assert of_page(national_client, force) == {
                (item, beside): told["verdict"] for (_force, item, beside), told in own.items()
            }
            found = selectors.report_for(NATION, force_code=force, period=Q3, on=ON)
            first = document.quarterly_report(found, language="en", on=ON)
            for row in first.comparison.measures:
                told = own[force, labels[row.label], Beside.OTHERS]
                assert (row.beside_others, told["verdict"]) in {
                    (BesideOthers.HIGHER, "clear"),
                    (BesideOthers.LOWER, "clear"),
                    (BesideOthers.NOT_CLEAR, "unclear"),
                    (BesideOthers.NOT_COMPARED, "too_few"),
                }
                if told["verdict"] != "too_few":
                    drawn = row.placed.row
                    is_crossed = drawn.lower <= drawn.nation <= drawn.upper
                    assert is_crossed is (told["verdict"] == "unclear")
            for item, word in of_card(national_client, force).items():
                assert word == own[force, item, Beside.QUARTER_BEFORE]["verdict"]
            changed = own[force, "Q-OVR-1", Beside.QUARTER_BEFORE]["verdict"]
            assert first.changed.since.startswith(
                {"clear": "A clear", "unclear": "No clear", "too_few": "Too few"}[changed]
            )
        for one in reading.similar_gaps(NATION, item="Q-OVR-1", period=Q3):
            row = comparison_words.force_gap_rows([one], {}, item="Q-OVR-1", period=Q3)[0]
            told = every[one.force.code, "Q-OVR-1", Beside.SIMILAR]["verdict"]
            assert PLACES[re.split(";", row.gap.verdict or "[low]")[0]] == told

    def test_finds_what_is_far_and_nothing_else(self, national_client, six_forces):
        every = of_call(national_client)

        clear = {key for key, told in every.items() if told["verdict"] == "clear"}

        of_few = {Beside.REGION, Beside.SIMILAR}
        assert {force for force, _item, beside in clear if beside not in of_few} == set(FAR)
        for force, _item, beside in clear:
            assert force in FAR or FAR.keys() & members(force, beside), (force, beside)
        assert {item for _force, item, _beside in clear} == {"Q-OVR-1"}
        for force in FAR:
            assert (force, "Q-OVR-1", Beside.OTHERS) in clear
            assert (force, "Q-OVR-1", Beside.QUARTER_BEFORE) in clear
        assert {told["verdict"] for key, told in every.items() if key[0] == "suffolk"} == {
            "too_few"
        }
        for told in every.values():
            if told["verdict"] != "too_few":
                is_out = not told["lower"] <= 0 <= told["upper"]
                assert is_out is (told["verdict"] == "clear")
                assert told["smallest_seen"] > 0.05

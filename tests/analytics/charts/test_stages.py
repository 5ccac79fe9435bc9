from itertools import pairwise
from xml.etree import ElementTree

import pytest

from analytics.charts import stages, svg
from analytics.charts.stages import StageColumn

SVG = "{http://www.w3.org/2000/svg}"


def column(name: str = "1 Reporting", share: float | None = 0.6, **facts: object) -> StageColumn:
    ends = {"lower": None, "upper": None} if share is None else {
        "lower": share - 0.05, "upper": share + 0.05,
    }  # fmt: skip
    given = {"value": "60 %" if share else "[c]", "detail": ("55–65 %", "base 120"), "nation": None}
    return StageColumn(name=name, share=share, **{**given, **ends, **facts})


def drawn(*columns: StageColumn, is_small: bool = False) -> ElementTree.Element:
    placed = stages.place(columns)
    about = {"identity": "journey", "title": "Kept informed", "description": "by stage"}
    if is_small:
        return ElementTree.fromstring(stages.draw_small(placed, **about))
    words = stages.StageWords(vertical="Per cent", subject="Kent", nation="The nation")
    return ElementTree.fromstring(stages.draw(placed, words=words, **about))


def texts(picture: ElementTree.Element) -> list[str]:
    return [each.text for each in picture.iter(f"{SVG}text")]


class TestTheLayout:
    def test_has_columns_at_equal_distances_within_the_picture(self):
        placed = stages.place([column() for _ in range(8)])

        across = [one.across for one in placed.stages]
        assert {round(b - a, 6) for a, b in pairwise(across)} == {round(placed.room, 6)}
        assert across[0] - placed.room / 2 == pytest.approx(stages.EDGE)
        assert across[-1] + placed.room / 2 == pytest.approx(1)


class TestThePicture:
    def test_joins_a_stage_to_the_one_that_it_is_held_against(self):
        picture = drawn(column(), column(share=None), column(share=0.3, before=0, kind="worse"))

        (join,) = [
            line for line in picture.iter(f"{SVG}line")
            if line.get("x1") != line.get("x2") and line.get("y1") != line.get("y2")
        ]  # fmt: skip
        placed = stages.place([column()] * 3).stages
        assert join.get("x1") == svg.across(placed[0].across)
        assert join.get("x2") == svg.across(placed[2].across)
        assert join.get("stroke") == svg.WORSE
        assert join.get("stroke-dasharray") is None

    def test_hatches_what_is_hidden_and_gives_it_no_dot(self):
        picture = drawn(column(), column(share=None))

        hatched = [r for r in picture.iter(f"{SVG}rect") if "hatch" in (r.get("fill") or "")]
        assert len(hatched) == 1
        assert "[c]" in texts(picture)
        dots = [c for c in picture.iter(f"{SVG}circle") if c.get("stroke") == svg.PAPER]
        assert len(dots) == 1

    def test_says_the_share_its_interval_and_its_base_under_the_name(self):
        told = texts(drawn(column(name="3 Closed without charge")))

        assert told[-6:] == ["3 Closed", "without", "charge", "60 %", "55–65 %", "base 120"]

    def test_has_numbers_alone_where_it_is_one_of_many(self):
        assert texts(drawn(column(), column(), is_small=True))[-2:] == ["1", "2"]

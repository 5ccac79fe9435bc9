from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import funnels, svg
from analytics.charts.funnels import PLOT, ForceDot, FunnelWords
from tests.analytics.charts.boxes import SVG, found, lines_of, outside, overlaps, words_of
from tests.each import for_each


def limits_at(base: float) -> tuple[float, float, float, float]:
    half = 1 / base**0.5
    return (0.5 - 1.5 * half, 0.5 - half, 0.5 + half, 0.5 + 1.5 * half)


def point(name: str = "Kent Police", base: float = 200, share: float = 0.5, **facts) -> ForceDot:
    return ForceDot(name=name, base=base, share=share, words="50 % (43–57 %)", **facts)


def place(*points: ForceDot) -> funnels.FunnelLayout:
    return funnels.place(points, target=0.5, limits_at=limits_at)


def draw(*points: ForceDot) -> ElementTree.Element:
    drawing = funnels.draw(
        place(*points),
        words=FunnelWords(
            horizontal="Effective number of answers",
            vertical="Per cent",
            target="all forces 50 %",
            warning="95 per cent limit",
            alarm="99.8 per cent limit",
        ),
        identity="funnel",
        title="title",
        description="description",
    )
    return ElementTree.fromstring(drawing)


def words(drawn: ElementTree.Element) -> list[str]:
    return [text.text for text in drawn.iter(f"{SVG}text")]


class TestPlace:
    @given(st.lists(st.tuples(st.floats(50, 9000), st.floats(0.01, 0.99)), min_size=1, max_size=44))
    def test_keeps_every_force_inside(self, forces):
        placed = place(*(point(base=base, share=share) for base, share in forces))

        assert all(0 < one.across < 1 and 0 <= one.down <= 1 for one in placed.points)

    def test_puts_a_larger_base_further_right_and_a_larger_share_higher(self):
        small, large = place(point(base=60, share=0.4), point(base=600, share=0.6)).points

        assert small.across < large.across
        assert small.down > large.down

    @for_each(
        ("largest", "step"),
        [
            (250, 50), (251, 100), (501, 200), (1001, 250), (1251, 500), (2501, 1000),
            (5001, 2000), (10_001, 2500), (12_501, 5000), (25_001, 10_000), (50_001, 25_000),
            (125_001, 50_000), (250_000, 50_000), (300_000, 75_000),
        ],
    )  # fmt: skip
    def test_ticks_bases_in_at_most_five_round_steps(self, largest, step):
        ticks = funnels._base_ticks(largest)

        assert ticks == [step * number for number in range(1, len(ticks) + 1)]
        assert 1 <= len(ticks) <= 5
        assert largest - ticks[-1] < step

    def test_begins_limits_left_of_the_smallest_force_and_ends_them_at_the_edge(self):
        placed = place(point(base=80), point(base=400))

        assert placed.points[1].across == pytest.approx(1 / 1.15)
        for curve in placed.curves:
            across = [x for x, _ in curve]
            assert across == sorted(across)
            assert across[0] < placed.points[0].across
            assert across[-1] == 1

    def test_scales_to_the_limits_at_the_smallest_force(self):
        placed = place(point(base=64))

        low, *_, high = limits_at(64)
        assert placed.scale.low <= low < placed.scale.low + 0.1
        assert placed.scale.high - 0.1 < high <= placed.scale.high

    def test_narrows_the_limits_to_the_right(self):
        lower, upper = place(point()).curves[1:3]

        widths = [low[1] - high[1] for low, high in zip(lower, upper, strict=True)]
        assert widths[-1] < widths[len(widths) // 2]

    def test_draws_no_limit_along_the_edge_where_it_lies_beyond(self):
        placed = place(point(base=65), point(base=235))

        ends = [down for curve in placed.curves for _across, down in curve]
        assert min(ends) > 0
        assert max(ends) < 1
        assert all(curve[-1][0] == 1 for curve in placed.curves)

    def test_marks_round_bases_inside_the_picture(self):
        placed = place(point(base=430))

        assert [base for base, _ in placed.base_ticks] == [100, 200, 300, 400]
        assert all(0 < across < 1 for _, across in placed.base_ticks)


class TestDraw:
    def test_ends_the_last_base_inside_the_picture(self):
        drawn = draw(point(base=262))

        anchors = {text.text: text.get("text-anchor") for text in drawn.iter(f"{SVG}text")}
        assert (anchors["300"], anchors["200"]) == ("end", "middle")

    def test_writes_the_name_of_a_limit_clear_of_its_curve(self):
        (name,) = (t for t in draw(point()).iter(f"{SVG}text") if t.text == "99.8 per cent limit")

        curve = place(point()).curves[3]
        highest = min(down for across, down in curve if across >= funnels.NAMES_FROM)
        plot = funnels.HEIGHT - funnels.TOP - funnels.BOTTOM
        assert float(name.get("y")) < funnels.TOP + highest * plot

    @pytest.mark.parametrize("width", [340, 720])
    def test_writes_nothing_over_another_and_nothing_past_the_edge(self, width):
        drawn = draw(point(base=120, share=0.3), point(base=900, share=0.35, is_own=True))

        said = words_of(drawn, width=width)
        assert outside(said, drawn, width=width) == []
        assert overlaps(said) == []

    @pytest.mark.parametrize("width", [340, 720])
    @pytest.mark.parametrize("share", [0.1, 0.9])
    def test_writes_the_names_of_forces_at_one_place_under_one_another(self, width, share):
        names = ("Surrey Police", "Hampshire and Isle of Wight Constabulary", "Gwent Police")
        apart = [
            point(name, base=300 + at, share=share + at / 500, is_unusual=True)
            for at, name in enumerate(names)
        ]

        drawn = draw(*apart, point("Essex Police", base=900))

        said = words_of(drawn, width=width)
        assert overlaps(said) == []
        assert outside(said, drawn, width=width) == []

    @pytest.mark.parametrize("base", [60, 6000])
    def test_writes_a_name_on_the_line_of_its_mark_at_the_same_distance_to_either_side(self, base):
        beside = point("Essex Police", base=600 if base == 60 else 60)
        drawn = draw(beside, point(base=base, is_own=True))

        [mark] = found(drawn, "circle", r="7")
        [name] = (box for box in words_of(drawn) if box.name == "Kent Police")
        x = float(mark.get("cx")[:-1]) / 100 * 720
        assert abs(name.middle[1] - float(mark.get("cy"))) < 1.5
        assert min(abs(name.left - x), abs(name.right - x)) == pytest.approx(12)

    def test_draws_the_target_straight_across_and_names_it_above(self):
        drawn, placed = draw(point()), place(point())

        [target] = lines_of(drawn, stroke=svg.NATION)
        [name] = (box for box in words_of(drawn) if box.name == "all forces 50 %")
        assert (target.left, target.right) == (0, 720)
        assert target.top == target.bottom == pytest.approx(PLOT.y(placed.target))
        assert 0 < target.top - name.bottom < name.bottom - name.top
        assert name.right == 720

    def test_writes_bases_under_the_plot_and_what_they_are_under_them(self):
        said = {box.name: box for box in words_of(draw(point(base=430)))}

        bases, axis = said["200"], said["Effective number of answers"]
        assert PLOT.y(1) < bases.top < bases.bottom <= axis.top
        assert axis.right == 720

    def test_draws_whom_it_names_over_the_others(self):
        drawn = draw(point(is_own=True), *[point("", base=210 + at) for at in range(3)])

        radii = [float(one.get("r")) for one in found(drawn, "circle")]
        assert radii == sorted(radii)

    def test_draws_the_own_force_largest_and_without_a_mark_of_the_unusual(self):
        drawn = draw(point(is_own=True, is_unusual=True), point("Essex Police"))

        assert len(list(found(drawn, "circle", fill=svg.FORCE))) == 1
        assert not list(found(drawn, "path", fill=svg.UNUSUAL))

    def test_dashes_the_outer_limits_alike_and_the_inner_ones_otherwise(self):
        dashes = [one.get("stroke-dasharray") for one in found(draw(point()), "path", fill="none")]

        assert dashes == [dashes[0], dashes[1], dashes[1], dashes[0]]
        assert dashes[0] != dashes[1]

    def test_names_a_force_outside_the_limits_beside_its_mark(self):
        drawn = draw(point(), point("Durham Constabulary", share=0.9, is_unusual=True))

        assert "Durham Constabulary" in words(drawn)
        assert "Kent Police" not in words(drawn)

    @pytest.mark.parametrize(("base", "anchor", "sign"), [(60, None, 1), (6000, "end", -1)])
    def test_writes_a_name_on_the_side_of_its_mark_that_has_room(self, base, anchor, sign):
        beside = point("Essex Police", base=600 if base == 60 else 60)
        drawn = draw(beside, point(base=base, is_own=True))

        (name,) = (text for text in drawn.iter(f"{SVG}text") if text.text == "Kent Police")
        assert name.get("text-anchor") == anchor
        assert sign * float(name.get("dx")) > 7, "a mark is seven wide to either side"

    def test_writes_the_own_name_in_the_colour_of_the_own_mark(self):
        drawn = draw(point(is_own=True), point("Durham Constabulary", share=0.9, is_unusual=True))

        fills = {text.text: text.get("fill") for text in drawn.iter(f"{SVG}text")}
        assert fills["Kent Police"] == svg.FORCE
        assert fills["Durham Constabulary"] == svg.UNUSUAL

    def test_names_the_readers_own_force(self):
        assert "Kent Police" in words(draw(point(is_own=True)))

    def test_names_every_other_force_on_hover(self):
        titles = [title.text for title in draw(point()).iter(f"{SVG}title")]

        assert "Kent Police: 50 % (43–57 %)" in titles

    def test_draws_four_limits_that_keep_their_thickness(self):
        curves = [p for p in draw(point()).iter(f"{SVG}path") if p.get("fill") == "none"]

        assert len(curves) == 4
        assert {curve.get("vector-effect") for curve in curves} == {"non-scaling-stroke"}

    def test_marks_the_unusual_by_shape_and_not_by_colour_alone(self):
        plain = draw(point())
        unusual = draw(point(is_unusual=True))

        assert len(list(unusual.iter(f"{SVG}circle"))) < len(list(plain.iter(f"{SVG}circle")))

    @pytest.mark.parametrize("base", [50.0, 51.3, 20000.0])
    def test_draws_one_force_alone(self, base):
        assert draw(point(base=base)) is not None

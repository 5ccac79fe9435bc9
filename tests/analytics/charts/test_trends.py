from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import svg, trends
from analytics.charts.trends import Quarter, Words

SVG = "{http://www.w3.org/2000/svg}"


def quarter(share: float | None = 0.5, **facts) -> Quarter:
    return Quarter(
        **{
            "label": "Q3",
            "year": "2026",
            "share": share,
            "lower": None if share is None else max(0, share - 0.05),
            "upper": None if share is None else min(1, share + 0.05),
            "nation": 0.6,
            "words": "50 % (45–55 %)",
            **facts,
        }
    )


def draw(*quarters: Quarter) -> ElementTree.Element:
    drawing = trends.draw(
        trends.place(quarters),
        words=Words(vertical="Per cent", subject="Kent Police", nation="The nation", hidden="[c]"),
        identity="trend",
        title="title",
        description="description",
    )
    return ElementTree.fromstring(drawing)


def words(drawn: ElementTree.Element) -> list[str]:
    return [text.text for text in drawn.iter(f"{SVG}text")]


def paths(drawn: ElementTree.Element, **wanted: str) -> list[ElementTree.Element]:
    return [
        path
        for path in drawn.iter(f"{SVG}path")
        if all(path.get(name.replace("_", "-")) == value for name, value in wanted.items())
    ]


class TestPlace:
    @given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=12))
    def test_keeps_quarters_in_order_and_inside(self, shares):
        placed = trends.place([quarter(share) for share in shares])

        across = [one.across for one in placed.quarters]
        assert across == sorted(across)
        assert all(0 < x < 1 for x in across)
        assert [one.down is None for one in placed.quarters] == [s is None for s in shares]

    def test_breaks_the_line_where_a_quarter_is_hidden(self):
        placed = trends.place([quarter(), quarter(None), quarter(), quarter()])

        assert [len(run) for run in placed.runs()] == [1, 2]


class TestDraw:
    def test_bands_each_run(self):
        drawn = draw(quarter(), quarter(), quarter(None), quarter(), quarter())

        assert len(paths(drawn, fill=svg.FORCE)) == 2

    def test_draws_the_nation_dashed(self):
        (nation,) = paths(draw(quarter(), quarter()), stroke=svg.NATION)

        assert nation.get("stroke-dasharray")

    def test_names_both_lines_where_they_end(self):
        assert {"Kent Police", "The nation"} <= set(words(draw(quarter(), quarter())))

    def test_says_a_year_once(self):
        said = words(draw(quarter(year="2025"), quarter(year="2026"), quarter(year="2026")))

        assert said.count("2025") == said.count("2026") == 1

    def test_marks_a_hidden_quarter_without_a_number(self):
        drawn = draw(quarter(None), quarter())

        assert "[c]" in words(drawn)
        assert len(list(drawn.iter(f"{SVG}circle"))) == 1

    def test_marks_an_alert_by_a_shape_that_points(self):
        fall = draw(quarter(), quarter(alert="An alert was raised"))
        rise = draw(quarter(), quarter(alert="An alert was raised", is_rise=True))

        assert paths(fall, fill=svg.WORSE)
        assert paths(rise, fill=svg.BETTER)
        assert paths(fall, fill=svg.WORSE)[0].get("d") != paths(rise, fill=svg.BETTER)[0].get("d")

    def test_stands_where_everything_is_hidden(self):
        drawn = draw(quarter(None), quarter(None))

        assert words(drawn).count("[c]") == 2

    def test_stands_without_a_nation(self):
        assert not paths(draw(quarter(nation=None)), stroke=svg.NATION)

from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import sparks

values = st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=8)


class TestPlace:
    def test_breaks_where_a_quarter_has_no_value(self):
        placed = sparks.place([0.5, 0.6, None, 0.4], span=0.4)

        first, second = placed.runs
        assert [round(x, 3) for x, _ in (*first, *second)] == [0.0, 0.333, 1.0]
        assert placed.last == second[-1]

    def test_gives_lines_of_one_span_one_scale(self):
        flat = sparks.place([0.50, 0.54], span=0.4).runs[0]
        steep = sparks.place([0.10, 0.30], span=0.4).runs[0]

        assert round(flat[0][1] - flat[1][1], 6) == 0.1
        assert round(steep[0][1] - steep[1][1], 6) == 0.5

    def test_has_no_end_where_the_latest_is_hidden(self):
        assert sparks.place([0.5, None], span=0.4).last is None
        assert sparks.place([None, None], span=0.4).runs == ()

    @given(values, st.sampled_from([0.0, 0.4]))
    def test_stays_within_its_cell(self, given_values, span):
        placed = sparks.place(given_values, span=span)

        points = [point for run in placed.runs for point in run]
        assert len(points) == sum(value is not None for value in given_values)
        assert all(-1e-9 <= part <= 1 + 1e-9 for point in points for part in point)


def test_drawing_says_the_quarters_in_words():
    drawn = sparks.draw(sparks.place([0.5, None, 0.7], span=0.4), description="50 %, –, 70 %")

    assert 'aria-label="50 %, –, 70 %"' in drawn
    assert drawn.count("<circle") == 3

from analytics.charts import weeks
from analytics.charts.weeks import WeekPoint


def point(share=0.5, *, is_marked=False, label=""):
    band = (None, None) if share is None else (0.4, 0.6)
    return WeekPoint(
        share=share, lower=band[0], upper=band[1], is_marked=is_marked, label=label, words="words"
    )


def drawn(*points):
    return weeks.draw(
        weeks.place(points), vertical="Per cent", identity="w", title="T", description="D"
    )


class TestTheLayout:
    def test_breaks_the_line_where_too_few_answered(self):
        placed = weeks.place([point(), point(None), point(), point()])

        assert [len(run) for run in placed.runs()] == [1, 2]

    def test_reaches_half_a_step_around_the_marked_weeks(self):
        placed = weeks.place([point(), point(is_marked=True), point(is_marked=True), point()])

        first, last = placed.window
        assert first < placed.weeks[1].across < placed.weeks[2].across < last
        assert round(last - first, 6) == round(2 * placed.step, 6)

    def test_has_no_window_where_no_week_is_marked(self):
        assert weeks.place([point(), point()]).window is None

    def test_has_room_for_the_band(self):
        placed = weeks.place([point(0.5)])

        assert placed.scale.low <= 0.4
        assert placed.scale.high >= 0.6


class TestThePicture:
    def test_marks_the_weeks_of_the_alert_by_their_shape(self):
        assert drawn(point(), point()).count("<circle") == 2
        assert drawn(point(), point(is_marked=True)).count("<circle") == 1

    def test_says_each_point_aloud_and_escapes_words(self):
        assert "<title>words</title>" in drawn(point())
        assert "&lt;b&gt;" in drawn(point(label="<b>"))

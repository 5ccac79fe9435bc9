from django.utils import translation

from access.models import Force
from analytics import items, words
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Mark, Published, Suppressed, SuppressionReason
from tests.each import for_each

PUBLISHED = Published(
    positive=0.6118,
    neutral=0.1,
    negative=0.2882,
    interval=Interval(lower=0.582, upper=0.641),
    base=1204,
    effective_base=1100.2,
)
HIDDEN = Suppressed(reason=SuppressionReason.SMALL_BASE)
SPACE = "\u00a0"


class TestFigureWords:
    def test_round_to_whole_points_and_keep_value_interval_and_base_together(self):
        figure = words.figure_words(PUBLISHED)

        assert (figure.value, figure.interval, figure.base) == (
            f"61{SPACE}%",
            f"58–64{SPACE}%",
            "1,204",
        )
        assert figure.line == f"61{SPACE}% (58–64{SPACE}%)"

    def test_mark_what_is_uncertain(self):
        uncertain = Published(**{**vars(PUBLISHED), "base": 20, "mark": Mark.LOW_RELIABILITY})

        assert words.figure_words(uncertain).line.endswith("[u]")

    @for_each("reason", list(SuppressionReason))
    def test_of_what_is_hidden_have_a_mark_and_a_reason_and_nothing_else(self, reason):
        figure = words.figure_words(Suppressed(reason=reason))

        assert figure.is_hidden
        assert figure.line in {"[c]", "[x]"}
        assert figure.reason
        assert not any(
            character.isdigit() for character in figure.value + figure.interval + figure.base
        )

    def test_hides_whether_all_answered_the_same(self):
        alike, another = (
            words.figure_words(Suppressed(reason=reason)).reason
            for reason in (SuppressionReason.UNIFORM, SuppressionReason.PROTECTS_ANOTHER)
        )

        assert alike == another == "showing it would tell how a small group answered"


class TestFinding:
    def say(self, share, nation=None) -> str:
        return words.finding(items.headline(), period="2026-Q3", share=share, nation=nation)

    def test_stands_without_a_nation(self):
        assert self.say(PUBLISHED).endswith("base 1,204).")

    def test_leaves_out_a_nation_that_is_hidden(self):
        assert self.say(PUBLISHED, HIDDEN) == self.say(PUBLISHED)

    @for_each("reason", list(SuppressionReason))
    def test_gives_no_number_of_what_is_hidden(self, reason):
        sentence = self.say(Suppressed(reason=reason), PUBLISHED)

        assert "%" not in sentence
        assert "base" not in sentence

    def test_speaks_welsh(self):
        with translation.override("cy"):
            assert "yn fodlon ar wasanaeth yr heddlu" in self.say(PUBLISHED)


class TestNames:
    def test_of_a_place_without_a_force_is_both_countries(self):
        assert words.place_name(None) == "England and Wales"

    def test_of_a_welsh_force_is_welsh_in_welsh(self):
        force = Force(name="North Wales Police", name_cy="Heddlu Gogledd Cymru")

        with translation.override("cy"):
            assert words.place_name(force) == "Heddlu Gogledd Cymru"

    def test_of_a_text_falls_back_to_english(self):
        with translation.override("fr"):
            assert words.text_of({"en": "Felt believed", "cy": "…"}) == "Felt believed"

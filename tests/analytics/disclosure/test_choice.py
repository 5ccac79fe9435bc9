"""What a quarter hides, and what becomes of that when the quarter moves or is released again."""

import pytest

from analytics.disclosure.choice import (
    ReleasedVersion,
    choose_suppression,
    exposures_across,
    places_from_stored,
    secondary_places,
    suppress_for_release,
)
from analytics.disclosure.complementary_suppression import protect_and_audit
from analytics.disclosure.counts import QuarterCounts
from tests.analytics.nations import MEANINGS, nation

NOTHING_FILLED = QuarterCounts(cells={}, coverage={})


def filled(made) -> QuarterCounts:
    return QuarterCounts(cells=made.cells, coverage=made.coverage)


def chosen(now, *, before=None, kept=(), was_shown=True, is_audited=True):
    return choose_suppression(
        current=filled(now),
        previous=filled(before) if before else NOTHING_FILLED,
        stored=dict(kept),
        was_shown=was_shown,
        meanings=MEANINGS,
        is_audited=is_audited,
    )


def fresh(made):
    """As of a quarter that nobody has seen."""
    return chosen(made, was_shown=False)


def pairs(hidden):
    return {(measure, place) for measure, places in hidden.items() for place in places}


def large_and_shown(made):
    """A place that nothing needs hidden."""
    hidden = fresh(made).secondary
    return next(
        (measure, place)
        for measure in made.quarter.items
        for place in sorted(made.quarter.places(measure))
        if place not in made.rules[measure] | hidden[measure]
        and made.quarter.people.get((measure, *place), 0) >= 20
        and place[0] in made.quarter.forces
    )


class TestChooseSuppression:
    @pytest.mark.slow
    def test_leaves_hidden_what_was_hidden_when_the_quarter_was_shown(self):
        made = nation(5)
        measure, (area, dimension, level) = large_and_shown(made)
        kept = {dimension: {measure: {level: [area]}}}

        shown_before = chosen(made, before=made, kept=kept)
        never_shown = chosen(made, before=made, kept=kept, was_shown=False)

        assert (area, dimension, level) in shown_before.secondary[measure]
        assert (area, dimension, level) not in never_shown.secondary[measure]

    @pytest.mark.slow
    @pytest.mark.parametrize("is_audited", [True, False])
    def test_leaves_a_choice_that_protects_as_it_is(self, is_audited):
        made = nation(5)
        first = fresh(made)

        again = chosen(made, before=made, kept=first.as_stored(), is_audited=is_audited)

        assert pairs(again.secondary) == pairs(first.secondary)
        assert again.remaining == first.remaining == ()

    @pytest.mark.slow
    def test_knows_that_what_was_shown_and_has_not_moved_protects_nothing(self):
        """All but the rules' own places was shown, so what they leave known stays known."""
        made = nation(3)

        unmoved = chosen(made, before=made)
        moved = chosen(made, before=nation(3, people=401, response=1.0))

        assert unmoved.remaining
        assert moved.remaining == ()

    @pytest.mark.slow
    def test_hides_nothing_in_vain_that_was_shown_and_has_not_moved(self):
        made = nation(3)

        unmoved = chosen(made, before=made)

        assert unmoved.count < fresh(made).count

    @pytest.mark.slow
    def test_tells_only_what_the_rules_do_not_hide_themselves(self):
        made = nation(5)

        choice = fresh(made)

        assert choice.count > 0
        assert not pairs(choice.secondary) & pairs(made.rules)

    @pytest.mark.slow
    def test_is_kept_and_read_back_the_same(self):
        choice = fresh(nation(5))

        assert pairs(places_from_stored(choice.as_stored())) == pairs(choice.secondary)
        assert choice.count == len(pairs(choice.secondary))


def versions():
    """Two versions of a quarter, each protected as if there were no other."""
    return [
        ReleasedVersion(
            quarter=made.quarter, hidden=protect_and_audit(made.quarter, made.rules).hidden
        )
        for made in (nation(5, people=400), nation(5, people=430))
    ]


class TestExposuresAcross:
    @pytest.mark.slow
    def test_finds_what_two_versions_give_away_that_each_alone_keeps(self):
        first, second = versions()

        assert exposures_across([first]) == exposures_across([second]) == []
        assert exposures_across([first, second])

    @pytest.mark.slow
    def test_understands_that_answers_may_have_been_taken_out(self):
        """Wrong data were corrected: read as if answers only came, the two would contradict one
        another. Nobody can tell how many left and how many came, which protects everybody."""
        first, second = versions()

        assert exposures_across([second, first]) == []

    @pytest.mark.slow
    def test_finds_nothing_in_a_version_told_twice(self):
        first, _ = versions()

        assert exposures_across([first, first]) == []


class TestSuppressForRelease:
    @pytest.mark.slow
    def test_hides_again_what_an_earlier_version_hid(self):
        first, _ = versions()
        now = nation(5, people=430)

        again, protected = suppress_for_release(filled(now), {}, MEANINGS, [first])

        assert pairs(first.hidden) <= pairs(again.hidden)
        assert list(protected.remaining) == exposures_across([first, again])

    @pytest.mark.slow
    def test_says_what_stays_known_with_the_earlier_version(self):
        """An earlier version that hid nothing has told it all."""
        made = nation(5, people=120)
        told = ReleasedVersion(
            quarter=made.quarter, hidden={measure: set() for measure in made.quarter.measures}
        )

        _again, protected = suppress_for_release(filled(made), {}, MEANINGS, [told])

        assert protected.remaining

    @pytest.mark.slow
    def test_tells_further_what_the_rules_do_not_hide(self):
        made = nation(5)

        version, _ = suppress_for_release(filled(made), {}, MEANINGS)
        beyond = secondary_places(version, filled(made), MEANINGS)

        assert pairs(beyond) == pairs(version.hidden) - pairs(made.rules)

"""Protect, then attack: whatever the nation, no small group can be told from all that is shown."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.disclosure.complementary_suppression import protect_and_audit
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.quarter import ANSWERED, TOTAL, protection_goals, tables_for_reader
from tests.analytics.nations import nation
from tests.conftest import IS_WHOLE


def attacked(quarter, hidden):
    return exposures(tables_for_reader(quarter, hidden), protection_goals(quarter, hidden))


class TestProtect:
    @pytest.mark.slow
    @settings(
        max_examples=40 if IS_WHOLE else 4, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(
        seed=st.integers(0, 2**20),
        people=st.sampled_from([60, 250, 900]),
        response=st.sampled_from([0.3, 0.9]),
    )
    def test_leaves_no_small_group_of_any_nation_known(self, seed, people, response):
        made = nation(seed, people=people, response=response)

        protected = protect_and_audit(made.quarter, made.rules)

        # Where nothing more can be hidden, the numbers of those asked may still tell.
        darkness = {measure: set(made.quarter.places(measure)) for measure in made.quarter.measures}
        told_anyway = {each.cell for each in attacked(made.quarter, darkness)}
        assert {each.cell for each in attacked(made.quarter, protected.hidden)} <= told_anyway
        assert {each.cell for each in protected.remaining} <= told_anyway

    @pytest.mark.slow
    def test_hides_nothing_where_nobody_is_few(self):
        made = nation(1, people=400)
        hidden = {measure: set() for measure in made.quarter.measures}
        large = {
            measure: {
                (area, dimension, level)
                for area, dimension, level in made.quarter.places(measure)
                if 0 < made.quarter.people.get((measure, area, dimension, level), 0) < 10
            }
            for measure in made.quarter.measures
        }
        assert any(large.values()), "a nation without small groups would prove nothing"

        protected = protect_and_audit(made.quarter, made.rules)

        shown = {
            measure: set(made.quarter.places(measure)) - protected.hidden[measure]
            for measure in hidden
        }
        assert all(shown.values())

    @pytest.mark.slow
    def test_gives_up_what_was_told_before_and_darkens_nothing_for_it(self):
        made = nation(3)
        shown = {
            measure: set(made.quarter.places(measure)) - made.rules.get(measure, set())
            for measure in made.quarter.measures
        }

        protected = protect_and_audit(made.quarter, made.rules, shown)

        assert protected.remaining, "a nation that the rules alone protect would prove nothing"
        assert protected.rounds <= 1
        assert any(
            set(made.quarter.places(measure)) - protected.hidden[measure]
            for measure in made.quarter.measures
        )

    @pytest.mark.slow
    def test_only_ever_hides_more_than_the_rules(self):
        made = nation(2)

        protected = protect_and_audit(made.quarter, made.rules)

        for measure, places in made.rules.items():
            assert places <= protected.hidden[measure]

    @pytest.mark.slow
    def test_gives_the_same_for_the_same_people(self):
        assert (
            protect_and_audit(nation(3).quarter, nation(3).rules).hidden
            == protect_and_audit(nation(3).quarter, nation(3).rules).hidden
        )

    @pytest.mark.slow
    def test_hides_a_total_together_with_its_levels(self):
        made = nation(4, people=120)

        hidden = protect_and_audit(made.quarter, made.rules).hidden

        dark = {area for area, *place in hidden[ANSWERED] if tuple(place) == TOTAL} - {NATION}
        assert dark
        for place in made.quarter.places(ANSWERED):
            assert place[0] not in dark or place in hidden[ANSWERED]


class TestTheAudit:
    """It must be able to fail, or it proves nothing."""

    @pytest.mark.slow
    def test_fails_on_what_the_rules_alone_hide(self):
        made = nation(5)

        assert any(each.is_exact for each in attacked(made.quarter, made.rules))

    @pytest.mark.slow
    def test_fails_when_what_protects_another_is_shown_after_all(self):
        made = nation(5)
        hidden = protect_and_audit(made.quarter, made.rules).hidden
        further = [
            (measure, place)
            for measure in made.quarter.measures
            for place in sorted(hidden[measure] - made.rules.get(measure, set()))
            if made.quarter.people.get((measure, *place), 0) >= 10
        ]

        fails = [
            (measure, place)
            for measure, place in further
            if attacked(made.quarter, hidden | {measure: hidden[measure] - {place}})
        ]

        assert further
        assert len(fails) >= len(further) / 4

    @pytest.mark.slow
    def test_fails_when_a_small_group_is_shown(self):
        made = nation(5)
        hidden = protect_and_audit(made.quarter, made.rules).hidden
        small = next(
            place
            for place in sorted(hidden[ANSWERED])
            if 0 < made.quarter.people.get((ANSWERED, *place), 0) < 10
        )

        found = attacked(made.quarter, hidden | {ANSWERED: hidden[ANSWERED] - {small}})

        assert (ANSWERED, *small) in {each.cell for each in found if each.is_exact}

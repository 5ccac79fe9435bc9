"""A victim knows her own answer, and so that her own group is not empty. Of the others in it she
must not learn how many they are; what they answered is told of no group under ten."""

from dataclasses import replace

import pytest

from analytics.disclosure.complementary_suppression import protect_and_audit
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.linked_tables import CellBounds, exact
from analytics.disclosure.quarter import ANSWERED, protection_goals, tables_for_reader
from tests.analytics.disclosure.reading_back import is_close
from tests.analytics.nations import nation

pytestmark = pytest.mark.slow
SEEDS = (1, 2, 3)
FEW = 2


@pytest.fixture(scope="module", params=SEEDS)
def quarter(request):
    made = nation(request.param, people=600)
    return made.quarter, protect_and_audit(made.quarter, made.rules).hidden


def told_to(insider, quarter, hidden):
    """All that is shown, and that she answered: at her level of her force, and altogether."""
    read = tables_for_reader(quarter, hidden)
    _measure, *place = insider
    own = {cell: CellBounds(lower=1) for cell in (insider, (ANSWERED, *place))}
    known = {
        cell: read.published.get(cell, CellBounds()) & published for cell, published in own.items()
    }
    return replace(read, published={**read.published, **known})


def groups(quarter, hidden):
    """Small ones of forces, of which the others in it could be learned at all: where hardly
    anybody was asked, everybody knows how few answered."""
    for goal in protection_goals(quarter, hidden):
        if goal.cell[1] != NATION and goal.upper - max(goal.lower, 1) >= 6:
            yield replace(goal, lower=max(goal.lower, 1))


class TestTheInsider:
    def test_does_not_learn_how_many_others_are_in_her_group(self, quarter):
        counted, hidden = quarter
        own = [goal for goal in groups(counted, hidden) if goal.people <= FEW]
        assert own

        for goal in own:
            found = exposures(told_to(goal.cell, counted, hidden), [goal])

            assert not [each for each in found if is_close(each)], goal.cell

    def test_does_not_learn_another_group(self, quarter):
        """Though the two of a group tell each other, and so know it whole."""
        counted, hidden = quarter
        wanted = protection_goals(counted, hidden)

        for own in groups(counted, hidden):
            if own.people <= FEW:
                others = [goal for goal in wanted if goal.cell[1:] != own.cell[1:]]
                read = tables_for_reader(counted, hidden)
                published = replace(read, published={**read.published, own.cell: exact(own.people)})

                assert not [each for each in exposures(published, others) if is_close(each)], (
                    own.cell
                )

    def test_would_learn_it_were_nothing_hidden_for_the_sake_of_others(self):
        made = nation(5, people=600)
        hidden = {measure: made.rules.get(measure, set()) for measure in made.quarter.measures}

        found = [
            each
            for own in groups(made.quarter, hidden)
            for each in exposures(told_to(own.cell, made.quarter, hidden), [own])
        ]

        assert any(is_close(each) for each in found)

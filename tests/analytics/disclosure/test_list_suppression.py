from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure.list_suppression import NATION, protected_shares
from analytics.stats.suppression import Published, Suppressed, SuppressionReason, Topic
from analytics.tables import EVERYBODY
from survey.definition.types import Meaning

MEANINGS = {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE, "na": Meaning.OUT_OF_BASE}
LEVELS = (EVERYBODY, "a", "b", "c")


def cell(yes: int, no: int) -> dict[str, list[float]]:
    return {"yes": [yes, yes * 1.5, yes * 2.25], "no": [no, no * 1.5, no * 2.25]}


def table(people: dict[tuple[str, str], tuple[int, int]]) -> dict[tuple[str, str], dict]:
    """Cells of the levels, and the force's total as their sum."""
    bins = {place: cell(*answers) for place, answers in people.items()}
    for force in {force for force, _ in people}:
        own = [answers for (owner, _), answers in people.items() if owner == force]
        bins[force, EVERYBODY] = cell(sum(y for y, _ in own), sum(n for _, n in own))
    return bins


def shares(bins: dict, levels: tuple[str, ...] = LEVELS) -> dict:
    return protected_shares(bins=bins, levels=levels, meanings=MEANINGS)


class TestProtectedShares:
    def test_give_a_force_beside_the_sum_of_all(self):
        found = shares(table({("f", "a"): (30, 30), ("g", "a"): (10, 30)}))

        assert found["f", "a"].positive == 0.5
        assert found["f", "a"].base == 60
        assert found[NATION, "a"].positive == 0.4
        assert found[NATION, "a"].base == 100

    def test_hide_a_level_under_ten(self):
        found = shares(table({("f", "a"): (4, 5), ("f", "b"): (30, 30), ("f", "c"): (40, 40)}))

        assert found["f", "a"] == Suppressed(reason=SuppressionReason.SMALL_BASE)

    def test_hide_the_next_smallest_level_with_it(self):
        found = shares(table({("f", "a"): (4, 5), ("f", "b"): (30, 30), ("f", "c"): (40, 40)}))

        assert found["f", "b"] == Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
        assert isinstance(found["f", "c"], Published)

    def test_hide_a_second_force_where_one_is_hidden_beside_the_nation(self):
        found = shares(
            table({("f", "a"): (4, 5), ("g", "a"): (20, 20), ("h", "a"): (40, 40)}),
            levels=(EVERYBODY,),
        )

        assert found["f", EVERYBODY] == Suppressed(reason=SuppressionReason.SMALL_BASE)
        assert found["g", EVERYBODY] == Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
        assert isinstance(found["h", EVERYBODY], Published)

    def test_of_a_special_topic_are_shown_whole_in_an_area_or_not_at_all(self):
        """Or the level that is hidden would say that somebody is at it."""
        bins = table(
            {("f", "a"): (30, 30), ("f", "b"): (3, 3), ("g", "a"): (40, 40), ("g", "b"): (40, 40),
             ("h", "a"): (50, 50), ("h", "b"): (50, 50)}
        )  # fmt: skip

        found = protected_shares(
            bins=bins, levels=(EVERYBODY, "a", "b"), meanings=MEANINGS, topic=Topic.SPECIAL
        )

        small = Suppressed(reason=SuppressionReason.SMALL_BASE)
        assert found["f", "a"] == found["f", "b"] == small
        assert isinstance(found["h", "a"], Published)
        assert isinstance(found["h", "b"], Published)
        assert isinstance(found["f", EVERYBODY], Published)

    def test_stand_beside_no_total_where_none_is_asked_for(self):
        found = shares(table({("f", "a"): (4, 5), ("f", "b"): (30, 30)}), levels=("a", "b"))

        assert set(found) == {(area, level) for area in ("f", NATION) for level in ("a", "b")}
        assert isinstance(found["f", "b"], Published)

    def test_hide_nothing_where_everybody_is_many(self):
        found = shares(table({("f", "a"): (30, 30), ("f", "b"): (30, 30), ("f", "c"): (20, 20)}))

        assert all(isinstance(share, Published) for share in found.values())

    def test_say_nobody_answered_where_nobody_did(self):
        found = shares(table({("f", "a"): (30, 30)}))

        assert found["f", "b"] == Suppressed(reason=SuppressionReason.NO_ANSWERS)

    def test_do_not_say_that_nobody_answered_in_one_force_of_several(self):
        found = shares(table({("f", "a"): (30, 30), ("g", "b"): (30, 30)}))

        assert found["f", "b"] == Suppressed(reason=SuppressionReason.SMALL_BASE)

    def test_are_empty_of_forces_where_there_are_none(self):
        assert set(shares({})) == {(NATION, level) for level in LEVELS}


def people() -> st.SearchStrategy:
    places = list(product(("f", "g", "h"), ("a", "b", "c")))
    count = st.integers(0, 40)
    return st.fixed_dictionaries({place: st.tuples(count, count) for place in places})


class TestProtection:
    @given(people())
    def test_never_lets_a_small_base_through(self, people):
        for share in shares(table(people)).values():
            assert isinstance(share, Suppressed) or share.base >= 10

    @given(people())
    def test_leaves_no_hidden_level_alone_beside_its_total(self, people):
        bins = table(people)
        found = shares(bins)

        for force in ("f", "g", "h"):
            if isinstance(found[force, EVERYBODY], Published):
                self.assert_safe(people, found, [(force, level) for level in ("a", "b", "c")])

    @given(people())
    def test_leaves_no_hidden_force_alone_beside_the_nation(self, people):
        found = shares(table(people))

        for level in ("a", "b", "c"):
            if isinstance(found[NATION, level], Published):
                self.assert_safe(people, found, [(force, level) for force in ("f", "g", "h")])

    def assert_safe(self, people: dict, found: dict, places: list) -> None:
        hidden = [
            place
            for place in places
            if isinstance(found[place], Suppressed) and sum(people[place]) > 0
        ]
        shown = [place for place in places if isinstance(found[place], Published)]

        assert (
            not hidden
            or not shown
            or (len(hidden) >= 2 and sum(sum(people[place]) for place in hidden) >= 10)
        )

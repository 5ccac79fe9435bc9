from hypothesis import given
from hypothesis import strategies as st

from responses.break_off import tally

COUNTS = st.integers(0, 3000)
LEFT_OPEN = 4
FEW = st.integers(0, tally.FLOOR - 1)


class TestACount:
    def test_under_ten_is_hidden_be_it_none_at_all(self):
        assert [tally.shown(count) for count in (0, 9, 10, 14, 15, 24, 25)] == [
            None, None, 10, 10, 20, 20, 30,
        ]  # fmt: skip

    @given(reached=st.integers(10, 3000), few=FEW)
    def test_that_is_hidden_is_told_by_no_two_that_follow_each_other(self, reached, few):
        before, after = tally.shown(reached), tally.shown(reached - few)

        possible = {
            other
            for start in range(max(10, before - 5), before + 5)
            for other in range(tally.FLOOR)
            if tally.shown(start - other) == after
        }
        assert len(possible) >= LEFT_OPEN

    @given(part=st.integers(10, 3000), few=FEW)
    def test_that_is_hidden_is_told_by_no_whole_and_its_other_part(self, part, few):
        whole, other_part = tally.shown(part + few), tally.shown(part)

        possible = {
            other
            for start in range(max(10, other_part - 5), other_part + 5)
            for other in range(tally.FLOOR)
            if tally.shown(start + other) == whole
        }
        assert len(possible) >= LEFT_OPEN


class TestGroups:
    def test_of_fewer_than_ten_are_hidden(self):
        assert tally.groups_shown({"en": 90, "cy": 9, "ur": 3}) == {"en"}

    def test_of_which_one_alone_would_be_hidden_lose_the_next_smallest_too(self):
        assert tally.groups_shown({"en": 90, "cy": 40, "ur": 3}) == {"en"}

    def test_are_all_shown_where_none_is_small(self):
        assert tally.groups_shown({"en": 90, "cy": 10}) == {"en", "cy"}

    @given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(1, 60)))
    def test_are_never_hidden_alone(self, begun):
        hidden = set(begun) - tally.groups_shown(begun)

        assert len(hidden) != 1 or len(begun) == 1
        assert all(begun[name] >= tally.FLOOR for name in tally.groups_shown(begun))

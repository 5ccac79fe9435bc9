import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.break_off.tally import CountedKind, StepTally, read_walk, write_steps
from responses.break_off.walk import Step, StepPart, WalkSoFar

STEPS = st.builds(
    Step, st.sampled_from(StepPart), st.from_regex(r"(Q-[A-Z0-9]{1,8}-[0-9]{1,2})?", fullmatch=True)
)
WALKS = st.builds(
    WalkSoFar,
    st.lists(STEPS, unique=True).map(tuple),
    st.none() | STEPS,
    st.lists(STEPS, unique=True).map(tuple),
)
KIND = CountedKind("short-core", 3, "cy", "phone")


class TestAWalkThatWasStored:
    @given(WALKS)
    def test_is_read_as_it_was(self, walk: WalkSoFar):
        stored = {
            "reached": write_steps(walk.reached),
            "stopped": write_steps([walk.stopped] if walk.stopped else []),
            "declined": write_steps(walk.declined),
        }

        assert read_walk(**stored) == walk

    @pytest.mark.slow
    @given(WALKS, WALKS)
    def test_leaves_the_counts_as_they_were_without_it(self, walk: WalkSoFar, other: WalkSoFar):
        alone, both = StepTally(), StepTally()
        alone.add(KIND, other)
        both.add(KIND, walk)
        both.add(KIND, other)
        both.add(KIND, walk, times=-1)

        assert both.changes() == alone.changes()

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.proportions import Interval
from analytics.stats.suppression import (
    POLICY,
    Audience,
    Mark,
    Published,
    Suppressed,
    SuppressionReason,
    Topic,
    mark_for,
    may_compare,
    reason_to_hide,
    suppress_list,
)


def published(base: int = 100) -> Published:
    return Published(
        positive=0.6,
        neutral=0.1,
        negative=0.3,
        interval=Interval(lower=0.5, upper=0.7),
        base=base,
        effective_base=float(base),
    )


def reason(base: int, *, share: float = 0.5, **where) -> SuppressionReason | None:
    where.setdefault("audience", Audience.STAFF)
    return reason_to_hide(base=base, shares=(share,), **where)


def listed(bases: dict[str, int]) -> dict[str, Published | Suppressed]:
    """The levels of a list as staff would see them before any looks at the total."""
    shares: dict[str, Published | Suppressed] = {}
    for level, base in bases.items():
        why = reason(base)
        shares[level] = Suppressed(reason=why) if why else published(base)
    return shares


class TestReasonToHide:
    def test_nobody_sees_a_base_under_ten(self):
        for audience in Audience:
            assert reason(9, audience=audience) is SuppressionReason.SMALL_BASE

    def test_staff_see_a_base_of_ten(self):
        assert reason(10) is None

    def test_the_public_sees_a_base_of_thirty(self):
        assert reason(29, audience=Audience.PUBLIC) is SuppressionReason.SMALL_BASE
        assert reason(30, audience=Audience.PUBLIC) is None

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_a_unanimous_base_under_twenty_is_hidden(self, share):
        assert reason(19, share=share) is SuppressionReason.UNIFORM
        assert reason(20, share=share) is reason(21, share=share) is None

    def test_special_characteristics_need_fifty(self):
        assert reason(49, topic=Topic.SPECIAL) is SuppressionReason.SMALL_BASE
        assert reason(50, topic=Topic.SPECIAL) is None

    def test_special_characteristics_are_never_public_by_force(self):
        where = {"audience": Audience.PUBLIC, "topic": Topic.SPECIAL}

        assert reason(5000, **where) is SuppressionReason.NOT_BY_FORCE
        assert reason(5000, is_by_force=False, **where) is None

    def test_nobody_having_answered_is_said_apart(self):
        assert reason(0) is SuppressionReason.NO_ANSWERS
        assert SuppressionReason.NO_ANSWERS.symbol == "[x]"
        assert SuppressionReason.SMALL_BASE.symbol == "[c]"

    @given(st.integers(0, 200), st.integers(0, 200), st.sampled_from(list(POLICY)))
    def test_more_answers_never_hide_a_figure(self, base, more, key):
        audience, topic = key

        if base and reason(base, audience=audience, topic=topic) is None:
            assert reason(base + more, audience=audience, topic=topic) is None

    @given(st.integers(0, 200), st.floats(0, 1), st.sampled_from(Topic))
    def test_the_public_never_sees_what_staff_may_not(self, base, share, topic):
        for_staff = reason(base, share=share, topic=topic)
        for_public = reason(base, share=share, topic=topic, audience=Audience.PUBLIC)

        assert for_staff is None or for_public is not None


class TestMarkFor:
    @pytest.mark.parametrize(
        ("audience", "base", "mark"),
        [
            (Audience.STAFF, 29, Mark.LOW_RELIABILITY),
            (Audience.STAFF, 30, Mark.NONE),
            (Audience.PUBLIC, 99, Mark.LOW_RELIABILITY),
            (Audience.PUBLIC, 100, Mark.NONE),
        ],
    )
    def test_follows_the_policy(self, audience, base, mark):
        assert mark_for(base=base, audience=audience) is mark

    def test_every_audience_and_topic_has_a_policy(self):
        assert set(POLICY) == {(audience, topic) for audience in Audience for topic in Topic}


class TestSuppressed:
    def test_carries_no_number(self):
        suppressed = Suppressed(reason=SuppressionReason.SMALL_BASE)

        assert vars(suppressed) == {"reason": SuppressionReason.SMALL_BASE}

    def test_is_never_compared(self):
        assert not Suppressed(reason=SuppressionReason.SMALL_BASE).is_comparable
        assert published(50).is_comparable
        assert not published(49).is_comparable

    def test_comparison_starts_at_an_effective_base_of_fifty(self):
        assert may_compare(effective_base=50)
        assert not may_compare(effective_base=49.9)


class TestProtectList:
    def test_leaves_a_list_without_hidden_levels_alone(self):
        shares = listed({"female": 120, "male": 80})

        protected = suppress_list(
            shares=shares, bases={"female": 120, "male": 80}, has_shown_total=True
        )

        assert protected == shares

    def test_hides_the_next_smallest_beside_a_single_hidden_level(self):
        bases = {"burglary": 60, "robbery": 5, "theft": 30, "violence": 90}

        protected = suppress_list(shares=listed(bases), bases=bases, has_shown_total=True)

        assert protected["robbery"] == Suppressed(reason=SuppressionReason.SMALL_BASE)
        assert protected["theft"] == Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
        assert protected["burglary"] == published(60)

    def test_goes_on_until_ten_people_are_hidden(self):
        bases = {"a": 60, "b": 2, "c": 3, "d": 30}

        protected = suppress_list(shares=listed(bases), bases=bases, has_shown_total=True)

        assert isinstance(protected["d"], Suppressed)
        assert isinstance(protected["a"], Published)

    def test_is_content_with_two_hidden_levels_of_ten_people(self):
        bases = {"a": 60, "b": 5, "c": 5}

        protected = suppress_list(shares=listed(bases), bases=bases, has_shown_total=True)

        assert isinstance(protected["a"], Published)

    def test_hides_nothing_more_where_no_total_is_shown(self):
        bases = {"a": 60, "b": 5}

        protected = suppress_list(shares=listed(bases), bases=bases, has_shown_total=False)

        assert protected["a"] == published(60)

    def test_a_level_that_nobody_answered_neither_needs_nor_gives_protection(self):
        bases = {"a": 60, "b": 50, "c": 0}
        beside_a_small_one = {"a": 60, "b": 50, "c": 0, "d": 9}

        alone = suppress_list(shares=listed(bases), bases=bases, has_shown_total=True)
        beside = suppress_list(
            shares=listed(beside_a_small_one), bases=beside_a_small_one, has_shown_total=True
        )

        assert alone["b"] == published(50)
        assert isinstance(beside["b"], Suppressed)

    @given(st.lists(st.integers(0, 80), min_size=1, max_size=12))
    def test_no_hidden_people_can_be_had_by_taking_the_rest_from_the_total(self, people):
        bases = {f"level {at}": base for at, base in enumerate(people)}

        protected = suppress_list(shares=listed(bases), bases=bases, has_shown_total=True)

        hidden = [
            bases[level]
            for level, share in protected.items()
            if isinstance(share, Suppressed) and bases[level] > 0
        ]
        shown = [level for level, share in protected.items() if isinstance(share, Published)]
        assert not hidden or not shown or (len(hidden) >= 2 and sum(hidden) >= 10)
        assert list(protected) == list(bases)

    @given(st.lists(st.integers(0, 80), min_size=1, max_size=12))
    def test_never_uncovers_a_level(self, people):
        bases = {f"level {at}": base for at, base in enumerate(people)}
        before = listed(bases)

        after = suppress_list(shares=before, bases=bases, has_shown_total=True)

        for level, share in before.items():
            assert isinstance(share, Published) or after[level] == share

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

    def test_zero_answers_have_their_own_reason(self):
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

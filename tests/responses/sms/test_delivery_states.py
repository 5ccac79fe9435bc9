import pytest

from responses.models import OutboxMessage
from responses.sms.delivery_states import (
    FINAL,
    STATE_OF_STATUS,
    TRANSITIONS,
    UNSENT,
    DeliveryStatus,
    MessageState,
    may_become,
)


class TestMessageStates:
    def test_each_say_what_may_follow(self):
        assert set(TRANSITIONS) == set(MessageState)

    def test_can_each_be_reached(self):
        followers = frozenset().union(*TRANSITIONS.values())

        assert followers | {MessageState.DUE} == set(MessageState)

    def test_each_have_a_way_to_an_end(self):
        ends = {state for state, after in TRANSITIONS.items() if not after}
        reaching = set(ends)
        for _step in MessageState:
            reaching |= {state for state, after in TRANSITIONS.items() if after & reaching}

        assert reaching == set(MessageState)

    def test_fit_their_column(self):
        column = OutboxMessage._meta.get_field("state")

        assert all(len(state.value) <= column.max_length for state in MessageState)

    def test_count_as_unsent_exactly_while_a_sending_may_follow(self):
        assert {state for state in MessageState if may_become(state, MessageState.SENT)} == UNSENT


class TestDeliveryStatuses:
    def test_each_mean_a_state(self):
        assert set(STATE_OF_STATUS) == set(DeliveryStatus)

    @pytest.mark.parametrize("status", DeliveryStatus)
    def test_end_a_message_exactly_when_they_are_final(self, status):
        is_end = not TRANSITIONS[STATE_OF_STATUS[status]]

        assert is_end is (status in FINAL)

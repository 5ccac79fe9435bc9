from responses.models import OutboxMessage
from responses.sms.delivery_states import (
    FINAL,
    STATE_OF_STATUS,
    TRANSITIONS,
    UNSENT,
    DeliveryStatus,
    MessageState,
    SetAsideReason,
    may_become,
)
from tests.each import for_each


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
        fault = OutboxMessage._meta.get_field("fault")

        assert all(len(state.value) <= column.max_length for state in MessageState)
        assert all(len(reason.value) <= fault.max_length for reason in SetAsideReason)

    def test_count_as_unsent_while_a_sending_may_follow_by_itself(self):
        may_be_sent = {state for state in MessageState if may_become(state, MessageState.SENT)}

        assert may_be_sent == UNSENT | {MessageState.SET_ASIDE}

    def test_leave_what_is_set_aside_to_a_person(self):
        assert may_become(MessageState.SET_ASIDE, MessageState.DUE)
        assert not may_become(MessageState.SET_ASIDE, MessageState.LEASED)
        assert MessageState.SET_ASIDE not in UNSENT


class TestDeliveryStatuses:
    def test_each_mean_a_state(self):
        assert set(STATE_OF_STATUS) == set(DeliveryStatus)

    @for_each("status", DeliveryStatus)
    def test_end_a_message_exactly_when_they_are_final(self, status):
        is_end = not TRANSITIONS[STATE_OF_STATUS[status]]

        assert is_end is (status in FINAL)

import pytest

from responses.sms.stop_words import asks_to_stop
from tests.each import for_each


class TestAskingToStop:
    @for_each(
        "message",
        ["STOP", "stop", " Stop. ", "“STOP”", "Stop all", "STOP texting me", "unsubscribe",
         "Stopio", "opt-out", "OPT OUT please", "Stop\nSent from my phone"],
    )  # fmt: skip
    def test_is_understood_however_it_is_written(self, message):
        assert asks_to_stop(message)

    @pytest.mark.parametrize("message", ["", "?", "Who is this", "Don’t stop", "👍", "1"])
    def test_is_not_read_into_other_words(self, message):
        assert not asks_to_stop(message)

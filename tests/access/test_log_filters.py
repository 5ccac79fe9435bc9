"""Nothing personal reaches a log."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.log_filters import NoPaths

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("django", logging.WARNING, "", 0, message, args, None)
    assert NoPaths().filter(record)
    return record.getMessage()


class TestNoPaths:
    @given(st.text(BASE62, min_size=12, max_size=12))
    def test_hides_every_token(self, token: str) -> None:
        assert token not in logged("Not Found: %s", f"/{token}")

    @given(st.text(BASE62, min_size=12, max_size=12))
    def test_hides_a_token_in_a_whole_address(self, token: str) -> None:
        assert token not in logged(f'"GET https://example.org/{token}?x=1 HTTP/1.1" 302')

    @pytest.mark.parametrize("number", ["07700 900123", "+447700900123", "07700-900-123"])
    def test_hides_telephone_numbers(self, number: str) -> None:
        assert number not in logged("sending to %s failed", number)

    def test_leaves_the_rest_to_be_read(self) -> None:
        assert logged("Not Found: %s", "/question/3/") == "Not Found: /question/3/"

    def test_is_on_every_handler(self, settings) -> None:
        handlers = settings.LOGGING["handlers"].values()

        assert all("no_paths" in handler["filters"] for handler in handlers)

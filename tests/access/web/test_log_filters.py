import io
import logging
import sys
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from access.web.log_filters import ROOM_OF_PEOPLE, RemovePersonalData

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("django", logging.WARNING, "", 0, message, args, None)
    assert RemovePersonalData().filter(record)
    return record.getMessage()


class TestRemovePersonalData:
    @given(st.text(BASE62, min_size=12, max_size=12))
    def test_hides_every_token(self, token: str) -> None:
        assert token not in logged("Not Found: %s", f"/{token}")

    @given(st.text(BASE62, min_size=12, max_size=12))
    def test_hides_a_token_in_a_whole_address(self, token: str) -> None:
        assert token not in logged(f'"GET https://example.org/{token}?x=1 HTTP/1.1" 302')

    @pytest.mark.safety
    @pytest.mark.parametrize("copied", ["{}T", "{}To", "{}_", "{}. To stop", "{} To"])
    def test_hides_a_token_that_was_copied_with_more(self, copied: str) -> None:
        token = "Ab3k9xAb3k9x"

        assert token not in logged("Not Found: %s", f"/{copied.format(token)}")

    @pytest.mark.parametrize("length", [10, 11])
    def test_hides_a_token_that_lost_a_letter_or_two(self, length: int) -> None:
        assert "Ab3k9xAb3k"[:10] not in logged("Not Found: %s", "/" + "Ab3k9xAb3k9x"[:length])

    @pytest.mark.parametrize(
        "message",
        [
            'refused\nDETAIL:  Failing row contains (1, {"Q-OVR-1": ["very_satisfied"]}).',
            'refused\nCONTEXT:  COPY case, line 3, column sex: "very_satisfied"',
            "no way to /Ab3k9xAb3k9x",
            "07700 900123 is no number",
            "jo@example.org is no address",
        ],
    )
    def test_hides_in_a_traceback_what_it_hides_in_a_line(self, message: str) -> None:
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.addFilter(RemovePersonalData())
        try:
            raise ValueError(message)
        except ValueError:
            raised = sys.exc_info()

        handler.handle(
            logging.LogRecord("django", logging.ERROR, "", 0, "Server Error: /r/", (), raised)
        )

        written = stream.getvalue()
        assert "ValueError" in written
        assert "test_log_filters.py" in written
        assert not any(s in written for s in ("very_satisfied", "Ab3k9xAb3k9x", "900123", "@"))

    @pytest.mark.parametrize(
        "number",
        ["07700 900123", "+447700900123", "07700-900-123", "(07700) 900-123", "+44 (0)7700 900123"],
    )
    def test_hides_telephone_numbers(self, number: str) -> None:
        assert "900" not in logged("sending to %s failed", number)

    @pytest.mark.parametrize(
        "address",
        ["jo.o'neill+x@kent.police.uk", "<jo@example.org>", "rediss://u:word@host.example"],
    )
    def test_hides_email_addresses(self, address: str) -> None:
        assert logged("Not sent to %s", address).count("@") == 0

    def test_leaves_the_rest_to_be_read(self) -> None:
        assert logged("Not Found: %s", "/q/3/") == "Not Found: /q/3/"

    def test_is_on_every_handler(self, settings) -> None:
        handlers = settings.LOGGING["handlers"].values()

        assert all("remove_personal_data" in handler["filters"] for handler in handlers)


class TestAnErrorWherePeopleAreHandled:
    def told(self, error: type[Exception]) -> str:
        rows = compile("raise_it()", str(ROOM_OF_PEOPLE / "cases" / "rows.py"), "exec")

        def raise_it() -> None:
            try:
                raise KeyError("her words")
            except KeyError as first:
                raise error("her words") from first

        try:
            exec(rows, {"raise_it": raise_it})
        except error:
            raised = sys.exc_info()
        record = logging.LogRecord("django", logging.ERROR, "", 0, "Server Error", (), raised)
        RemovePersonalData().filter(record)
        return record.exc_text or ""

    def test_tells_its_kinds_and_places_and_nothing_of_what_it_says(self) -> None:
        told = self.told(ValueError)

        assert "her words" not in told.replace('KeyError("her words")', "").replace(
            'error("her words")', ""
        )
        assert told.index("KeyError\n") < told.rindex("ValueError")
        assert told.count("rows.py") == 1

    def test_still_says_why_the_database_does_not_answer(self) -> None:
        assert "OperationalError: her words" in self.told(OperationalError)


class TestWhatADebuggerSwitchesOn:
    @pytest.mark.safety
    @pytest.mark.parametrize("name", ["django.template", "django.db.backends", "django.template.x"])
    def test_never_writes_out_a_page_or_a_row(self, name: str) -> None:
        record = logging.LogRecord(name, logging.DEBUG, "", 0, "Very dissatisfied", (), None)

        assert not RemovePersonalData().filter(record)

    def test_still_says_what_is_wrong(self) -> None:
        record = logging.LogRecord("django.db.backends", logging.ERROR, "", 0, "broken", (), None)

        assert RemovePersonalData().filter(record)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RemovePersonalData())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.mark.django_db
class TestARefusal:
    def test_of_a_page_is_one_line_without_a_traceback(
        self, force_client: Client, log: io.StringIO
    ) -> None:
        assert force_client.get("/staff/administration/").status_code == 403

        [line] = log.getvalue().splitlines()
        assert line.startswith("Forbidden")

    def test_of_a_host_that_is_not_ours_is_one_line(self, client: Client, log: io.StringIO) -> None:
        assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400

        assert "Traceback" not in log.getvalue()

    def test_an_error_of_ours_keeps_its_traceback(self) -> None:
        try:
            raise LookupError
        except LookupError:
            record = logging.LogRecord(
                "django.request", logging.ERROR, "", 0, "x", (), sys.exc_info()
            )
        assert RemovePersonalData().filter(record)
        assert "LookupError" in str(record.exc_text)

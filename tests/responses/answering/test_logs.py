import io
import json
import logging
import logging.config
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import Client

from config.logs import logging_of
from responses.models import Invitation
from tests.responses.invited import enter, invite

PLANTED = "I am frightened of Gareth"


@pytest.fixture
def lines(settings) -> Iterator[io.StringIO]:
    settings.LOG_REQUESTS = True
    logging.config.dictConfig(logging_of("json"))
    stream = io.StringIO()
    found = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    found.setStream(stream)
    yield stream
    logging.getLogger().removeHandler(found)
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.django_db
class TestLogsOfAVisit:
    @pytest.fixture
    def said(self, browser: Client, lines: io.StringIO) -> str:
        invited = invite()
        enter(browser, invited)
        browser.post("/q/1/", {"answer": "very_easy", "note": PLANTED})
        browser.get(f"/{invited.token}x")
        browser.raise_request_exception = False
        with patch(
            "responses.answering.views.start.render",
            side_effect=RuntimeError(f"07700 900123 /{invited.token} DETAIL: ({PLANTED})"),
        ):
            browser.get("/s/")
        self.invited = invited
        return lines.getvalue()

    def test_tell_which_view_answered_and_how_long_it_took(self, said: str) -> None:
        requests = [line for line in map(json.loads, said.splitlines()) if "route" in line]

        assert {"feedback:link", "feedback:start"} <= {line["route"] for line in requests}
        assert all(line["milliseconds"] >= 0 for line in requests)
        assert [line["status"] for line in requests][-1] == 500

    def test_tell_a_fault_under_the_request_that_met_it(self, said: str) -> None:
        every = [json.loads(line) for line in said.splitlines()]
        [fault] = [line for line in every if "fault" in line]
        [failed] = [line for line in every if line.get("status") == 500]

        assert "RuntimeError" in fault["fault"]
        assert fault["request"] == failed["request"]

    @pytest.mark.safety
    def test_tell_no_link_address_number_name_or_answer(self, said: str) -> None:
        invitation = Invitation.objects.get()

        assert said
        for planted in (self.invited.token, "900123", PLANTED, "very_easy", "/q/1/", "127.0.0.1"):
            assert planted not in said
        assert invitation.token_hash not in said

import io
import uuid
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from responses.sms import fake_comparison, texts
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, serving
from tests.contracts.test_notify import API_KEY, TEMPLATES, real_clock


@pytest.fixture
def other(settings) -> Iterator[FakeNotify]:
    fake = FakeNotify(
        api_key=API_KEY,
        templates=[NotifyTemplate(id=TEMPLATES["en"], body=texts.TEMPLATES["en"])],
        now=real_clock,
    )
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATES = API_KEY, TEMPLATES
    with serving(FakeServer(fake)) as server:
        settings.NOTIFY_BASE_URL = server.base_url
        yield fake


class TestComparing:
    def test_finds_no_difference_where_there_is_none_and_records_what_was_said(
        self, other, tmp_path
    ):
        path, out = tmp_path / "recorded", io.StringIO()

        call_command("compare_notify", record=path, stdout=out)

        recorded = path.read_text().splitlines()
        assert len(recorded) == len(fake_comparison.PROBES)
        assert "a number that is none is refused: 400 ValidationError" in recorded
        assert "it is found by its reference: 1 found" in recorded
        assert "The fake answers as the service does." in out.getvalue()

    def test_records_no_number_and_no_link(self, other, tmp_path):
        path = tmp_path / "recorded"

        call_command("compare_notify", record=path, stdout=io.StringIO())

        assert fake_comparison.DELIVERED not in path.read_text()
        assert "example.org" not in path.read_text()

    def test_names_what_is_answered_otherwise(self, other):
        other.templates = []
        err = io.StringIO()

        with pytest.raises(CommandError, match="does not answer as"):
            call_command("compare_notify", stdout=io.StringIO(), stderr=err)

        assert "a text is accepted" in err.getvalue()
        assert "400 BadRequestError" in err.getvalue()

    def test_sees_a_key_that_is_refused(self, other):
        other.api_key = f"new-{uuid.UUID(int=1)}-{uuid.UUID(int=9)}"

        with pytest.raises(CommandError, match="does not answer as"):
            call_command("compare_notify", stdout=io.StringIO(), stderr=io.StringIO())

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from access.telemetry import request_ids, web_counts
from access.telemetry.middleware import RecordRequests


class TestARequestId:
    def test_is_the_one_of_the_proxy_in_front(self) -> None:
        assert request_ids.begin("0123456789abcdef" * 2) == "0123456789abcdef" * 2

    @pytest.mark.parametrize("given", ["", "07700900123", 'x"}\n{"said": "forged"', "A" * 32])
    def test_is_nobodys_words(self, given: str) -> None:
        name = request_ids.begin(given)

        assert name != given
        assert request_ids.WELL_FORMED.fullmatch(name)

    @pytest.mark.django_db
    def test_stands_on_every_answer(self, client: Client) -> None:
        first, second = (client.get(path)[request_ids.HEADER] for path in ("/e/", "/nothing/"))

        assert first != second


class TestCounts:
    @pytest.fixture
    def counted(self, settings) -> Iterator[list[dict[str, object]]]:
        settings.METRICS_DIR = "somewhere"
        counts: list[dict[str, object]] = []
        with patch.object(web_counts, "count", side_effect=lambda **facts: counts.append(facts)):
            yield counts

    @pytest.mark.parametrize(
        ("path", "reader"),
        [("/r/", "respondents"), ("/Ab3k9xAb3k9x", "respondents"), ("/staff/kent/", "staff"),
         ("/api/v1/cases/", "systems"), ("/static/x.css", "files")],
    )  # fmt: skip
    def test_tell_kinds_of_readers_and_no_route(
        self, counted: list[dict[str, object]], path: str, reader: str
    ) -> None:
        RecordRequests(lambda _request: HttpResponse())(RequestFactory().get(path))

        assert counted[0]["reader"] == reader
        assert set(counted[0]) == {"reader", "status", "seconds"}

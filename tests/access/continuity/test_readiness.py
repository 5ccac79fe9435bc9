import re
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from access.continuity import readiness

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def behind_a_name(settings) -> None:
    settings.ALLOWED_HOSTS = ["survey.example.org"]
    settings.SECURE_SSL_REDIRECT = True


class TestAProbe:
    @pytest.mark.parametrize("path", ["/livez", "/readyz"])
    def test_is_answered_by_address_where_people_must_ask_by_name(
        self, client: Client, behind_a_name: None, path: str
    ) -> None:
        assert client.get(path, headers={"host": "10.0.0.7:8101"}).status_code == 200
        assert client.get("/i/1/", headers={"host": "10.0.0.7:8101"}).status_code != 200

    def test_is_refused_while_the_database_does_not_answer(self, client: Client) -> None:
        gone = OperationalError("gone")

        with patch("access.continuity.readiness.connection.cursor", side_effect=gone):
            answer = client.get("/readyz")

        assert (answer.status_code, answer.content) == (
            503,
            b"not ready: the database does not answer\n",
        )

    def test_is_refused_while_the_database_is_read_and_not_written(self, client: Client) -> None:
        with patch("access.continuity.readiness.cache.set"):
            answer = client.get("/readyz")

        assert (answer.status_code, answer.content) == (
            503,
            b"not ready: the database takes nothing in\n",
        )

    def test_asks_no_writing_of_a_process_that_only_reads(self, client: Client, settings) -> None:
        settings.KNOWS_PEOPLE = False

        with patch("access.continuity.readiness.cache.set", side_effect=AssertionError):
            assert client.get("/readyz").status_code == 200

    def test_tells_of_a_full_disk(self, client: Client, tmp_path, settings) -> None:
        settings.CONTACT_JOURNAL = tmp_path
        usage = SimpleNamespace(free=readiness.LEAST_FREE - 1)

        with patch("access.continuity.readiness.shutil.disk_usage", return_value=usage):
            answer = client.get("/readyz")

        assert answer.status_code == 200
        assert re.match(rb"ready, but .*the disk of the journal is full", answer.content)

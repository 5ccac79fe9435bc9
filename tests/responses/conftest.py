"""A browser of a respondent, and a clock that stands still until it is moved."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from responses.triage.selectors import desks
from tests.conftest import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(db: None, clock: time_machine.Traveller) -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def has_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "must_confirm", lambda _row: False)
    monkeypatch.setattr(desks, "unconfirmed", lambda _viewer, _ids: frozenset())

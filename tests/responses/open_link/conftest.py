from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.conftest import NOW
from tests.responses.open_link.someone import open_the_link


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(db: None, clock: time_machine.Traveller) -> Client:
    open_the_link()
    return Client(headers={"accept-language": "en"})

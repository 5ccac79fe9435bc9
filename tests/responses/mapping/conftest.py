"""What tests of the mapping pages start from."""

import pytest
import time_machine

from tests.conftest import NOW
from tests.responses.imports.uploading import loader


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by(data_loader):
    return loader(data_loader)

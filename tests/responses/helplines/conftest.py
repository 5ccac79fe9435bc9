"""Two people who keep helplines."""

import pytest

from access.models import User
from access.permissions import Role
from tests.conftest import _staff


@pytest.fixture
def second_lead(db) -> User:
    return _staff(Role.OPERATIONS_LEAD, None, prefix="second.")

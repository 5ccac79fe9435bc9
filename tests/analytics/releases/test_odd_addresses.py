"""Addresses of releases that nothing can be stored under."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize(
    "address",
    [
        "/staff/releases/x%00/1/",
        "/staff/releases/x%00/1/figures.csv",
        "/staff/releases/2026-Q3/1/x%00",
        "/api/v1/releases/x%00/1/figures.csv",
        "/api/v1/releases/2026-Q3/99999999999999999999/x%00",
    ],
)
def test_a_release_of_no_name_that_can_be_is_not_there(national_client, address):
    """No text of PostgreSQL has NUL, and asking for one is an error there."""
    assert national_client.get(address).status_code == 404

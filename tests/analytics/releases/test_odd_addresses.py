import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.databases
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
    assert national_client.get(address).status_code == 404

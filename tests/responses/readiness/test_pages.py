import pytest
from django.test import Client

from access.models import User
from access.permissions import Role
from responses.models import DutySignature
from responses.readiness.duties import ReadinessDuty
from responses.readiness.duty_words import DUTY_WORDS
from tests.conftest import NOW, _client, _staff
from tests.responses.pages import Page
from tests.responses.readiness.make import sign, sign_all

HERE = "/staff/readiness/"
FIELDS = {
    "day_day": "2",
    "day_month": "3",
    "day_year": "2025",
    "done_by": "A committee",
    "document": "REF 7",
}


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


@pytest.fixture
def second_client(db) -> Client:
    return _client(_staff(Role.DATA_PROTECTION_OFFICER, None, prefix="second."))


def signed() -> DutySignature:
    return DutySignature.objects.get()


@pytest.mark.slow
def test_every_duty_is_shown_with_its_state(national_client: Client) -> None:
    sign_all(but=[ReadinessDuty.ETHICS])

    page = Page(national_client.get(HERE))

    for words in DUTY_WORDS.values():
        assert str(words.title) in page.text
    assert page.text.count("Not signed") == 1


@pytest.mark.slow
def test_two_people_sign_in_the_browser(
    national_lead_client: Client, second_client: Client
) -> None:
    answer = national_lead_client.post(f"{HERE}ethics/sign/", FIELDS)
    assert answer.status_code == 302, Page(answer).text
    where = f"{HERE}{signed().pk}/confirm/"

    own = Page(national_lead_client.post(where, follow=True))
    assert "another person confirms it" in own.text
    assert signed().confirmed_at is None

    assert "It counts from now on" in Page(second_client.post(where, follow=True)).text
    assert signed().confirmed_at == NOW


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("day_year", "2999", "Enter a day that is not in the future"),
        ("day_month", "13", "Enter a day that there is"),
        ("done_by", "", "Enter who did it"),
        ("document", "", "Enter where it is written"),
    ],
)
def test_a_wrong_form_is_refused_in_words(
    national_lead_client: Client, field: str, value: str, said: str
) -> None:
    page = Page(national_lead_client.post(f"{HERE}ethics/sign/", FIELDS | {field: value}))

    assert said in page.text
    assert not DutySignature.objects.exists()


def test_who_leads_in_one_force_reads_and_does_not_sign(
    lead_client: Client, operations_lead: User
) -> None:
    signature = sign(ReadinessDuty.ETHICS)

    assert "Sign</a>" not in lead_client.get(HERE).content.decode()
    assert lead_client.get(f"{HERE}ethics/sign/").status_code == 404
    assert lead_client.post(f"{HERE}{signature.pk}/confirm/").status_code == 404
    assert signed().confirmed_at is None


def test_a_duty_that_there_is_not_is_absent(national_lead_client: Client) -> None:
    assert national_lead_client.get(f"{HERE}nonsense/sign/").status_code == 404

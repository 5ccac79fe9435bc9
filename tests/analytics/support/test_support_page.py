import re

import pytest

from analytics.models import SupportYear
from analytics.support import actions
from responses.models import Case, Response
from tests.analytics import make
from tests.analytics.drivers.nation import IN_YEAR, close_the_year
from tests.analytics.make import Victim
from tests.analytics.modes.nation import YEAR, store_a_year
from tests.analytics.support.nation import store_support
from tests.conftest import NOW, TESTER

WAYS = "/staff/ways/"
pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestAYear:
    def test_is_counted_once_when_its_quarters_have_closed(self):
        make.load([Victim(on=IN_YEAR, answers=make.SATISFIED) for _ in range(33)])
        Case.objects.update(support_referral="yes", outcome_codes=["16"], reported_on=IN_YEAR)
        actions.count_support(year=YEAR, by=TESTER, at=NOW)
        assert not SupportYear.objects.exists()
        close_the_year()

        actions.count_support(year=YEAR, by=TESTER, at=NOW)
        actions.count_support(year=YEAR, by=TESTER, at=NOW)

        shares = SupportYear.objects.get().figures["shares"]
        assert shares["Q-OVR-1"]["supported"][:2] == [30, 1.0]
        assert shares["outcome_16"]["supported"][:2] == [30, 1.0]

    def test_leaves_out_who_was_brought_back_after_a_closing(self):
        enter(30)
        one = Response.objects.filter(pk=Response.objects.order_by("pk")[0].pk)
        one.update(withdrawn_at=NOW, withdrawn_by="respondent")
        close_the_year(Response.objects.filter(withdrawn_at=None))
        one.update(withdrawn_at=None, withdrawn_by="")

        actions.count_support(year=YEAR, by=TESTER, at=NOW)

        assert SupportYear.objects.get().figures["shares"] == {}

    def test_tells_of_nobody_who_has_left_since_a_closing(self):
        enter(40)
        close_the_year()
        one = Response.objects.filter(pk=Response.objects.order_by("pk")[0].pk)
        one.update(withdrawn_at=NOW, withdrawn_by="respondent")

        actions.count_support(year=YEAR, by=TESTER, at=NOW)

        assert SupportYear.objects.get().figures["shares"] == {}


def enter(number: int) -> None:
    make.load([Victim(on=IN_YEAR, answers=make.SATISFIED) for _ in range(number)])
    Case.objects.update(support_referral="yes", reported_on=IN_YEAR)


class TestThePage:
    def test_says_what_goes_with_support_and_that_it_is_no_effect(self, national_client):
        store_a_year()
        store_support(YEAR)

        page = text_of(national_client.get(WAYS))

        assert "What is seen here is no effect of support." in page
        assert "Outcome 16: a suspect is named" in page
        assert "-9 " in page.replace("−", "-")
        assert "[c]" in page

    def test_is_without_it_while_no_year_was_counted(self, national_client):
        store_a_year()

        assert "no effect of support" not in text_of(national_client.get(WAYS))

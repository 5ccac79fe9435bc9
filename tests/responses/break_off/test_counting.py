from datetime import timedelta

import pytest
from django.test import Client

from responses.answering.selectors import respondents
from responses.break_off import actions
from responses.models import BreakOffChange, BreakOffCount, CountedWalk, Response
from survey.bank.pathways import SHORT_CORE
from tests.conftest import NOW, TESTER
from tests.responses import saying_more
from tests.responses.invited import Invited
from tests.responses.saying_more import come_in, invite_about, press, response_of, to_offer
from tests.sharing import shared_rows
from tests.statements import queries_of

pytestmark = pytest.mark.slow
NEXT_DAY = NOW + timedelta(days=1)


@shared_rows
def national() -> None:
    saying_more.publish_national()


@pytest.fixture
def invited(national) -> Invited:
    return invite_about("ST2", "BUR")


def count(at=NEXT_DAY):
    return actions.count_break_off(by=TESTER, at=at)


def left() -> list[tuple[str, str]]:
    rows = BreakOffCount.objects.filter(stopped__gt=0)
    return list(rows.values_list("part", "question"))


def reached(part: str) -> int:
    rows = BreakOffCount.objects.filter(part=part)
    return sum(rows.values_list("reached", flat=True))


def declined() -> list[tuple[str, str]]:
    return list(BreakOffCount.objects.filter(declined__gt=0).values_list("part", "question"))


class TestWhoLeft:
    def test_at_a_question_is_counted_there(self, browser: Client, invited: Invited):
        press(browser, come_in(browser, invited), skip="yes")

        assert count() == 1
        first, second = [q.code for q in path_of(invited)[:2]]
        assert left() == [("first", second)]
        assert BreakOffCount.objects.get(question=first).reached == 1

    def test_at_the_offer_is_counted_at_the_offer(self, browser: Client, invited: Invited):
        to_offer(browser, invited)

        count()

        assert left() == [("offer", "")]

    def test_within_the_further_questions_is_counted_there(self, browser, invited):
        to_offer(browser, invited)
        address = saying_more.say_yes(browser)
        press(browser, address, skip="yes")

        count()

        ((part, question),) = left()
        assert part == "further"
        assert question == path_of(invited, "further")[1].code
        assert not declined()

    def test_having_had_enough_is_counted_where_they_had(self, browser, invited):
        to_offer(browser, invited)
        press(browser, saying_more.say_yes(browser), skip="yes")
        Response.objects.update(more_choice="stopped")

        count()

        assert left() == [("about", "")]
        ((part, _question),) = declined()
        assert part == "further"

    def test_after_saying_no_is_counted_at_the_next_offer(self, browser, invited):
        to_offer(browser, invited)
        saying_more.say_no(browser)

        count()

        assert (left(), declined()) == ([("about", "")], [("offer", "")])


class TestWhoIsCounted:
    def test_is_nobody_who_began_less_than_a_day_ago(self, browser, invited):
        come_in(browser, invited)

        assert count(at=NEXT_DAY - timedelta(minutes=1)) == 0
        assert not BreakOffCount.objects.exists()

    def test_is_nobody_who_withdrew_their_answers(self, browser, invited):
        come_in(browser, invited)
        count()
        Response.objects.update(withdrawn_at=NEXT_DAY, withdrawn_by="respondent", answers={})

        assert list(CountedWalk.objects.values_list("response_id")) == [(None,)]
        assert count() == 0
        assert not BreakOffCount.objects.exists()
        assert not CountedWalk.objects.exists()

    def test_is_nobody_whose_answers_were_destroyed(self, browser, invited):
        come_in(browser, invited)
        count()
        Response.objects.all().delete()

        assert count() == 0
        assert not BreakOffCount.objects.exists()

    def test_is_who_had_their_answers_brought_back(self, browser, invited):
        come_in(browser, invited)
        answers = Response.objects.get().answers
        Response.objects.update(withdrawn_at=NEXT_DAY, withdrawn_by="respondent", answers={})
        count()
        Response.objects.update(withdrawn_at=None, withdrawn_by="", answers=answers)

        assert count() == 1
        assert reached("begun") == 1

    def test_is_each_once_and_where_they_are_now(self, browser, invited):
        address = come_in(browser, invited)
        count()
        press(browser, address, skip="yes")
        count()

        assert reached("begun") == 1
        assert left() == [("first", path_of(invited)[1].code)]

    def test_is_kept_by_language_and_device(self, browser, invited):
        come_in(browser, invited)
        Response.objects.update(device="phone", language="cy")

        count()

        kinds = BreakOffCount.objects.values_list("code", "language", "device").distinct()
        assert list(kinds) == [(SHORT_CORE, "cy", "phone")]


class TestTheCost:
    def test_is_of_what_changed_alone(self, browser, invited):
        come_in(browser, invited)
        come_in(Client(), invite_about("ST2", "BUR"))
        again = Client()
        address = come_in(again, invite_about("ST2", "BUR"))
        assert count() == 3

        assert count() == 0
        press(again, address, skip="yes")
        assert count() == 1
        assert reached("begun") == 3
        assert not BreakOffChange.objects.exists()

    def test_is_as_many_queries_for_many_as_for_one(self, browser, invited):
        come_in(browser, invited)
        count()
        come_in(Client(), invite_about("ST2", "BUR"))
        one = queries_of(count)
        for _more in range(3):
            come_in(Client(), invite_about("ST2", "BUR"))

        assert queries_of(count) == one


def path_of(invited: Invited, part: str = "first"):
    journey = respondents.journey_of(response_of(invited))
    return [question for question in journey.path if journey.part_of(question) == part]

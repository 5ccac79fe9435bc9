"""SAF-9: what the nation learns of events that two codes answered, and nobody else."""

from datetime import UTC, date, datetime

import pytest

from access import selectors
from access.models import Organisation
from responses.models import Case, CodeAttempt, Response
from responses.operations import answered_twice, presenters
from responses.operations.answered_twice import Drawer
from tests.conftest import NOW, _client
from tests.responses import by_code
from tests.responses.asked import load, row
from tests.responses.pages import Page
from tests.sharing import shared_rows

pytestmark = pytest.mark.safety

Q4_ENDS = datetime(2026, 12, 31, 23, tzinfo=UTC)
IN_JANUARY = date(2027, 1, 4)
MANY = 10


@shared_rows
def ten_events():
    cases = load(*(row(flags=by_code.NO_FLAGS | {"fgm": True}) for _ in range(MANY)))
    by_code.decide()
    for case in cases:
        complete(case)
    return cases


def complete(case: Case) -> Response:
    response = by_code.begun(case)
    Response.objects.filter(pk=response.pk).update(completed_at=Q4_ENDS)
    return response


def count(viewer, today: date = IN_JANUARY) -> int | None:
    return found(viewer, today).count


def found(viewer, today: date = IN_JANUARY) -> answered_twice.AnsweredTwice:
    return answered_twice.count_answered_twice(viewer, today=today)


def drawn_for(name: str) -> Organisation:
    service = Organisation.objects.create(name=name, kind="idva", created_at=NOW)
    CodeAttempt.objects.update(drawn_for=service)
    return service


@pytest.mark.django_db
class TestTheCount:
    @pytest.fixture
    def nation(self, national_lead):
        return selectors.viewer_for(national_lead.pk)

    @pytest.mark.slow
    def test_is_of_events_that_were_completed_twice(self, ten_events, nation):
        for case in ten_events:
            complete(case)

        assert count(nation) == MANY

    @pytest.mark.slow
    def test_is_not_told_under_ten(self, ten_events, nation):
        for case in ten_events[1:]:
            complete(case)

        assert count(nation) is None

    @pytest.mark.slow
    def test_does_not_move_while_its_quarter_runs(self, ten_events, nation):
        for case in ten_events:
            complete(case)

        assert count(nation, today=date(2026, 12, 31)) is None

    @pytest.mark.slow
    def test_counts_an_event_in_the_quarter_of_its_second_response(self, ten_events, nation):
        for case in ten_events:
            complete(case)
        later = list(Response.objects.order_by("-pk").values_list("pk", flat=True)[:MANY])
        Response.objects.filter(pk__in=later).update(completed_at=datetime(2027, 1, 2, tzinfo=UTC))

        assert count(nation) is None
        assert count(nation, today=date(2027, 4, 1)) == MANY

    @pytest.mark.slow
    def test_does_not_move_when_one_is_withdrawn(self, ten_events, nation):
        for case in ten_events:
            complete(case)
        Response.objects.update(withdrawn_at=Q4_ENDS, withdrawn_by="respondent", answers={})

        assert count(nation) == MANY

    @pytest.mark.slow
    def test_is_no_forces(self, ten_events, operations_lead):
        for case in ten_events:
            complete(case)

        assert count(selectors.viewer_for(operations_lead.pk)) is None

    @pytest.mark.slow
    def test_is_broken_down_by_service_and_force_where_each_part_has_ten(self, ten_events, nation):
        for case in ten_events:
            complete(case)
        drawn_for("Harbour")
        few = load(*(row(flags=by_code.NO_FLAGS | {"fgm": True}) for _ in range(3)))
        by_code.decide()
        for case in (*few, *few):
            complete(case)

        assert (count(nation), dict(found(nation).parts)) == (13, {})

        CodeAttempt.objects.update(drawn_for=Organisation.objects.get())
        assert dict(found(nation).parts) == {Drawer("city-of-london", "Harbour"): 13}
        [[name, shown]] = presenters.answered_twice_words(found(nation), quarter="2026-Q4").rows
        assert (name, shown) == ("Harbour, in cases of City of London Police", "13")


class TestThePage:
    def test_says_that_there_are_few_or_none_in_the_same_words(self, national_lead):
        page = Page(_client(national_lead).get("/staff/operations/"))

        assert "fewer than 10, or none" in page.text

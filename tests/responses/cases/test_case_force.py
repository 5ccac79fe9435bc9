import pytest
from django.db import DatabaseError, transaction

from access.actor import Actor
from access.models import User
from responses.casework.actions import case_access
from responses.models import Case, CaseTie, OutboxMessage, StageEvent
from tests.conftest import NOW
from tests.responses.asked import queued, row

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
MODELS = (StageEvent, OutboxMessage, CaseTie)


@pytest.fixture
def _of_two_forces(clock) -> None:
    lead = User.objects.create(email="lead@example.org")
    by = Actor.user(user_id=lead.pk, name="Lead")
    for message in queued(row(), row(force="kent")):
        case = message.invitation.stage_event.case
        case_access.bar(case=case, user=lead, role="", by=by, at=NOW)


def forces(model: type) -> list[str | None]:
    return sorted(model.objects.values_list("case_force", flat=True), key=str)


@pytest.mark.usefixtures("_of_two_forces")
class TestTheForceOfACase:
    @pytest.mark.parametrize("model", MODELS)
    def test_stands_on_each_row_that_is_added(self, model):
        assert forces(model) == ["city-of-london", "kent"]

    @pytest.mark.parametrize("model", MODELS)
    def test_is_written_whatever_a_row_says_of_itself(self, model):
        model.objects.filter(case_force="kent").update(case_force="city-of-london")
        assert forces(model) == ["city-of-london", "kent"]
        model.objects.update(case_force=None)
        assert forces(model) == ["city-of-london", "kent"]

        of_kent = model.objects.get(case_force="kent")
        model.objects.all().delete()
        of_kent.case_force_id = "essex"
        model.objects.bulk_create([of_kent])

        assert forces(model) == ["kent"]

    def test_is_that_of_the_case_to_which_a_row_is_moved(self):
        city, kent = CaseTie.objects.order_by("case_force")
        CaseTie.objects.filter(pk=kent.pk).delete()
        CaseTie.objects.filter(pk=city.pk).update(case=kent.case_id)

        assert forces(CaseTie) == ["kent"]

    def test_stays_that_of_the_case(self):
        with pytest.raises(DatabaseError, match="never changes its force"), transaction.atomic():
            Case.objects.filter(force="kent").update(force="essex")

        Case.objects.filter(force="kent").update(force="kent", birth_year=1981)
        assert set(Case.objects.values_list("force", flat=True)) == {"city-of-london", "kent"}

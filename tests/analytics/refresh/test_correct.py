from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.models import Cell, EarlierFigures, ShownTable
from analytics.refresh.actions import correct
from analytics.refresh.actions.correct import UnableToCorrectError
from responses.models import Case, Response
from tests.analytics import make
from tests.analytics.figures.test_pages import text_of
from tests.analytics.make import CITY, KENT, Q3, Victim
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
WHY = "Robberies had been recorded as burglaries."


@pytest.fixture(autouse=True)
def _closed():
    make.load([
        *make.satisfied_and_not(45, 35),
        *make.satisfied_and_not(20, 20, crime_group="robbery"),
        *make.satisfied_and_not(40, 30, force=KENT),
    ])  # fmt: skip
    make.fill()


def misrecorded(people: int) -> None:
    city = Case.objects.filter(force_id=CITY, crime_group="burglary").order_by("pk")
    ids = list(city.values_list("pk", flat=True))
    wrong = [*ids[:people], *ids[-people:]]
    Case.objects.filter(pk__in=wrong).update(crime_group="robbery")


def put_right(**facts: object) -> None:
    options = {"period": Q3, "why": WHY, "approved_by": "Another", "by": TESTER, **facts}
    correct.correct_quarter(**options, at=NOW + timedelta(days=2))


def tables() -> list[tuple]:
    shown = ShownTable.objects.values_list("dimension", "area", "shares")
    return sorted([*shown, *Cell.objects.values_list("dimension", "level", "bins")], key=str)


class TestACorrection:
    @pytest.mark.slow
    def test_counts_anew_where_enough_people_move_and_says_so(self, national_client):
        misrecorded(15)

        put_right()

        assert Cell.objects.get(level="robbery").bins["Q-OVR-1"]["very_satisfied"][0] == 35
        event = AuditEvent.objects.get(kind="figures.corrected")
        assert (event.target, event.details) == (Q3, {"approved_by": "Another"})
        page = text_of(national_client.get(f"/staff/coverage/?period={Q3}"))
        assert f"Corrected on 18 November 2026: {WHY}" in page

    @pytest.mark.slow
    def test_is_refused_where_it_would_tell_of_few_and_the_figures_stay(self):
        before = tables()
        misrecorded(3)

        with pytest.raises(UnableToCorrectError, match="few people"):
            put_right()

        assert tables() == before

    @pytest.mark.slow
    def test_is_refused_where_one_of_them_has_left(self):
        before = tables()
        one = Response.objects.order_by("pk").first()
        Response.objects.filter(pk=one.pk).update(withdrawn_at=NOW, withdrawn_by="respondent")

        with pytest.raises(UnableToCorrectError, match="few people"):
            put_right()

        assert tables() == before

    @pytest.mark.slow
    def test_is_judged_beside_every_version_that_somebody_may_have_kept(self):
        misrecorded(15)
        put_right()
        after_the_first = tables()
        robbed = list(
            Case.objects.filter(force_id=CITY, crime_group="robbery").values_list("pk", flat=True)
        )
        back = [*robbed[:13], *robbed[15:28]]
        Case.objects.filter(pk__in=back).update(crime_group="burglary")

        with pytest.raises(UnableToCorrectError, match="few people"):
            put_right()

        assert tables() == after_the_first

    @pytest.mark.slow
    def test_is_judged_beside_the_totals_of_the_open_quarter(self):
        told = {"Q-OVR-1 all kent all": [54, 34, 20]}
        EarlierFigures.objects.create(period=Q3, told=told)
        ids = Response.objects.filter(
            invitation__stage_event__case__force_id=KENT, answers=make.SATISFIED
        ).values_list("pk", flat=True)[:10]
        others = Response.objects.filter(
            invitation__stage_event__case__force_id=KENT, answers=make.DISSATISFIED
        ).values_list("pk", flat=True)[:10]
        gone = {"withdrawn_at": NOW, "withdrawn_by": "respondent"}
        Response.objects.filter(pk__in=[*ids, *others]).update(**gone)

        with pytest.raises(UnableToCorrectError, match="all kent all"):
            put_right()

        EarlierFigures.objects.all().delete()
        put_right()

    @pytest.mark.slow
    def test_is_refused_once_cases_of_the_quarter_are_deleted(self):
        before = tables()

        with pytest.raises(UnableToCorrectError, match="have been deleted"):
            correct.correct_quarter(
                period=Q3, why=WHY, approved_by="Another", by=TESTER,
                at=NOW + timedelta(days=8 * 366),
            )  # fmt: skip

        assert tables() == before

    @pytest.mark.slow
    def test_leaves_what_not_everybody_is_asked_as_it_was(self):
        asked = {"period": Q3, "dimension": EVERY_QUESTION}
        ShownTable.objects.filter(**asked).delete()
        ShownTable.objects.create(**asked, area="nation", shares={"Q-INF-3": {"all": "uniform"}})
        misrecorded(15)

        put_right()

        kept = ShownTable.objects.get(**asked)
        assert kept.shares == {"Q-INF-3": {"all": "uniform"}}

    @pytest.mark.slow
    def test_takes_in_nobody_who_came_after_the_closing(self):
        misrecorded(15)
        make.load(make.satisfied_and_not(20, 20, completed_at=NOW))

        put_right()

        bins = Cell.objects.get(dimension="all", force_id=CITY).bins["Q-OVR-1"]
        assert sum(people for people, *_ in bins.values()) == 120

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "facts", [{"why": ""}, {"approved_by": ""}, {"approved_by": TESTER.name}]
    )
    def test_says_why_and_takes_two_people(self, facts):
        misrecorded(15)

        with pytest.raises(UnableToCorrectError, match="two people"):
            put_right(**facts)

    @pytest.mark.slow
    def test_is_not_for_a_quarter_that_is_open(self):
        make.load(Victim(decision="PENDING", is_invited=False) for _ in range(40))
        make.fill()

        with pytest.raises(UnableToCorrectError, match="not closed"):
            put_right()


class TestTheCommand:
    def test_names_two_people_of_the_nation(self, national_analyst):
        with pytest.raises(CommandError, match="no national analyst"):
            call_command(
                "correct_figures", period=Q3, why=WHY, by=national_analyst.email,
                approved_by="nobody@example.org", stdout=StringIO(),
            )  # fmt: skip

import pytest

from analytics.disclosure.places import NATION
from analytics.models import CharacteristicGap, ExpectedShares, ShownTable, StandardisedShare
from tests.analytics import make
from tests.analytics.make import KENT, Q3
from tests.sharing import undone

pytestmark = pytest.mark.django_db
WOMAN, MAN = {"EQ-SEX": ["female"]}, {"EQ-SEX": ["male"]}


def told(*, is_she_satisfied: bool, client) -> list[object]:
    """One woman of sixty in a force was robbed, and nobody else in the nation."""
    she, other = (make.SATISFIED, make.DISSATISFIED)[:: 1 if is_she_satisfied else -1]
    with undone():
        make.load(
            [
                *make.answering(1, {**she, **WOMAN}, crime_group="robbery"),
                *make.answering(1, {**other, **WOMAN}),
                *make.satisfied_and_not(34, 24),
                *make.answering(70, {**make.SATISFIED, **WOMAN}, force=KENT, sex="male"),
                *make.answering(60, {**make.DISSATISFIED, **MAN}, force=KENT, sex="male"),
                *make.silent(20),
                *make.silent(20, force=KENT),
            ]
        )
        make.fill()
        figures = ShownTable.objects.get(period=Q3, dimension="crime_group", area=NATION)
        assert figures.shares["Q-OVR-1"]["robbery"] == "small_base"
        pages = [
            client.get("/staff/comparison/city-of-london/", {"period": Q3}).content.decode(),
            client.get("/api/v1/comparisons/", {"period": Q3}).content.decode(),
        ]
        return [
            [table.shares for table in ShownTable.objects.order_by("dimension", "area")],
            [
                round(each, 6)
                for of in StandardisedShare.objects.order_by("force")
                for each in (of.share, of.lower, of.upper)
            ],
            [
                round(each, 6)
                for of in CharacteristicGap.objects.order_by("pk")
                for each in (of.standardised, of.standardised_error)
            ],
            [each.shares for each in ExpectedShares.objects.order_by("dimension", "area")],
            [page.partition("<main")[2] for page in pages],
        ]


class TestTheMixOfCases:
    def test_tells_nothing_of_her_whom_no_figure_tells_of(self, national_client):
        one = told(is_she_satisfied=True, client=national_client)
        other = told(is_she_satisfied=False, client=national_client)

        assert one[1]
        assert one == other

import pytest

from access.models import AuditEvent
from access.selectors import viewer_for
from analytics.disclosure.places import NATION
from analytics.figures.presenters import disparities as words
from analytics.figures.selectors.disparities import Count, GroupGap, RawAndStandardisedGap
from analytics.models import CharacteristicGap, ShownTable, StandardisedShare
from analytics.stats import judgement
from analytics.stats.judgement import ModelContrast
from analytics.stats.suppression import Published, Suppressed, SuppressionReason
from analytics.tables import Dimension
from tests.analytics import make
from tests.analytics.figures import reading
from tests.analytics.make import CITY, KENT, Q3
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
HEADLINE = "Q-OVR-1"


@pytest.fixture
def viewer(national_analyst):
    return viewer_for(national_analyst.pk)


def people(satisfied: int, dissatisfied: int, *, sex: str, **facts: object) -> list[make.Victim]:
    own = {"EQ-SEX": [sex]}
    return [
        *make.answering(satisfied, make.SATISFIED | own, sex=sex, **facts),
        *make.answering(dissatisfied, make.DISSATISFIED | own, sex=sex, **facts),
    ]


@shared_rows
def unlike():
    make.load(
        [
            *people(30, 90, sex="female"),
            *people(80, 40, sex="male"),
            *people(40, 80, sex="female", force=KENT, crime_group="robbery"),
            *people(85, 35, sex="male", force=KENT, crime_group="robbery"),
        ]
    )
    make.fill()


def by_sex(viewer) -> GroupGap:
    [found] = reading.disparities_for(viewer, period=Q3, dimension=Dimension.SEX, item=HEADLINE)
    return found


class TestDisparitiesFor:
    @pytest.mark.slow
    def test_hold_a_group_against_its_reference(self, viewer, unlike):
        found = by_sex(viewer)

        assert (found.level, found.reference) == ("female", "male")
        assert isinstance(found.gap, RawAndStandardisedGap)
        assert found.gap.raw.value == pytest.approx(70 / 240 - 165 / 240, abs=1e-6)
        judged = found.gap.standardised
        assert judged.difference.value == pytest.approx(found.gap.raw.value, abs=0.02)
        assert judged.is_clear
        assert 0.05 < judged.detectable < 0.2

    @pytest.mark.slow
    def test_call_no_gap_clear_that_is_none(self, viewer):
        make.load([*people(60, 60, sex="female"), *people(60, 60, sex="male")])
        make.fill()

        assert not by_sex(viewer).gap.standardised.is_clear

    @pytest.mark.slow
    def test_compare_nothing_under_an_effective_base_of_fifty(self, viewer):
        make.load([*people(30, 15, sex="female"), *people(60, 60, sex="male")])
        make.fill()

        found = reading.disparities_for(viewer, period=Q3, dimension=Dimension.SEX, item=HEADLINE)

        assert found == ()

    def test_show_no_gap_where_a_figure_is_hidden(self, viewer, unlike):
        table = ShownTable.objects.get(dimension="sex", area=NATION)
        for by_level in table.shares.values():
            by_level["male"] = SuppressionReason.SMALL_BASE.value
        table.save()

        found = by_sex(viewer)

        assert found.gap is None
        assert isinstance(found.share, Published)
        assert not isinstance(found.reference_share, Published)

    def test_are_none_before_anybody_answered(self, viewer):
        assert (
            reading.disparities_for(viewer, period=Q3, dimension=Dimension.SEX, item=HEADLINE) == ()
        )


class TestSummary:
    @pytest.mark.slow
    def test_counts_clear_gaps_by_item(self, viewer, unlike):
        counts = reading.disparity_counts(viewer, period=Q3, dimension=Dimension.SEX)

        assert counts[HEADLINE] == Count(compared=1, clear=1)
        assert sum(count.clear for count in counts.values()) == 1

    def test_tells_nothing_compared_from_nothing_that_differs(self, viewer, unlike):
        counts = reading.disparity_counts(viewer, period=Q3, dimension=Dimension.RELIGION)

        assert counts[HEADLINE] == Count(compared=0, clear=0)
        assert words.summary_rows(counts)[0][2:] == ("0", "–")
        assert words.summary_rows({HEADLINE: Count(compared=4, clear=0)})[0][2:] == ("4", "0")


class TestCompareMixes:
    def test_gives_every_force_a_standardised_share(self, unlike):
        found = {share.force_id: share for share in StandardisedShare.objects.filter(item=HEADLINE)}

        assert set(found) == {CITY, KENT}
        for share in found.values():
            assert share.lower < share.share < share.upper

    @pytest.mark.slow
    def test_twice_gives_the_same(self, unlike):
        before = list(CharacteristicGap.objects.values_list("item", "level", "standardised"))

        make.fill()

        assert before == list(
            CharacteristicGap.objects.values_list("item", "level", "standardised")
        )

    def test_is_in_the_audit_trail(self, unlike):
        event = AuditEvent.objects.get(kind="figures.mixes_compared")

        assert event.target == Q3
        assert event.details == {
            "shares": StandardisedShare.objects.count(),
            "gaps": CharacteristicGap.objects.count(),
        }

    @pytest.mark.slow
    def test_models_nothing_where_everybody_said_the_same(self, viewer):
        make.load([*people(60, 0, sex="female"), *people(60, 0, sex="male")])
        make.fill()

        assert not CharacteristicGap.objects.exists()
        assert not StandardisedShare.objects.exists()


def lead(*clear: bool) -> str:
    hidden = Suppressed(reason=SuppressionReason.SMALL_BASE)
    gaps = [
        GroupGap(
            level=level,
            reference="white",
            share=hidden,
            reference_share=hidden,
            gap=RawAndStandardisedGap(
                raw=None,
                standardised=judgement.judged(
                    ModelContrast(value=0.2 * is_clear, error=0.03), confidence=0.95
                ),
            ),
        )
        for level, is_clear in zip(("asian", "black", "mixed"), clear, strict=False)
    ]
    return words.lead(gaps, dimension=Dimension.ETHNICITY, item=HEADLINE, period=Q3)


class TestLead:
    @pytest.mark.parametrize(
        ("clear", "said"),
        [
            ([False], "the one group that can be compared does not differ clearly from “White”"),
            ([True], "the one group that can be compared differs clearly from “White”"),
            ([False] * 3, "of 3 groups that can be compared none differs clearly"),
            ([True, False, False], "1 of 3 groups differs clearly"),
            ([True, True, False], "2 of 3 groups differ clearly"),
        ],
    )
    def test_is_a_sentence_for_few_and_for_none(self, clear, said):
        assert said in lead(*clear)


class TestPage:
    @pytest.mark.slow
    def test_says_who_is_let_down(self, national_client, unlike):
        content = national_client.get(
            f"/staff/disparities/?by=sex&item={HEADLINE}"
        ).content.decode()

        assert "the one group that can be compared differs clearly from “Male”" in content
        assert "Female" in content

    @pytest.mark.parametrize(
        ("by", "status"), [("sex", 200), ("ethnicity", 200), ("stage", 404), ("nonsense", 404)]
    )
    def test_opens_by_every_characteristic_and_by_no_other(
        self, national_client, unlike, by, status
    ):
        response = national_client.get(f"/staff/disparities/?by={by}")

        assert response.status_code == status
        assert 'value="stage"' not in response.content.decode()

    def test_is_closed_to_a_force_analyst(self, force_client):
        assert force_client.get("/staff/disparities/").status_code == 403

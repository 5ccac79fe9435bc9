from dataclasses import replace

from access.models import Force
from analytics.figures.presenters import charts
from analytics.figures.selectors.figures import ForceFunnel, FunnelPoint, ItemFigure
from analytics.stats.comparison import Funnel, Position
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Published, Share, Suppressed, SuppressionReason

BASES = {"avon": 300.0, "city": 80.0, "kent": 500.0, "surrey": 120.0}


def published(base: float, *, share: float = 0.6) -> Published:
    return Published(
        positive=share,
        neutral=0.1,
        negative=0.3,
        interval=Interval(lower=0.5, upper=0.7),
        base=int(base),
        effective_base=base,
    )


def found() -> ForceFunnel:
    return ForceFunnel(
        item="Q-OVR-1",
        period="2026-Q3",
        nation=published(1000.0),
        points=tuple(
            FunnelPoint(
                force=Force(code=code, name=code.title()),
                share=published(base),
                is_own=code == "city",
            )
            for code, base in BASES.items()
        ),
        funnel=Funnel(
            target=0.6,
            dispersion=1.0,
            between=0.0,
            positions=dict.fromkeys(BASES, Position.WITHIN),
        ),
    )


class TestPlacedFunnel:
    def test_stands_in_the_order_of_names(self):
        placed = charts.placed_funnel(found())

        assert [one.point.name for one in placed.points] == ["Avon", "City", "Kent", "Surrey"]


class TestPlacedAlone:
    def test_has_no_place_and_no_scale_that_tells_another_force(self):
        as_it_is = charts.placed_alone(found())
        others = [
            point if point.is_own else replace(point, share=published(9000.0, share=0.1))
            for point in found().points
        ]

        assert charts.placed_alone(replace(found(), points=tuple(others))) == as_it_is
        assert [one.point.name for one in as_it_is.points] == ["City"]
        assert [one.across for one in as_it_is.points] == [0.5]

    def test_is_nothing_where_the_own_force_is_not_compared(self):
        positions = dict.fromkeys(["avon", "kent"], Position.WITHIN)
        funnel = replace(found().funnel, positions=positions)

        assert charts.placed_alone(replace(found(), funnel=funnel)) is None


def detail(force: Share | None, nation: Share) -> str:
    figure = ItemFigure(item="Q-OVR-1", level="all", force=force, nation=nation)
    return charts.interval_row("Satisfied overall", figure).detail


class TestIntervalRow:
    def test_gives_no_share_without_its_base(self):
        assert detail(published(162), published(5470)) == "base 162; nation 60\xa0%"
        assert detail(None, published(5470)) == "base 5,470"

    def test_tells_nothing_of_what_is_hidden(self):
        hidden = Suppressed(reason=SuppressionReason.SMALL_BASE)

        assert detail(hidden, published(5470)) == "nation 60\xa0%"
        assert detail(published(162), hidden) == "base 162"
        assert detail(None, hidden) == ""

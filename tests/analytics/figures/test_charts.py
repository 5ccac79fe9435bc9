from access.models import Force
from analytics.figures.presenters import charts
from analytics.figures.selectors.figures import ForceFunnel, FunnelPoint, ItemFigure
from analytics.stats.comparison import Funnel, Position
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Published, Share, Suppressed, SuppressionReason

BASES = {"avon": 300.0, "city": 80.0, "kent": 500.0, "surrey": 120.0}


def published(base: float) -> Published:
    return Published(
        positive=0.6,
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
    def test_does_not_name_forces_by_their_order_where_it_names_only_the_reader_s(self):
        placed = charts.placed_funnel(found(), names_all=False)

        points = [(one.point.name, one.point.base) for one in placed.points]
        assert points == [("City", 80.0), ("", 120.0), ("", 300.0), ("", 500.0)]

    def test_stands_in_the_order_of_names_where_all_are_named(self):
        placed = charts.placed_funnel(found(), names_all=True)

        assert [one.point.name for one in placed.points] == ["Avon", "City", "Kent", "Surrey"]


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

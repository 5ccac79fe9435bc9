"""A year of which it is known how people answered."""

from analytics.items import item_codes
from analytics.models import WayYear
from analytics.modes import counting
from analytics.modes.counting import ModeAsked, ModeFigures, ModeShare, WayEffect
from analytics.stats.judgement import ModelContrast
from analytics.stats.proportions import Interval

YEAR = "2025-26"
SHARE = ModeShare(people=420, share=0.72, interval=Interval(lower=0.675, upper=0.761))
EFFECT = WayEffect(raw=0.138, held=ModelContrast(value=0.119, error=0.008), arms=(900, 420))


def store_a_year(*, has_overlap: bool = True) -> None:
    found = ModeFigures(
        asked={
            "web": ModeAsked(asked=60_000, answered=9_000),
            "telephone": ModeAsked(asked=900, answered=420),
            "paper": ModeAsked(asked=60, answered=None),
        },
        shares={"telephone": dict.fromkeys(item_codes(), SHARE), "paper": {}},
        effects={"telephone": dict.fromkeys(item_codes(), EFFECT) if has_overlap else {}},
    )
    WayYear.objects.create(period=YEAR, figures=counting.packed(found))

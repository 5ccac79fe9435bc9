"""A year of which it is known what victims with and without support say."""

from analytics.items import item_codes
from analytics.models import SupportYear
from analytics.stats.judgement import ModelContrast
from analytics.stats.proportions import Interval
from analytics.support import counting
from analytics.support.counting import (
    DECLINED,
    NOT_OFFERED,
    SUPPORTED,
    WITHDRAWN,
    SupportFigures,
    SupportGap,
    SupportShare,
)


def share(value: float, people: int) -> SupportShare:
    around = Interval(lower=value - 0.03, upper=value + 0.03)
    return SupportShare(people=people, share=value, interval=around)


def store_support(year: str) -> None:
    said = {SUPPORTED: share(0.58, 4200), NOT_OFFERED: share(0.51, 9100)}
    ended = {SUPPORTED: share(0.24, 8000), DECLINED: share(0.33, 9000),
             NOT_OFFERED: share(0.35, 20_000)}  # fmt: skip
    held = ModelContrast(value=0.062, error=0.01)
    found = SupportFigures(
        shares={**dict.fromkeys(item_codes(), said), WITHDRAWN: ended},
        gaps={
            **dict.fromkeys(item_codes(), SupportGap(raw=0.07, held=held)),
            WITHDRAWN: SupportGap(raw=-0.11, held=ModelContrast(value=-0.09, error=0.01)),
        },
    )
    SupportYear.objects.create(period=year, figures=counting.packed(found))

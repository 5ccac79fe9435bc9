"""The figures of support as they are stored. Pure."""

from typing import Any

from analytics.stats.judgement import ModelContrast
from analytics.stats.proportions import Interval
from analytics.support.counting import SupportFigures, SupportGap, SupportShare


def packed(found: SupportFigures) -> dict[str, Any]:
    return {
        "shares": {
            item: {
                level: [one.people, one.share, one.interval.lower, one.interval.upper]
                for level, one in by_level.items()
            }
            for item, by_level in found.shares.items()
        },
        "gaps": {
            item: [one.raw, one.held.value, one.held.error] for item, one in found.gaps.items()
        },
    }


def unpacked(stored: dict[str, Any]) -> SupportFigures:
    return SupportFigures(
        shares={
            item: {level: _share(*each) for level, each in by_level.items()}
            for item, by_level in stored["shares"].items()
        },
        gaps={item: _gap(*each) for item, each in stored["gaps"].items()},
    )


def _share(people: int, share: float, lower: float, upper: float) -> SupportShare:
    return SupportShare(people=people, share=share, interval=Interval(lower=lower, upper=upper))


def _gap(raw: float, value: float, error: float) -> SupportGap:
    return SupportGap(raw=raw, held=ModelContrast(value=value, error=error))

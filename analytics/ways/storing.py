"""The figures of ways of answering as they are stored. Pure."""

from dataclasses import astuple, fields
from typing import Any

from analytics.stats.judgement import ModelContrast
from analytics.stats.proportions import Interval
from analytics.ways.counting import WayAsked, WayEffect, WayFigures, WayLinks, WayShare

LINKS = tuple(each.name for each in fields(WayLinks))


def packed(found: WayFigures) -> dict[str, Any]:
    return {
        "asked": {way: [each.asked, each.answered] for way, each in found.asked.items()},
        "weighted": sorted(found.weighted),
        "shares": {
            way: {
                item: [one.people, one.share, one.interval.lower, one.interval.upper]
                for item, one in by_item.items()
            }
            for way, by_item in found.shares.items()
        },
        "effects": {
            way: {
                item: [one.raw, one.held.value, one.held.error, *one.arms, *astuple(one.links)]
                for item, one in by_item.items()
            }
            for way, by_item in found.effects.items()
        },
    }


def unpacked(stored: dict[str, Any]) -> WayFigures:
    return WayFigures(
        asked={
            way: WayAsked(asked=asked, answered=answered)
            for way, (asked, answered) in stored["asked"].items()
        },
        # Years that were counted before answers had weights have none.
        weighted=frozenset(stored.get("weighted", ())),
        shares={
            way: {item: _share(*each) for item, each in by_item.items()}
            for way, by_item in stored["shares"].items()
        },
        effects={
            way: {item: _effect(*each) for item, each in by_item.items()}
            for way, by_item in stored["effects"].items()
        },
    )


def _share(people: int, share: float, lower: float, upper: float) -> WayShare:
    return WayShare(people=people, share=share, interval=Interval(lower=lower, upper=upper))


def _effect(
    raw: float, value: float, error: float, web: int, other: int, *links: float
) -> WayEffect:
    """Years that were counted before links were have none."""
    return WayEffect(
        raw=raw,
        held=ModelContrast(value=value, error=error),
        arms=(web, other),
        links=WayLinks(**dict(zip(LINKS, links, strict=False))),
    )

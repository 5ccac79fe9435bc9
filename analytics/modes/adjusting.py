from collections.abc import Mapping
from math import sqrt
from statistics import NormalDist

from analytics.modes.counting import CONFIDENCE, TELEPHONE, WEB, ModeAsked, ModeShare, WayEffect
from analytics.stats.judgement import POWER
from analytics.stats.proportions import Interval, normal_quantile
from analytics.stats.suppression import Published


def smallest_difference(each_arm: int, *, share: float = 0.5) -> float:
    """In shares, detected four times in five: (z_.975 + z_.8) · √(2 p(1 - p) / n). Ignores the gain
    from constant crime and age, and unequal weights."""
    return (normal_quantile(confidence=CONFIDENCE) + NormalDist().inv_cdf(POWER)) * sqrt(
        2 * share * (1 - share) / each_arm
    )


def adjusted(of: ModeShare, by: WayEffect) -> tuple[float, Interval]:
    """Return the share as it would be on the web, with the measured effect `d` removed, and its
    interval:

        p - d,  SE² = SE(p)² + SE(d)² - 2 r SE(p) SE(d)

    `r` comes from the people in both samples. It assumes that the effect among people assigned a
    mode at random holds for everyone in that mode; this is untested.
    """
    ours, taken = _error_of(of.interval), by.held.error
    variance = ours**2 + taken**2 - 2 * by.links.way_and_effect * ours * taken
    return _around(of.share - by.held.value, sqrt(max(variance, 0.0)))


def together(
    *, web: Published, of: ModeShare, by: WayEffect, asked: Mapping[str, ModeAsked]
) -> tuple[float, Interval] | None:
    """Return the share of web and telephone samples as it would be on the web, each weighted by
    how many were asked:

        a = asked by telephone / asked,  (1 - a) p_web + a (p - d)

    Its error allows for people asked both ways, or more than once, by the correlations of the
    three terms, from the rounded errors that are published. It uses published figures only, so it
    reveals nothing new. None if the numbers asked are not published.
    """
    if not {WEB, TELEPHONE} <= set(asked):
        return None
    called, on_web = asked[TELEPHONE].asked, asked[WEB].asked
    part = called / (called + on_web)
    on, tel, taken = ((1 - part) * _error_of(web.interval), part * _error_of(of.interval),
                      part * by.held.error)  # fmt: skip
    links = by.links
    shared = (links.web_and_way * on * tel - links.web_and_effect * on * taken
              - links.way_and_effect * tel * taken)  # fmt: skip
    value = (1 - part) * web.proportion.share + part * (of.share - by.held.value)
    return _around(value, sqrt(max(on**2 + tel**2 + taken**2 + 2 * shared, 0.0)))


def _error_of(interval: Interval) -> float:
    return (interval.upper - interval.lower) / (2 * normal_quantile(confidence=CONFIDENCE))


def _around(value: float, error: float) -> tuple[float, Interval]:
    half = normal_quantile(confidence=CONFIDENCE) * error
    return (
        min(1.0, max(0.0, value)),
        Interval(lower=max(0.0, value - half), upper=min(1.0, value + half)),
    )

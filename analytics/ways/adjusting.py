"""What can be seen of a way of answering, and what is done with it: how small a difference shows,
and shares with the measured effect taken off. Pure."""

from collections.abc import Mapping
from math import sqrt
from statistics import NormalDist

from analytics.stats.judgement import POWER
from analytics.stats.proportions import Interval, normal_quantile
from analytics.stats.suppression import Published
from analytics.ways.counting import CONFIDENCE, TELEPHONE, WEB, WayAsked, WayEffect, WayShare


def smallest_difference(each_arm: int, *, share: float = 0.5) -> float:
    """The true difference, in shares, that so many answers each way would show four times in five:

        (z_.975 + z_.8) · √(2 p(1 - p) / n)

    4,361 answers each way show three points at a share of one half. Without what holding crime and
    age gains, and without what unequal weights cost."""
    return _errors() * sqrt(2 * share * (1 - share) / each_arm)


def _errors() -> float:
    return normal_quantile(confidence=CONFIDENCE) + NormalDist().inv_cdf(POWER)


def adjusted(of: WayShare, by: WayEffect) -> tuple[float, Interval]:
    """The share as it would be on the web, with the measured effect taken off, and its interval:

        p - d,  SE² = SE(p)² + SE(d)² - 2 r SE(p) SE(d)

    r from the people who are in both. Marked wherever it stands. It takes what
    chance showed of those who could be asked either way for true of all who answer that way, which
    nobody has measured."""
    ours, taken = _error_of(of.interval), by.held.error
    variance = ours**2 + taken**2 - 2 * by.links.way_and_effect * ours * taken
    return _around(of.share - by.held.value, sqrt(max(variance, 0.0)))


def together(
    *, web: Published, of: WayShare, by: WayEffect, asked: Mapping[str, WayAsked]
) -> tuple[float, Interval] | None:
    """The share of all who were asked, on the web and by telephone, as it would be on the web: each
    way counts as many as were asked so, and those by telephone with the measured effect taken off.

        a = asked by telephone / asked,  (1 - a) p_web + a (p - d)

    Its error knows who was asked both ways, or more than once, by the correlations of the three;
    errors that are shown are taken as they are. Made of what is shown alone, so that it tells
    nothing more. None where it is not told how many were asked."""
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

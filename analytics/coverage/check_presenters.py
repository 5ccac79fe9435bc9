from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics import words
from analytics.charts import funnels
from analytics.coverage.selectors import ChecksPage
from analytics.figures.presenters import charts
from analytics.releases.gaming_checks import CheckedForce, CheckedForces, GamingCheck
from analytics.stats.comparison import Funnel, Position
from ui import formatting

CHECKS: Mapping[GamingCheck, Promise] = {
    GamingCheck.EXCLUDED: gettext_lazy("Left out by a rule"),
    GamingCheck.UNREACHED: gettext_lazy("No number or address"),
    GamingCheck.UNDELIVERED: gettext_lazy("Undeliverable"),
}
CHECKED: Mapping[GamingCheck, Promise] = {
    GamingCheck.EXCLUDED: gettext_lazy(
        "Of the stages in scope, how many a rule left out, such as for safety. Who marks many "
        "victims as not to be asked hears from fewer of those it served badly."
    ),
    GamingCheck.UNREACHED: gettext_lazy(
        "Of the stages that no rule left out, how many had no number or address to be used. Who "
        "does not record how to reach a victim need not hear from them."
    ),
    GamingCheck.UNDELIVERED: gettext_lazy(
        "Of the invitations, how many proved undeliverable. Numbers that are wrong keep victims "
        "from being asked as surely as numbers that are missing."
    ),
}
NOT_PROVED: Mapping[GamingCheck, Promise] = {
    GamingCheck.EXCLUDED: gettext_lazy(
        "It does not prove that anybody was left out who should have been asked: a force with more "
        "domestic abuse, or more careful records of it, has more to leave out."
    ),
    GamingCheck.UNREACHED: gettext_lazy(
        "It does not prove that numbers were withheld: victims may not have given one, and crimes "
        "reported by a shop or on the street come with fewer."
    ),
    GamingCheck.UNDELIVERED: gettext_lazy(
        "It does not prove that wrong numbers were entered on purpose: people change them, and "
        "older cases have older ones."
    ),
}
SIDES: Mapping[Position, Promise] = {
    Position.HIGH: gettext_lazy("above the limits"),
    Position.LOW: gettext_lazy("below the limits"),
}


@dataclass(frozen=True, kw_only=True)
class GamingRow:
    name: str
    value: str
    of: str
    limits: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class CheckWords:
    identity: str
    name: str
    checked: str
    not_proved: str
    told: str
    caption: str
    picture: SafeString | None
    """None if no force has events."""
    rows: Sequence[GamingRow]


def lead(page: ChecksPage) -> str:
    if page.period is None or not page.checks:
        return _("Too few stages of cases have been loaded to check anything.")
    names = _names(page)
    named = [
        _("%(place)s, %(check)s: %(side)s")
        % {
            "place": names[force],
            "check": str(CHECKS[what]).lower(),
            "side": SIDES[side],
        }
        for what, found in page.checks.items()
        for side in SIDES
        for force in found.at(side)
        if force in names
    ]
    parts = {"period": words.period_name(page.period)}
    if not named:
        return _("In %(period)s no force stands apart from the others in any check.") % parts
    return _("In %(period)s these are questions to ask: %(named)s.") % {
        **parts,
        "named": "; ".join(named),
    }


def checks(page: ChecksPage) -> Iterator[CheckWords]:
    names = _names(page)
    for what, found in page.checks.items():
        name = str(CHECKS[what])
        title = _("%(check)s, %(period)s: each force between the limits for its size") % {
            "check": name,
            "period": words.period_name(page.period or ""),
        }
        yield CheckWords(
            identity=what.value,
            name=name,
            checked=str(CHECKED[what]),
            not_proved=str(NOT_PROVED[what]),
            told=_describe_check(found),
            caption=title,
            picture=_funnel(what, found, names, title=title, is_simulated=page.is_simulated)
            if found.funnel.target
            else None,
            rows=[
                _check_row(names[force], one)
                for force, one in sorted(
                    found.forces.items(), key=lambda each: names.get(each[0], "")
                )
                if force in names
            ],
        )


def _names(page: ChecksPage) -> dict[str, str]:
    return {force.code: words.place_name(force) for force in page.forces}


def _describe_check(found: CheckedForces) -> str:
    outside = len(found.at(Position.HIGH)) + len(found.at(Position.LOW))
    parts = {
        "share": words.percent(found.funnel.target),
        "outside": words.number(outside),
        "compared": words.number(len(found.funnel.positions)),
    }
    return (
        ngettext(
            "All forces together: %(share)s. %(outside)s of %(compared)s forces is outside the "
            "limits.",
            "All forces together: %(share)s. %(outside)s of %(compared)s forces are outside the "
            "limits.",
            outside,
        )
        % parts
    )


def _check_row(name: str, one: CheckedForce) -> GamingRow:
    limits = one.limits
    return GamingRow(
        name=name,
        value=words.percent(one.of.share),
        of=words.number(one.of.trials),
        limits=formatting.format_interval(
            max(limits.lower_alarm, 0.0), min(limits.upper_alarm, 1.0), language=words.language()
        )
        if limits
        else "–",
        verdict=_verdict(one),
    )


def _verdict(one: CheckedForce) -> str:
    if one.position is None:
        return _("too few to tell")
    return str(SIDES.get(one.position, _("within the limits")))


def _funnel(
    what: GamingCheck,
    found: CheckedForces,
    names: Mapping[str, str],
    *,
    title: str,
    is_simulated: bool,
) -> SafeString:
    horizontal = _("Invitations") if what is GamingCheck.UNDELIVERED else _("Stages of cases")
    drawing = funnels.draw(
        funnels.place(
            list(_dots(found, names)),
            target=found.funnel.target,
            limits_at=lambda base: _limits(found.funnel, base),
        ),
        words=replace(charts.funnel_words(found.funnel.target), horizontal=horizontal),
        identity=f"check-{what.value}",
        title=title,
        description=_describe_check(found),
        stamp=charts.simulation_stamp(is_simulated=is_simulated),
    )
    return charts.safe(drawing)


def _dots(found: CheckedForces, names: Mapping[str, str]) -> Iterator[funnels.ForceDot]:
    for force, one in found.forces.items():
        if one.position and force in names:
            yield funnels.ForceDot(
                name=names[force],
                base=one.of.trials,
                share=one.of.share,
                words=words.percent(one.of.share),
                is_unusual=one.position in SIDES,
            )


def _limits(funnel: Funnel, base: float) -> tuple[float, float, float, float]:
    limits = funnel.limits(effective_base=base)
    return limits.lower_alarm, limits.lower_warning, limits.upper_warning, limits.upper_alarm

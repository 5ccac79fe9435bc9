from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics import words
from analytics.alerts.artefacts import Artefact
from analytics.alerts.quality.findings import Found
from analytics.alerts.quality.happenings import happening_of
from analytics.alerts.quality.measures import BETWEEN
from analytics.alerts.weekly_series import week_number
from analytics.coverage_levels import MODE
from analytics.disclosure.places import NATION
from analytics.models import Alert, QualityFinding
from analytics.tables import Dimension
from ui import formatting
from ui.languages import OWN_NAMES

LEAST_TOLD, TEN = 10, 10
SHARES: Mapping[Artefact, Promise] = {
    Artefact.MODE_MIX: gettext_lazy("Ways of answering"),
    Artefact.CASE_MIX: gettext_lazy("Share of answers by stage or crime"),
    Artefact.LANGUAGE_MIX: gettext_lazy("Languages of the answers"),
    Artefact.RESPONSE: gettext_lazy("Share of those asked who answered within 14 days"),
    Artefact.SKIPPING: gettext_lazy("Share who left out a question"),
    Artefact.TIME_TAKEN: gettext_lazy("Share who were through within a minute"),
    Artefact.EXCLUSIONS: gettext_lazy("Share of cases that were not to be asked about"),
    Artefact.MISSING_PHONES: gettext_lazy("Share of cases without a number that works"),
    Artefact.SEND_DELAY: gettext_lazy("Share asked more than four weeks after the report"),
}
COUNTS: Mapping[str, Promise] = {
    "withdrawn": gettext_lazy("Answers that were taken back"),
    "opted_out": gettext_lazy("People who asked not to be asked again"),
    "complaint_live": gettext_lazy("Cases with a complaint that is open"),
}
"""By the names in analytics.alerts.quality.measures."""
_DIMENSIONS = {"mode": MODE, "crime": Dimension.CRIME_GROUP, "stage": Dimension.STAGE}


def happened(artefacts: Iterable[Mapping[str, Any]]) -> list[str]:
    return [_describe_happening(one) for one in artefacts]


def explained(alert: Alert) -> str:
    if not alert.explained_by:
        return ""
    if alert.explained_by == Artefact.NEW_WORDING:
        return _("Explained by a new wording")
    return _("Explained by a missed file")


def _describe_happening(one: Mapping[str, Any]) -> str:
    artefact, began = Artefact(one["code"]), date.fromisoformat(one["began"])
    day = formatting.format_date(began, language=words.language())
    if artefact is Artefact.NEW_WORDING:
        return _(
            "A new wording of this question began on %(day)s: its series begins anew, and is told "
            "when it has half a year."
        ) % {"day": day}
    if artefact is Artefact.NEW_VERSION:
        return _("A new version of the questions began on %(day)s.") % {"day": day}
    if artefact is Artefact.MISSED_FILE:
        return _describe_gap(one["level"], one["weeks"], day)
    if artefact is Artefact.SMALL_FILE:
        return _("Far fewer people than usual were asked from %(day)s.") % {"day": day}
    return _share(artefact, one)


def _describe_gap(name: str, weeks: int, day: str) -> str:
    asked = ngettext(
        "Hardly anybody was asked for %(weeks)s week from %(day)s, as after a missed file.",
        "Hardly anybody was asked for %(weeks)s weeks from %(day)s, as after a missed file.",
        weeks,
    )
    others = {
        "files": ngettext(
            "No file was loaded for %(weeks)s week from %(day)s.",
            "No file was loaded for %(weeks)s weeks from %(day)s.",
            weeks,
        ),
        "reported": ngettext(
            "Hardly a case was reported for %(weeks)s week from %(day)s: a file was missed.",
            "Hardly a case was reported for %(weeks)s weeks from %(day)s: a file was missed.",
            weeks,
        ),
    }
    return others.get(name, asked) % {"weeks": words.number(weeks), "day": day}


def _share(artefact: Artefact, one: Mapping[str, Any]) -> str:
    what = str(SHARES[artefact])
    if one["level"]:
        what = _("%(what)s (%(level)s)") % {"what": what, "level": level_name(one["level"])}
    if one["before"] is None:
        sentence = (
            _("%(what)s: more than usual.") if one["is_rise"] else _("%(what)s: fewer than usual.")
        )
        return sentence % {"what": what}
    sentence = (
        _("%(what)s: up from %(before)s to %(after)s.")
        if one["is_rise"]
        else _("%(what)s: down from %(before)s to %(after)s.")
    )
    shares = {name: words.percent(one[name]) for name in ("before", "after")}
    return sentence % {"what": what, **shares}


def level_name(level: str) -> str:
    name, _between, of = level.partition(BETWEEN)
    dimension = _DIMENSIONS.get(name)
    return words.level_name(dimension, of) if dimension else OWN_NAMES.get(of, of)


@dataclass(frozen=True, kw_only=True)
class FindingWords:
    place: str
    statement: str
    weeks: str


def finding_words(findings: Sequence[QualityFinding]) -> list[FindingWords]:
    return [
        FindingWords(
            place=words.place_name(one.force),
            statement=_statement(one),
            weeks=formatting.format_date_range(
                one.first_week, one.last_week + timedelta(days=6), language=words.language()
            ),
        )
        for one in findings
    ]


def _statement(row: QualityFinding) -> str:
    found = Found(
        code=row.code, level=row.level, area=row.force_id or NATION,
        first=week_number(row.first_week), last=week_number(row.last_week),
        window_weeks=row.window_weeks, is_rise=row.is_rise, observed=row.observed,
        expected=row.expected, base=row.base, score=row.score,
    )  # fmt: skip
    happening = happening_of(found)
    return _describe_happening(happening.to_json()) if happening else _count(found)


def _count(found: Found) -> str:
    what = str(COUNTS[found.code])
    if not found.base or min(found.observed, found.expected) < LEAST_TOLD:
        sentence = (
            _("%(what)s: more than usual.") if found.is_rise else _("%(what)s: fewer than usual.")
        )
        return sentence % {"what": what}
    return _("%(what)s: about %(seen)s in %(weeks)s weeks, about %(expected)s expected.") % {
        "what": what,
        "seen": _tens(found.observed),
        "weeks": words.number(found.window_weeks),
        "expected": _tens(found.expected),
    }


def _tens(number: float) -> str:
    return words.number(TEN * int(number / TEN + 0.5))

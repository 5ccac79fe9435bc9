"""Words about the data quality of an extract."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responses.case_files.columns import COLUMNS
from responses.case_files.quality import CODES, SUSPICIONS
from ui.formatting import format_share

SUSPICIOUS: Mapping[str, Promise] = {
    "future": _("Rows with a date in the future"),
    "before_1900": _("Rows with a date before 1900"),
    "stage_before_report": _("Rows whose stage is dated before the report"),
    "outcome_before_report": _("Rows whose outcome is dated before the report"),
    "born_after_report": _("Rows with a year of birth after the report"),
    "born_1900": _("Rows with 1900 as the year of birth"),
}
ETHNICITY: Mapping[str, Promise] = {
    "stated": _("Ethnic group stated"),
    "not_stated": _("Ethnic group asked and not stated"),
    "blank": _("Ethnic group blank"),
}
QualitySection = tuple[str, list[tuple[str, str]]]
ForceMeasures = Mapping[str, Any]
"""The measures of one force, from responses.case_files.quality."""


def sections(found: ForceMeasures) -> list[QualitySection]:
    return [
        (gettext("Rows"), _rows(found)),
        (gettext("Completeness: cells filled, of all rows"), _completeness(found)),
        (gettext("Codes: valid, of cells filled"), _codes(found)),
        (gettext("Other columns with faults: valid, of cells filled"), _others(found)),
        (gettext("Ethnic group, of good rows"), _ethnicity(found)),
        (gettext("Days from the report to this load, good rows"), _timeliness(found)),
        (gettext("Suspicious dates"), _suspicious(found)),
    ]


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as plain text."""
    for force, found in report["forces"].items():
        yield ""
        yield gettext("Data quality: %(force)s") % {"force": force or gettext("force not known")}
        for heading, figures in sections(found):
            if figures:
                yield f"  {heading}"
            width = max((len(label) for label, _figure in figures), default=0)
            yield from (f"    {label:<{width}}  {figure:>9}" for label, figure in figures)


def _rows(found: ForceMeasures) -> list[tuple[str, str]]:
    return [
        (gettext("Rows read"), f"{found['rows']:,}"),
        (gettext("Good rows"), f"{found['good_rows']:,}"),
        (gettext("Rows with the key of an earlier row"), f"{found['duplicate_keys']:,}"),
    ]


def _completeness(found: ForceMeasures) -> list[tuple[str, str]]:
    return [(name, percent(found["completeness"][name])) for name in COLUMNS]


def _codes(found: ForceMeasures) -> list[tuple[str, str]]:
    valid = found["code_validity"]
    return [(name, percent(valid[name])) for name in CODES if valid[name] is not None]


def _others(found: ForceMeasures) -> list[tuple[str, str]]:
    valid = found["validity"]
    faulty = [name for name in COLUMNS if name not in CODES and valid[name] not in {None, 1.0}]
    return [(name, percent(valid[name])) for name in faulty]


def _ethnicity(found: ForceMeasures) -> list[tuple[str, str]]:
    return [(str(label), percent(found["ethnicity"][name])) for name, label in ETHNICITY.items()]


def _timeliness(found: ForceMeasures) -> list[tuple[str, str]]:
    median = found["days_from_report"]["median"]
    bands = [
        (gettext("%(days)s days") % {"days": name.replace("-", "–")}, f"{count:,}")
        for name, count in found["days_from_report"]["rows"].items()
    ]
    return [(gettext("Median days"), "–" if median is None else f"{median:,}"), *bands]


def _suspicious(found: ForceMeasures) -> list[tuple[str, str]]:
    dates = found["suspicious_dates"]
    counts = [(str(SUSPICIOUS[name]), f"{dates[name]:,}") for name in SUSPICIONS]
    label = gettext("More than half on one day")
    return [*counts, *((label, name) for name in dates["mostly_one_day"])]


def percent(part: float | None) -> str:
    if part is None:
        return "–"
    return format_share(part, language=get_language() or "en", decimals=1)

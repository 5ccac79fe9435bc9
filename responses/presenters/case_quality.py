"""Words about how good an extract is."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responses.case_columns import COLUMNS
from responses.case_quality import (
    CODES,
    SUSPICIONS,
    Quality,
    QualityReport,
    code_validity,
    share,
    validity,
)

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
Section = tuple[str, list[tuple[str, str]]]


def sections(quality: Quality) -> list[Section]:
    """A force's report as headed lists of a label and a figure."""
    return [
        (gettext("Rows"), _rows(quality)),
        (gettext("Completeness: cells filled, of all rows"), _completeness(quality)),
        (gettext("Codes: valid, of cells filled"), _codes(quality)),
        (gettext("Other columns with faults: valid, of cells filled"), _others(quality)),
        (gettext("Ethnic group, of good rows"), _ethnicity(quality)),
        (gettext("Days from the report to this load, good rows"), _timeliness(quality)),
        (gettext("Suspicious dates"), _suspicious(quality)),
    ]


def lines(report: QualityReport) -> Iterator[str]:
    """The report as plain text."""
    for force, quality in sorted(report.forces.items()):
        yield ""
        yield gettext("Data quality: %(force)s") % {"force": force or gettext("force not known")}
        for heading, figures in sections(quality):
            if figures:
                yield f"  {heading}"
            width = max((len(label) for label, _figure in figures), default=0)
            yield from (f"    {label:<{width}}  {figure:>9}" for label, figure in figures)


def _rows(quality: Quality) -> list[tuple[str, str]]:
    return [
        (gettext("Rows read"), f"{quality.rows:,}"),
        (gettext("Good rows"), f"{quality.good:,}"),
        (gettext("Rows with the key of an earlier row"), f"{quality.duplicates:,}"),
    ]


def _completeness(quality: Quality) -> list[tuple[str, str]]:
    return [(name, _percent(share(quality.filled[name], quality.rows))) for name in COLUMNS]


def _codes(quality: Quality) -> list[tuple[str, str]]:
    return [
        (name, _percent(code_validity(quality, name))) for name in CODES if quality.filled[name]
    ]


def _others(quality: Quality) -> list[tuple[str, str]]:
    return [
        (name, _percent(validity(quality, name)))
        for name in COLUMNS
        if name not in CODES and quality.bad[name]
    ]


def _ethnicity(quality: Quality) -> list[tuple[str, str]]:
    return [
        (str(label), _percent(share(quality.ethnicity[name], quality.good)))
        for name, label in ETHNICITY.items()
    ]


def _timeliness(quality: Quality) -> list[tuple[str, str]]:
    median = quality.median_age()
    bands = [
        (gettext("%(days)s days") % {"days": name.replace("-", "–")}, f"{count:,}")
        for name, count in quality.bands().items()
    ]
    return [(gettext("Median days"), "–" if median is None else f"{median:,}"), *bands]


def _suspicious(quality: Quality) -> list[tuple[str, str]]:
    counts = [(str(SUSPICIOUS[name]), f"{quality.suspicious[name]:,}") for name in SUSPICIONS]
    label = gettext("More than half on one day")
    return [*counts, *((label, name) for name in quality.columns_of_one_day())]


def _percent(part: float | None) -> str:
    return "–" if part is None else f"{part:.1%}"

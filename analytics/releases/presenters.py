"""The files of a release and its quality report in words."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from access.models import Force
from analytics import words
from analytics.disclosure.list_suppression import NATION
from analytics.figures.presenters import representativeness
from analytics.items import items
from analytics.models import Release
from analytics.releases import quality_report as releases_quality_report
from analytics.releases.draft import Draft, File
from analytics.releases.quality_report import Section
from analytics.releases.tables import FigureRow, ResponseRow
from analytics.tables import COVERAGE_LEVELS, LEVELS, TABLES

STAMP = "SIMULATED"
LANGUAGES = ("en", "cy")
ENGLAND_AND_WALES = "K04000001"
PLACE_COLUMNS = ("area_type", "area_code", "area_name")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a quality report is written from, of a draft or of a release that stands."""

    period: str
    version: int
    revision_note: str
    is_simulated: bool
    quality: Mapping[str, Any]


def files(draft: Draft, *, forces: Iterable[Force], is_simulated: bool) -> list[File]:
    places = _places(forces)
    facts = Facts(
        period=draft.period,
        version=draft.version,
        revision_note=draft.revision_note,
        is_simulated=is_simulated,
        quality=draft.quality,
    )
    stamp = STAMP if is_simulated else ""
    reports = [
        File(
            name=f"quality-report-{language}.md",
            media_type="text/markdown",
            content=_as_markdown(facts, language, places),
        )
        for language in LANGUAGES
    ]
    return [
        File(name="figures.csv", media_type="text/csv",
             content=_csv(FigureRow._fields, draft.figures, places, stamp)),
        File(name="response.csv", media_type="text/csv",
             content=_csv(ResponseRow._fields, draft.responses, places, stamp)),
        File(name="metadata.json", media_type="application/json",
             content=_metadata(facts)),
        *reports,
    ]  # fmt: skip


def _places(forces: Iterable[Force]) -> dict[str, tuple[str, str, str]]:
    """By our code: kind, code of the Office for National Statistics, name."""
    places = {NATION: ("nation", ENGLAND_AND_WALES, "England and Wales")}
    for force in forces:
        places[force.code] = ("force", force.ons_code, force.name)
        places.setdefault(force.region_code, ("region", force.region_code, force.region_name))
    return places


def _csv(
    fields: Sequence[str],
    rows: Iterable[FigureRow | ResponseRow],
    places: Mapping[str, tuple[str, str, str]],
    stamp: str,
) -> str:
    """One observation a line; the words of the columns stand in metadata.json."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([fields[0], *PLACE_COLUMNS, *fields[1:], "stamp"])
    for row in rows:
        writer.writerow([row.period, *places[row.area], *row[1:], stamp])
    return written.getvalue()


def _metadata(facts: Facts) -> str:
    """CSV on the Web: what each column of the two tables is."""
    with override("en"):
        described = {
            "@context": "http://www.w3.org/ns/csvw",
            "dc:title": f"National Victim Survey, {facts.period}, version {facts.version}",
            "dc:description": STAMP if facts.is_simulated else "Management information",
            "dc:language": "en",
            "tables": [
                {"url": "figures.csv", "tableSchema": {"columns": _columns(FigureRow._fields)}},
                {"url": "response.csv", "tableSchema": {"columns": _columns(ResponseRow._fields)}},
            ],
            "notes": {
                "marks": dict(marks()),
                "questions": {code: words.text_of(item.label) for code, item in items().items()},
                "dimensions": {
                    dimension: words.dimension_name(dimension)
                    for dimension in dict.fromkeys((*TABLES, *COVERAGE_LEVELS))
                },
                "levels": _level_names(),
            },
        }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _level_names() -> dict[str, dict[str, str]]:
    """Of every table of figures and of response."""
    levels = {dimension.value: LEVELS[dimension] for dimension in TABLES} | dict(COVERAGE_LEVELS)
    return {
        dimension: {level: words.level_name(dimension, level) for level in of}
        for dimension, of in levels.items()
    }


def _columns(fields: Sequence[str]) -> list[dict[str, str]]:
    described = {
        "period": "Quarter, or the four quarters that end with it",
        "area_type": "nation, region or force",
        "area_code": "Code of the Office for National Statistics",
        "area_name": "Name of the area",
        "area": "Short name of the area",
        "dimension": "What the victims are told apart by",
        "level": "Which of them",
        "item": "Question",
        "positive": "Per cent who answered favourably",
        "neutral": "Per cent who answered neither way",
        "negative": "Per cent who answered unfavourably",
        "lower": "Lower end of the 95 per cent interval of positive",
        "upper": "Upper end of the 95 per cent interval of positive",
        "base": "People whose answers count, to the nearest 5",
        "in_scope": "Stages of cases in scope, to the nearest 5",
        "coverage": "Per cent of those that could be asked about",
        "asked": "People asked, to the nearest 5",
        "response": "Per cent of the people asked who answered",
        "mark": "Mark of the whole line",
        "stamp": "SIMULATED where no real person is in it",
    }
    names = [fields[0], *PLACE_COLUMNS, *fields[1:], "stamp"]
    return [{"name": name, "dc:description": described[name]} for name in names]


def marks() -> list[tuple[str, str]]:
    return [
        ("[c]", _("hidden, so that nobody can be recognised")),
        (
            "[u]",
            _(
                "less reliable, because fewer than 100 people answered; in the place of a number, "
                "not published because all answers of the area weigh so little"
            ),
        ),
        ("[x]", _("nobody answered, or not known")),
        ("[z]", _("does not apply: the question has no middle answer")),
        ("[low]", _("rounds to nought and is not nought")),
    ]


def facts_of(release: Release) -> Facts:
    return Facts(
        period=release.period,
        version=release.version,
        revision_note=release.revision_note,
        is_simulated=release.is_simulated,
        quality=release.quality,
    )


def quality_report(facts: Facts, *, forces: Iterable[Force]) -> list[Section]:
    return _sections(facts, {code: place[2] for code, place in _places(forces).items()})


def _sections(facts: Facts, names: Mapping[str, str]) -> list[Section]:
    return [
        _revision(facts),
        _whom(facts, names),
        _how(facts, names),
        *releases_quality_report.sections(facts.quality, names),
        _protection(facts),
        Section(
            heading=_("Marks"),
            paragraphs=(),
            columns=(_("Mark"), _("Meaning")),
            rows=tuple(marks()),
        ),
        _limits(),
    ]


def _revision(facts: Facts) -> Section:
    if facts.version == 1:
        said = _("This is the first version.")
    else:
        said = _("Version %(version)s replaces version %(before)s: %(why)s") % {
            "version": facts.version,
            "before": facts.version - 1,
            "why": facts.revision_note,
        }
    return Section(heading=_("Version"), paragraphs=(said,))


def _whom(facts: Facts, names: Mapping[str, str]) -> Section:
    quality = facts.quality
    return Section(
        heading=_("Whom the figures speak for"),
        paragraphs=(
            _("%(people)s people answered, of %(forces)s forces.")
            % {"people": quality["respondents"], "forces": quality["forces"]},
            _(
                "Coverage is the share of stages in scope that could be asked about: the rest "
                "could not be asked safely, or not be reached. Response is the share of "
                "invitations that were answered, leaving out those that proved undeliverable."
            ),
        ),
        columns=(_("Force"), _("In scope"), _("Coverage"), _("Asked"), _("Response")),
        rows=tuple(
            (names[row["area"]], row["in_scope"], row["coverage"], row["asked"], row["response"])
            for row in [quality["nation"], *quality["by_force"]]
            if row
        ),
    )


def _how(facts: Facts, names: Mapping[str, str]) -> Section:
    quality = facts.quality
    return Section(
        heading=_("How they are made"),
        paragraphs=(
            _(
                "Answers are weighted by the chance of being asked and then to the stages of the "
                "quarter by crime, sex and age, force by force. Intervals are Wilson's, on the "
                "effective base. Half of the forces have a design effect above %(effect)s; in "
                "%(merged)s forces groups had to be put together to be weighted."
            )
            % {"effect": quality["design_effect"], "merged": quality["merged"]},
            *representativeness.of_release(quality, names),
            _("Counts are rounded to the nearest 5 and percentages to whole points."),
        ),
    )


def _protection(facts: Facts) -> Section:
    quality = facts.quality
    return Section(
        heading=_("How people are protected"),
        paragraphs=(
            _(
                "Nothing is shown of fewer than 30 people. Of %(places)s numbers of people in "
                "%(tables)s tables %(hidden)s are hidden, %(further)s of these only to protect "
                "others."
            )
            % {name: quality[name] for name in ("places", "tables", "hidden", "further")},
            _("By gender identity nothing is shown of fewer than 50 people, and nothing by force."),
            *_untold(quality),
            _(
                "All tables were then attacked together with all that staff may see, and with the "
                "versions before this one, by linear programming: of the %(small)s small groups, "
                "of one to nine people, or to 49 by gender identity, none can be told exactly, and "
                "each stays unknown by five people either way, or as far as the numbers of those "
                "asked leave open."
            )
            % {"small": quality["small"]},
        ),
    )


def _untold(quality: Mapping[str, Any]) -> Iterator[str]:
    """Tables that this quarter does not have; a release of an older list says nothing of them."""
    if untold := quality.get("untold"):
        names = ", ".join(words.dimension_name(dimension) for dimension in untold)
        yield _("There is no table of these, since no answer tells of them: %(names)s.") % {
            "names": names
        }


def _limits() -> Section:
    return Section(
        heading=_("What this cannot tell you"),
        paragraphs=(
            _(
                "What victims think whom nobody could ask safely, and those who did not report the "
                "crime."
            ),
            _(
                "Whether people who did not answer feel as those who did. Weights mend what the "
                "case file knows, and nothing else."
            ),
            _("Which force is best. Most of the differences between forces are chance."),
            _("What caused a difference. The figures describe; they do not explain."),
            _("Small changes. A change within both intervals may be none."),
        ),
    )


def _as_markdown(facts: Facts, language: str, places: Mapping[str, tuple[str, str, str]]) -> str:
    with override(language):
        names = {code: place[2] for code, place in places.items()}
        title = _("National Victim Survey: quality of the figures of %(period)s") % {
            "period": words.period_name(facts.period)
        }
        lines = [f"# {title}", ""]
        if facts.is_simulated:
            lines += [f"**{_('SIMULATED')}**", ""]
        for section in _sections(facts, names):
            lines += _section_lines(section)
    return "\n".join(lines)


def _section_lines(section: Section) -> Iterator[str]:
    yield from (f"## {section.heading}", "")
    for paragraph in section.paragraphs:
        yield from (paragraph, "")
    if section.rows:
        yield f"| {' | '.join(section.columns)} |"
        yield f"|{' --- |' * len(section.columns)}"
        for row in section.rows:
            yield f"| {' | '.join(row)} |"
        yield ""

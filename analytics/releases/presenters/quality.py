from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from access.models import Force
from analytics import words
from analytics.disclosure.places import NATION
from analytics.figures.presenters import representativeness
from analytics.models import Release
from analytics.releases import quality_report as other_sources
from analytics.releases.draft import Draft
from analytics.releases.quality_report import ReportSection

ENGLAND_AND_WALES = "K04000001"
Places = Mapping[str, tuple[str, str, str]]
"""By our code: kind, ONS code, name."""


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    period: str
    version: int
    revision_note: str
    is_simulated: bool
    quality: Mapping[str, Any]


def facts_of(release: Release) -> ReportFacts:
    return ReportFacts(
        period=release.period,
        version=release.version,
        revision_note=release.revision_note,
        is_simulated=release.is_simulated,
        quality=release.quality,
    )


def facts_of_draft(draft: Draft, *, is_simulated: bool) -> ReportFacts:
    return ReportFacts(
        period=draft.period,
        version=draft.version,
        revision_note=draft.revision_note,
        is_simulated=is_simulated,
        quality=draft.quality,
    )


def places(forces: Iterable[Force]) -> Places:
    found = {NATION: ("nation", ENGLAND_AND_WALES, "England and Wales")}
    for force in forces:
        found[force.code] = ("force", force.ons_code, force.name)
        found.setdefault(force.region_code, ("region", force.region_code, force.region_name))
    return found


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


def quality_report(facts: ReportFacts, *, forces: Iterable[Force]) -> list[ReportSection]:
    return _sections(facts, {code: place[2] for code, place in places(forces).items()})


def _sections(facts: ReportFacts, names: Mapping[str, str]) -> list[ReportSection]:
    if facts.version == 1:
        said = _("This is the first version.")
    else:
        said = _("Version %(version)s replaces version %(before)s: %(why)s") % {
            "version": facts.version,
            "before": facts.version - 1,
            "why": facts.revision_note,
        }
    return [
        ReportSection(heading=_("Version"), paragraphs=(said,)),
        _people_section(facts, names),
        _method_section(facts, names),
        *other_sources.sections(facts.quality, names),
        _protection(facts),
        ReportSection(
            heading=_("Marks"),
            paragraphs=(),
            columns=(_("Mark"), _("Meaning")),
            rows=tuple(marks()),
        ),
        ReportSection(heading=_("What this cannot tell you"), paragraphs=tuple(general_limits())),
    ]


def _people_section(facts: ReportFacts, names: Mapping[str, str]) -> ReportSection:
    quality = facts.quality
    return ReportSection(
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


def _method_section(facts: ReportFacts, names: Mapping[str, str]) -> ReportSection:
    quality = facts.quality
    return ReportSection(
        heading=_("How they are made"),
        paragraphs=(
            _(
                "Answers are weighted by the chance of being asked and then to the stages of the "
                "quarter by stage, crime, sex and age, force by force. Intervals are Wilson's, on "
                "the effective base, of what the victims of the quarter say. Half of the forces "
                "have a design effect above %(effect)s; in "
                "%(merged)s forces groups had to be put together to be weighted."
            )
            % {"effect": quality["design_effect"], "merged": quality["merged"]},
            *representativeness.release_quality_sentences(quality, names),
            _("Counts are rounded to the nearest 5 and percentages to whole points."),
        ),
    )


def _protection(facts: ReportFacts) -> ReportSection:
    quality = facts.quality
    return ReportSection(
        heading=_("How people are protected"),
        paragraphs=(
            _(
                "Nothing is shown of fewer than 30 people. Of %(places)s numbers of people in "
                "%(tables)s tables %(hidden)s are hidden, %(further)s of these only to protect "
                "others."
            )
            % {name: quality[name] for name in ("places", "tables", "hidden", "further")},
            _("By gender identity nothing is shown of fewer than 50 people, and nothing by force."),
            *_hidden_counts(quality),
            _(
                "All tables were then judged together by linear programming: of %(small)s small "
                "groups, of one to 29 people, or to 49 by gender identity, it stays open how six "
                "in ten of each answered, or as many as a shown total by itself leaves open."
            )
            % {"small": quality["small"]},
        ),
    )


def _hidden_counts(quality: Mapping[str, Any]) -> Iterator[str]:
    if untold := quality.get("untold"):
        names = ", ".join(words.dimension_name(dimension) for dimension in untold)
        yield _("There is no table of these, since no answer tells of them: %(names)s.") % {
            "names": names
        }


def general_limits() -> list[str]:
    return [
        _("The views of victims who could not be asked safely, or who did not report the crime."),
        _(
            "Whether people who did not answer feel as those who did. Weights mend what the "
            "case file knows, and nothing else."
        ),
        _("Which force is best. Most of the differences between forces are chance."),
        _("What caused a difference. The figures describe; they do not explain."),
        _("Small changes. A change within both intervals may be none."),
    ]


def write_markdown(facts: ReportFacts, language: str, names: Mapping[str, str]) -> str:
    with override(language):
        title = _("National Victim Survey: quality of the figures of %(period)s") % {
            "period": words.period_name(facts.period)
        }
        lines = [f"# {title}", ""]
        if facts.is_simulated:
            lines += [f"**{_('SIMULATED')}**", ""]
        for section in _sections(facts, names):
            lines += _section_lines(section)
    return "\n".join(lines)


def _section_lines(section: ReportSection) -> Iterator[str]:
    yield from (f"## {section.heading}", "")
    for paragraph in section.paragraphs:
        yield from (paragraph, "")
    if section.rows:
        yield f"| {' | '.join(section.columns)} |"
        yield f"|{' --- |' * len(section.columns)}"
        for row in section.rows:
            yield f"| {' | '.join(row)} |"
        yield ""

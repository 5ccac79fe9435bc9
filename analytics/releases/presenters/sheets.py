"""Follows the Government Analysis Function's guidance on accessible spreadsheets: one table a sheet
from its first cell, without merged or empty cells or meaning in colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from analytics.disclosure.places import NATION
from analytics.releases.content import (
    FORCES,
    REGIONS,
    FrozenFigure,
    FrozenRelease,
    FrozenRow,
    FrozenTable,
)
from analytics.stats.suppression import Mark
from analytics.tables import SHOWN, Dimension
from ui import formatting

SheetCell = str | int


@dataclass(frozen=True, kw_only=True)
class ReleaseSheet:
    name: str
    title: str
    lead: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[SheetCell]]


def workbook_sheets(release: FrozenRelease) -> list[ReleaseSheet]:
    with override(release.language):
        tables = list(_tables(release))
        return [_cover(release), _contents(tables), _notes(release), *tables]


def _cover(release: FrozenRelease) -> ReleaseSheet:
    rows = [
        (_("Status"), release.label),
        *([(_("Data"), f"{release.stamp}: {_('Made-up data: no real person is in it.')}")]
          if release.stamp else []),
        (_("Version"), str(release.version)),
        *([(_("Published"), _day(release.published_on, release))] if release.published_on else []),
        *([(_("Why this version"), release.correction)] if release.correction else []),
        *((_("Finding"), sentence) for sentence in release.sentences),
        *([(_("Next release"), _day(release.next_on, release))] if release.next_on else []),
        *([(_("Contact"), f"{release.contact_name}, {release.contact_email}")]
          if release.contact_name else []),
    ]  # fmt: skip
    return ReleaseSheet(
        name=_("Cover"), title=release.title, lead=(), head=(_("What"), _("Words")), rows=rows
    )


def _contents(tables: Sequence[ReleaseSheet]) -> ReleaseSheet:
    return ReleaseSheet(
        name=_("Contents"),
        title=_("Contents"),
        lead=(),
        head=(_("Sheet"), _("Title")),
        rows=[(sheet.name, sheet.title) for sheet in tables],
    )


def _notes(release: FrozenRelease) -> ReleaseSheet:
    rows = [
        *release.marks,
        *([(_("What changed in the method"), release.method_changes)]
          if release.method_changes else []),
        *release.fields,
        *((_("What this cannot tell you"), limit) for limit in release.limits),
    ]  # fmt: skip
    return ReleaseSheet(
        name=_("Notes"), title=_("Notes"), lead=(), head=(_("What"), _("Words")), rows=rows
    )


def _tables(release: FrozenRelease) -> Iterator[ReleaseSheet]:
    number = 0
    for title, head, tables in _groups(release):
        number += 1
        yield ReleaseSheet(
            name=_("Table %(number)s") % {"number": number},
            title=title,
            lead=(_("Shares are per cent of the people whose answers count."),),
            head=(
                _("Question"), head, _("Favourable"), _("Interval from"), _("Interval to"),
                _("Neither way"), _("Unfavourable"), _("People"), _("Mark"), _("Why hidden"),
            ),
            rows=[_row(release, row) for table in tables for row in table.rows],
        )  # fmt: skip
    yield _responses(release, number + 1)


def _groups(release: FrozenRelease) -> Iterator[tuple[str, str, list[FrozenTable]]]:
    for period in release.periods:
        if found := release.ten_questions(period=period):
            yield found.title, _("Area"), [found]
    for kind, said in ((REGIONS, _("regions")), (FORCES, _("forces"))):
        found_of = [table for table in release.tables if table.key.startswith(f"{kind}-")]
        if found_of:
            parts = {"areas": said, "period": found_of[0].period_name}
            yield (
                _("The ten questions by %(areas)s, %(period)s") % parts,
                found_of[0].head,
                found_of,
            )
    for period in release.periods:
        for dimension in SHOWN:
            by = [
                table
                for table in release.tables
                if table.dimension == dimension.value
                and table.area == NATION
                and table.period == period
            ]
            if by and dimension is not Dimension.ALL:
                parts = {
                    "by": by[0].head, "area": by[0].area_name, "period": by[0].period_name
                }  # fmt: skip
                yield _("The ten questions by %(by)s: %(area)s, %(period)s") % parts, by[0].head, by


def _row(release: FrozenRelease, row: FrozenRow) -> Sequence[SheetCell]:
    question = release.questions[row.item]
    label = row.label if row.label != question else release.areas[row.area]
    if row.figure is None:
        return (question, label, *(row.mark,) * 6, row.mark, row.why)
    return (question, label, *_numbers(row.figure), row.mark or _("none"), _("not hidden"))


def _numbers(figure: FrozenFigure) -> Sequence[SheetCell]:
    neutral = Mark.NOT_APPLICABLE.value if figure.neutral is None else figure.neutral
    shares: dict[str, SheetCell] = {
        "positive": figure.positive,
        "lower": figure.lower,
        "upper": figure.upper,
        "neutral": neutral,
        "negative": figure.negative,
    }
    low = Mark.LOW.value
    return (*(low if name in figure.low else said for name, said in shares.items()), figure.base)


def _responses(release: FrozenRelease, number: int) -> ReleaseSheet:
    return ReleaseSheet(
        name=_("Table %(number)s") % {"number": number},
        title=_("Who could be asked, was asked, and answered"),
        lead=(_("Stages of cases in scope; shares are per cent."),),
        head=(_("Area"), _("In scope"), _("Coverage"), _("Asked"), _("Response")),
        rows=[
            (row.label, row.in_scope, row.coverage, row.asked, row.response)
            for row in release.responses
        ],
    )


def _day(day: object, release: FrozenRelease) -> str:
    return formatting.format_date(day, language=release.language) if day else ""  # type: ignore[arg-type]

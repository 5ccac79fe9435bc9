from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.charts import intervals, svg
from analytics.disclosure.places import NATION
from analytics.items import items
from analytics.public_site.content import SiteCell, SiteLink, SiteRow, SiteTable
from analytics.public_site.frozen import TOTAL, PublicRelease, has_number
from analytics.releases.tables import FigureLine
from analytics.stats.suppression import Mark
from analytics.tables import Dimension
from ui import formatting

MARKS: Mapping[str, str | Promise] = {
    Mark.CONFIDENTIAL.value: gettext_lazy("hidden [c]"),
    Mark.LOW_RELIABILITY.value: gettext_lazy("too uncertain [u]"),
    Mark.NOT_AVAILABLE.value: gettext_lazy("nobody answered [x]"),
    Mark.NOT_APPLICABLE.value: gettext_lazy("does not apply [z]"),
    Mark.LOW.value: gettext_lazy("under half a per cent [low]"),
}
"""Short text in place of a number; the data page has the full reason."""
HUNDREDTH = 0.01


@dataclass(frozen=True, kw_only=True)
class ShownFigures:
    release: PublicRelease
    period: str
    area: str = NATION

    def line(self, dimension: str, level: str, item: str) -> FigureLine | None:
        return self.release.figures.get((self.period, self.area, dimension, level, item))

    def words_without_line(self, dimension: str, item: str) -> str:
        return self.why(*self.without_line(dimension, item))

    def mark_without_line(self, dimension: str, item: str) -> str:
        return mark_words(self.without_line(dimension, item)[0])

    def without_line(self, dimension: str, item: str) -> tuple[str, str]:
        place = (self.period, self.area, dimension, item)
        return self.release.unpublished.get(place, (Mark.NOT_AVAILABLE.value, ""))

    def why(self, mark: str, why: str) -> str:
        said = self.release.texts.get(words.language(), {}).get("why", {}).get(why)
        return f"{said} {mark}" if said else mark_words(mark)


def period_words(period: str) -> str:
    if period.startswith("year to "):
        ends = int(period.removeprefix("year to ").split("-")[0])
        period = f"{ends - 1}-{ends % 100:02}"
    return formatting.format_quarter(period, language=words.language())


def item_words(release: PublicRelease, item: str) -> str:
    entry = release.register.get(item)
    return words.text_of(entry["label"] if entry else items()[item].label)


def percent_words(value: str) -> str:
    return words.percent(int(value) * HUNDREDTH) if value.isdigit() else mark_words(value)


def number_words(value: str) -> str:
    return words.number(int(value)) if value.isdigit() else mark_words(value)


def mark_words(value: str) -> str:
    return str(MARKS.get(value, value))


def answered(shown: ShownFigures, dimension: str, levels: Sequence[str]) -> list[str]:
    return [
        level
        for level in levels
        if any(
            map(_has_answers, (shown.line(dimension, level, item) for item in shown.release.items))
        )
    ]


def _has_answers(line: FigureLine | None) -> bool:
    return line is not None and line.positive != Mark.NOT_AVAILABLE.value


def questions_table(shown: ShownFigures, *, caption: str, base: str) -> SiteTable:
    """In question order; `base` is where question pages begin."""
    rows = [
        _row(
            SiteLink(words=item_words(shown.release, item), path=f"{base}questions/{item}/"),
            shown,
            (*TOTAL, item),
        )
        for item in shown.release.items
    ]
    return SiteTable(caption=caption, heads=_heads(_("Question")), rows=rows)


def levels_table(
    shown: ShownFigures, dimension: str, levels: Sequence[str], item: str
) -> SiteTable:
    name = words.dimension_name(dimension)
    rows = [
        _row(words.level_name(dimension, level), shown, (dimension, level, item))
        for level in answered(shown, dimension, levels)
    ]
    return SiteTable(caption=name, heads=_heads(name), rows=rows)


def _heads(first: str) -> list[SiteLink | str]:
    return [first, _("Favourable"), _("95 per cent interval"), _("People")]


def _row(head: SiteLink | str, shown: ShownFigures, place: tuple[str, str, str]) -> SiteRow:
    line, release = shown.line(*place), shown.release
    if line is None:
        why, mark = (
            tell(place[0], place[2]) for tell in (shown.words_without_line, shown.mark_without_line)
        )
        return SiteRow(head=head, cells=[SiteCell(words=each) for each in (why, mark, mark)])
    hidden = "" if has_number(line) else shown.why(line.positive, line.why)
    cells = (
        _cell(line, "positive", hidden or _share_words(line), release),
        _cell(line, "interval", _interval_words(line), release),
        _cell(line, "base", number_words(line.base), release),
    )
    return SiteRow(head=head, cells=cells)


def _share_words(line: FigureLine) -> str:
    share = percent_words(line.positive)
    return f"{share} {line.mark}" if line.mark and line.mark != line.positive else share


def _interval_words(line: FigureLine) -> str:
    if not (line.lower.isdigit() and line.upper.isdigit()):
        both = (line.lower, line.upper)
        return (
            mark_words(line.positive)
            if both == (line.positive,) * 2
            else " – ".join(map(percent_words, both))
        )
    return formatting.format_interval(
        int(line.lower) * HUNDREDTH, int(line.upper) * HUNDREDTH, language=words.language()
    )


def _cell(line: FigureLine, column: str, said: str, release: PublicRelease) -> SiteCell:
    return SiteCell(
        words=said,
        frozen="|".join((*line[:5], column)),
        parameter=release.parameter(line.item),
    )


def crossed(shown: ShownFigures, dimension: str, levels: Sequence[str], *, base: str) -> SiteTable:
    name = words.dimension_name(dimension)
    heads: list[SiteLink | str] = [
        SiteLink(words=item_words(shown.release, item), path=f"{base}questions/{item}/")
        for item in shown.release.items
    ]
    rows = [
        SiteRow(
            head=words.level_name(dimension, level),
            cells=[_crossed_cell(shown, (dimension, level, item)) for item in shown.release.items],
        )
        for level in answered(shown, dimension, levels)
    ]
    return SiteTable(caption=name, heads=[name, *heads], rows=rows)


def _crossed_cell(shown: ShownFigures, place: tuple[str, str, str]) -> SiteCell:
    line = shown.line(*place)
    if line is None:
        return SiteCell(words=shown.words_without_line(place[0], place[2]))
    return _cell(line, "positive", _share_words(line), shown.release)


def has_numbers(
    shown: ShownFigures, dimension: str, levels: Sequence[str], items: Sequence[str]
) -> bool:
    return any(has_number(shown.line(dimension, level, item)) for level in levels for item in items)


def tables_of(shown: ShownFigures) -> Mapping[str, Sequence[str]]:
    return {
        dimension: levels
        for dimension, levels in shown.release.levels(shown.period, shown.area).items()
        if dimension != Dimension.ALL and has_numbers(shown, dimension, levels, shown.release.items)
    }


def picture(shown: ShownFigures, *, identity: str, title: str, subject: str) -> str:
    """A force's with the nation's."""
    rows = [_picture_row(shown, item) for item in shown.release.items]
    return "".join(
        intervals.draw(
            intervals.place(rows, is_wide=is_wide),
            key=intervals.Key(
                subject=subject, nation="" if shown.area == NATION else _("England and Wales")
            ),
            identity=f"{identity}-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(f"{row.label}: {row.value}" for row in rows),
            stamp=_("SIMULATED") if shown.release.is_simulated else "",
            colour=svg.FORCE,
        )
        for is_wide in (True, False)
    )


def _picture_row(shown: ShownFigures, item: str) -> intervals.IntervalRow:
    line = shown.line(*TOTAL, item)
    nation = shown.release.total(NATION, item, period=shown.period)
    is_beside = shown.area != NATION and has_number(nation)
    return intervals.IntervalRow(
        label=item_words(shown.release, item),
        value=_short(line) if line else shown.without_line(TOTAL[0], item)[0],
        detail=_interval_words(line) if line and has_number(line) else "",
        share=_fraction(line, "positive"),
        lower=_fraction(line, "lower"),
        upper=_fraction(line, "upper"),
        nation=_fraction(nation, "positive") if is_beside else None,
    )


def _short(line: FigureLine) -> str:
    return _share_words(line) if has_number(line) else line.positive


def _fraction(line: FigureLine | None, column: str) -> float | None:
    value = str(getattr(line, column)) if line else ""
    return int(value) * HUNDREDTH if value.isdigit() else None

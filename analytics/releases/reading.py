import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from analytics.disclosure.places import NATION
from analytics.items import headline, item_codes
from analytics.releases.content import (
    ALL,
    FORCE,
    FORCES,
    QUESTIONS,
    REGION,
    REGIONS,
    FrozenFigure,
    FrozenRelease,
    FrozenRow,
    FrozenTable,
    NotPublished,
    ResponseRow,
)
from analytics.releases.tables import FigureLine, ResponseLine, Unpublished
from analytics.stats.suppression import Mark
from analytics.tables import BETWEEN, EVERYBODY, KIND_PAIRS, SHOWN, Dimension
from ui import formatting

PRINTED = ("positive", "neutral", "negative", "lower", "upper")
"""The columns of shares."""
AREA, DIMENSION = FigureLine._fields.index("area"), FigureLine._fields.index("dimension")
"""Their positions in a line."""
FIGURES_BEGIN, FIGURES_END, BETWEEN_LINES = '"figures":[["', '"]],"unpublished_columns"', '"],["'
OF_NATION, OF_EVERYBODY = f'","{NATION}","', f'","{ALL}","'


def read_release(
    text: str,
    *,
    language: str,
    published_on: date | None,
    national_items: Collection[str] | None = None,
) -> FrozenRelease:
    """The nation's tables of these questions alone, because a year has twenty thousand other
    figures. Raises KeyError if it lacks the language."""
    raw = _parsed(text) if national_items is None else _keep_national(text)
    words = raw["words"][language]
    reader = _Reader(raw, words, language, national_items)
    return FrozenRelease(
        period=raw["period"],
        version=raw["version"],
        language=language,
        stamp=raw["stamp"],
        published_on=published_on,
        contact_email=raw["contact_email"],
        next_on=date.fromisoformat(raw["next_on"]) if raw["next_on"] else None,
        kind=raw["kind"],
        kinds_of_areas={code: kind for code, kind, _ons in raw["areas"]},
        periods=tuple(raw["periods"]),
        tables=tuple(reader.tables()),
        responses=tuple(reader.responses()),
        not_published=tuple(reader.not_published()),
        **_text_fields(words),
    )


def _parsed(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def _keep_national(text: str) -> dict[str, Any]:
    begins = text.find(FIGURES_BEGIN)
    ends = text.find(FIGURES_END, begins)
    if begins < 0 or ends < 0:
        return _parsed(text)
    begins += len(FIGURES_BEGIN)
    lines = text[begins:ends].split(BETWEEN_LINES)
    kept = [line for line in lines if OF_NATION in line or OF_EVERYBODY in line]
    return _parsed(text[:begins] + BETWEEN_LINES.join(kept) + text[ends:])


def _text_fields(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": words["title"],
        "label": words["label"],
        "sentences": tuple(words["sentences"]),
        "fields": tuple((heading, said) for heading, said in words["fields"]),
        "method_changes": words["method_changes"],
        "limits": tuple(words["limits"]),
        "contact_name": words["contact_name"],
        "correction": words["reason"],
        "marks": tuple((mark, meaning) for mark, meaning in words["marks"]),
        "questions": words["questions"],
        "areas": words["areas"],
    }


class _Reader:
    def __init__(
        self,
        raw: Mapping[str, Any],
        words: Mapping[str, Any],
        language: str,
        on: Collection[str] | None,
    ) -> None:
        self.raw, self.words, self.language, self.on = raw, words, language, on
        self.lines: dict[tuple[str, str, str, str], list[FigureLine]] = {}
        for values in raw["figures"]:
            if on is not None and values[AREA] != NATION and values[DIMENSION] != ALL:
                continue
            line = FigureLine(*values)
            key = (line.period, line.area, line.dimension, line.item)
            self.lines.setdefault(key, []).append(line)
        self.unpublished = {
            (each.period, each.area, each.dimension, each.within, each.item): each
            for each in (Unpublished(*values) for values in raw["unpublished"])
        }
        self.of_kind = {
            kind: [code for code, found, _ons in raw["areas"] if found == kind]
            for kind in (FORCE, REGION)
        }

    def tables(self) -> Iterator[FrozenTable]:
        told = sorted(
            {(of[0], of[1]) for of in self.lines if self.on is None or of[1] == NATION},
            key=self._place,
        )
        for period, area in told:
            yield from self._questions(period, area)
        codes = sorted(
            (code for code in item_codes() if self.on is None or code in self.on),
            key=lambda code: code != headline().code,
        )
        for code in codes:
            for period in self.raw["periods"]:
                for kind, key in ((REGION, REGIONS), (FORCE, FORCES)):
                    yield from self._areas_tables(period, code, kind, key)
            for period, area in told:
                for dimension in SHOWN:
                    yield from self._by(period, area, dimension, code)

    def _place(self, told: tuple[str, str]) -> tuple[int, bool, str]:
        period, area = told
        return self.raw["periods"].index(period), area != NATION, self._area(area)

    def _questions(self, period: str, area: str) -> Iterator[FrozenTable]:
        rows = [
            self._row(line, self.words["questions"][code])
            for code in item_codes()
            for line in self._lines_of_everybody(period, area, code)
        ]
        if any(row.figure for row in rows):
            yield self._table(
                key=f"{QUESTIONS}-{self._slug(period)}-{area}",
                titled="questions", head="question", period=period, area=area, dimension="",
                item="", rows=rows,
            )  # fmt: skip

    def _areas_tables(self, period: str, code: str, kind: str, key: str) -> Iterator[FrozenTable]:
        places = sorted(self.of_kind[kind], key=self._area)
        rows = [
            self._row(line, self._area(area))
            for area in places
            for line in self._lines_of_everybody(period, area, code)
        ]
        if any(row.figure for row in rows):
            yield self._table(
                key=f"{key}-{self._slug(period)}-{code}",
                titled=key, head=kind, period=period, area=NATION, dimension="", item=code,
                rows=rows,
            )  # fmt: skip

    def _by(self, period: str, area: str, dimension: Dimension, code: str) -> Iterator[FrozenTable]:
        if dimension is Dimension.ALL:
            return
        parts: dict[str, list[FigureLine]] = {}
        for line in self.lines.get((period, area, dimension.value, code), []):
            is_pair = dimension in KIND_PAIRS
            part = line.level.partition(BETWEEN)[0] if is_pair else ""
            parts.setdefault(part, []).append(line)
        for part, lines in parts.items():
            rows = [
                self._row(line, str(self.words["levels"][line.dimension][line.level]))
                for line in lines
            ]
            if any(row.figure for row in rows):
                slug = f"{dimension.value}-{part}" if part else dimension.value
                yield self._table(
                    key=f"{slug}-{self._slug(period)}-{area}-{code}",
                    titled="by", head=dimension.value, period=period, area=area,
                    dimension=dimension.value, item=code, rows=rows,
                )  # fmt: skip

    def _table(self, titled: str, head: str, **of: Any) -> FrozenTable:
        names = self.words["dimensions"]
        parts = {
            "question": self.words["questions"].get(of["item"], ""),
            "by": names.get(of["dimension"], ""),
            "area": self._area(of["area"]),
            "period": self.words["periods"][of["period"]],
        }
        return FrozenTable(
            **{**of, "rows": tuple(of["rows"])},
            title=self.words["titles"][titled] % parts,
            head=self.words["heads"].get(head) or names[head],
            period_name=parts["period"],
            area_name=parts["area"],
        )

    def _lines_of_everybody(self, period: str, area: str, code: str) -> Iterable[FigureLine]:
        if (period, area, ALL, code) in self.lines:
            return self.lines[period, area, ALL, code]
        found = self.unpublished.get((period, area, ALL, "", code))
        if found is None:
            return ()
        hidden = (found.mark,) * 7
        return (FigureLine(period, area, ALL, EVERYBODY, code, *hidden, found.why),)

    def _row(self, line: FigureLine, label: str) -> FrozenRow:
        figure = self._figure(line) if line.has_number else None
        return FrozenRow(
            area=line.area,
            level=line.level,
            item=line.item,
            label=label,
            figure=figure,
            mark=line.mark,
            why="" if figure else self.words["why"][line.why],
        )

    def _figure(self, line: FigureLine) -> FrozenFigure:
        positive, lower, upper = (_points(each) for each in (line.positive, line.lower, line.upper))
        low = frozenset(name for name in PRINTED if getattr(line, name) == Mark.LOW.value)
        share = formatting.format_share(positive / 100, language=self.language)
        return FrozenFigure(
            positive=positive,
            neutral=None if line.neutral == Mark.NOT_APPLICABLE.value else _points(line.neutral),
            negative=_points(line.negative),
            lower=lower,
            upper=upper,
            base=int(line.base),
            low=low,
            positive_words=Mark.LOW.value if "positive" in low else share,
            interval_words=formatting.format_interval(
                lower / 100, upper / 100, language=self.language
            ),
            base_words=formatting.format_number(int(line.base), language=self.language),
        )

    def responses(self) -> Iterator[ResponseRow]:
        found = [ResponseLine(*values) for values in self.raw["responses"]]
        of_all = {line.area: line for line in found if line.dimension == ALL}
        for area in (NATION, *sorted(self.of_kind[FORCE], key=self._area)):
            if area in of_all:
                line = of_all[area]
                yield ResponseRow(
                    area=area,
                    label=self._area(area),
                    in_scope=self._count(line.in_scope),
                    coverage=self._share(line.coverage),
                    asked=self._count(line.asked),
                    response=self._share(line.response),
                )

    def not_published(self) -> Iterator[NotPublished]:
        for each in self.unpublished.values():
            if each.area == NATION:
                yield NotPublished(
                    period_name=self.words["periods"][each.period],
                    table=self._table_name(each),
                    question=self.words["questions"][each.item],
                    why=self.words["why"][each.why],
                )

    def _table_name(self, each: Unpublished) -> str:
        name = str(self.words["dimensions"][each.dimension])
        if not each.within:
            return name
        return f"{name}: {self.words['levels'][Dimension.KIND.value][each.within]}"

    def _area(self, area: str) -> str:
        return str(self.words["areas"][area])

    def _slug(self, period: str) -> str:
        return period.replace(" ", "-")

    def _count(self, printed: str) -> str:
        if printed.isdigit():
            return formatting.format_number(int(printed), language=self.language)
        return printed

    def _share(self, printed: str) -> str:
        if printed.isdigit():
            return formatting.format_share(int(printed) / 100, language=self.language)
        return printed


def _points(printed: str) -> int:
    return 0 if printed == Mark.LOW.value else int(printed)

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import override

from analytics import words
from analytics.items import items
from analytics.releases.draft import Draft
from analytics.releases.presenters import quality
from analytics.releases.presenters.content import WHY, level_names, period_words
from analytics.releases.presenters.quality import Places
from analytics.releases.record import register
from analytics.releases.tables import FigureLine, ResponseLine, Unpublished, WhyHidden
from analytics.stats.suppression import Mark

PLACE_COLUMNS = ("area_type", "area_code", "area_name")
WORDS = ("period_name", "dimension_name", "level_name", "question", "why_words")
"""Columns of labels, each with the column of its code."""
NUMBERS = frozenset(
    {
        "positive", "neutral", "negative", "lower", "upper", "base", "in_scope", "coverage",
        "asked", "response", "lines",
    }
)  # fmt: skip
IN_PLACE_OF_NUMBERS = [each.value for each in Mark if each is not Mark.NONE]
METADATA = "csv-metadata.json"
"""The file name under which CSV on the Web tools look for a folder's description."""
Line = FigureLine | ResponseLine | Unpublished
DESCRIBED = {
    "period": "Quarter, or the four quarters that end with it",
    "period_name": "The period in words",
    "area_type": "nation, region or force",
    "area_code": "Code of the Office for National Statistics",
    "area_name": "Name of the area",
    "area": "Short name of the area",
    "dimension": "What the victims are told apart by",
    "dimension_name": "The same in words",
    "within": "Kind of crime, of a table of pairs",
    "level": "Which of them",
    "level_name": "The same in words",
    "item": "Question",
    "question": "The question in short",
    "positive": "Per cent who answered favourably",
    "neutral": "Per cent who answered neither way",
    "negative": "Per cent who answered unfavourably",
    "lower": "Lower end of the 95 per cent interval of positive",
    "upper": "Upper end of the 95 per cent interval of positive",
    "base": "People whose answers count, to the nearest 5",
    "lines": "How many levels the table would have",
    "in_scope": "Stages of cases in scope, to the nearest 5",
    "coverage": "Per cent of those that could be asked about",
    "asked": "People asked, to the nearest 5",
    "response": "Per cent of the people asked who answered",
    "mark": "Mark of the whole line",
    "why": "Why a line has no number",
    "why_words": "The same in words",
    "parameter": "Parameter of the register, and its version (register.json)",
    "stamp": "SIMULATED where no real person is in it",
}


def write_csv(
    lines: Sequence[Line], kind: type[Line], places: Places, *, parameters: Mapping[str, str],
    stamp: str,
) -> str:  # fmt: skip
    """Raises KeyError for an area that is not in `places`."""
    # Keeps pandas out of web processes.
    import pandas as pd

    table = pd.DataFrame(lines, columns=list(kind._fields))
    areas = pd.DataFrame.from_dict(places, orient="index", columns=list(PLACE_COLUMNS))
    table[list(PLACE_COLUMNS)] = areas.loc[table["area"]].to_numpy()
    with override("en"):
        for name, of in _named(kind).items():
            table[name] = [of(line) for line in lines]
    is_of_items = "item" in kind._fields
    table["parameter"] = (
        table["item"].map(parameters) if is_of_items else parameters.get(register.REACH, "")
    )
    table["stamp"] = stamp
    return str(table.to_csv(columns=_header(kind), index=False, lineterminator="\n"))


def _named(kind: type[Line]) -> dict[str, Any]:
    levels, found = level_names(), {}
    asked = {code: words.text_of(item.label) for code, item in items().items()}
    every: Mapping[str, Any] = {
        "period_name": lambda line: period_words(line.period),
        "dimension_name": lambda line: words.dimension_name(line.dimension),
        "level_name": lambda line: levels[line.dimension].get(line.level, words.level_name(
            line.dimension, line.level)),
        "question": lambda line: asked[line.item],
        "why_words": lambda line: str(WHY[WhyHidden(line.why)]) if line.why else "",
    }  # fmt: skip
    codes = {
        "period_name": "period", "dimension_name": "dimension", "level_name": "level",
        "question": "item", "why_words": "why",
    }  # fmt: skip
    for name in WORDS:
        if codes[name] in kind._fields:
            found[name] = every[name]
    return found


def _header(kind: type[Line]) -> list[str]:
    beside = {
        "period": "period_name", "dimension": "dimension_name", "level": "level_name",
        "item": "question", "why": "why_words",
    }  # fmt: skip
    after = {"period": PLACE_COLUMNS}
    found: list[str] = []
    for name in kind._fields:
        found.append(name)
        if name in beside:
            found.append(beside[name])
        found += after.get(name, ())
    return [*found, "parameter", "stamp"]


def metadata(draft: Draft, *, stamp: str, label: str) -> str:
    tables = {
        "figures.csv": FigureLine,
        "unpublished.csv": Unpublished,
        "response.csv": ResponseLine,
    }
    with override("en"):
        described = {
            "@context": "http://www.w3.org/ns/csvw",
            "dc:title": f"National Victim Survey, {draft.period}, version {draft.version}",
            "dc:description": " · ".join(filter(None, (stamp, label))),
            "dc:language": "en",
            "tables": [
                {
                    "url": url,
                    "tableSchema": {
                        "columns": [_column(name) for name in _header(kind)],
                        "primaryKey": _key(kind),
                    },
                }
                for url, kind in tables.items()
            ],
            "notes": [{"mark": mark, "meaning": meaning} for mark, meaning in quality.marks()],
        }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _key(kind: type[Line]) -> list[str]:
    names = ("period", "area", "dimension", "within", "level", "item")
    return [name for name in names if name in kind._fields]


def _column(name: str) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "titles": name, "dc:description": DESCRIBED[name]}
    if name in NUMBERS:
        return {**column, "datatype": "integer", "null": IN_PLACE_OF_NUMBERS}
    return {**column, "datatype": "string"}

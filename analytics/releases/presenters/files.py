"""The files of a release: figures and responses as CSV, their metadata, and the quality report."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import override

from access.models import Force
from analytics import words
from analytics.coverage_levels import PUBLIC_COVERAGE
from analytics.items import items
from analytics.releases.draft import Draft, File
from analytics.releases.presenters import quality
from analytics.releases.presenters.quality import Places, ReportFacts
from analytics.releases.record import register
from analytics.releases.record import selectors as record
from analytics.releases.tables import FigureLine, ResponseLine
from analytics.tables import SHOWN, shown_levels

STAMP = "SIMULATED"
LANGUAGES = ("en", "cy")
PLACE_COLUMNS = ("area_type", "area_code", "area_name")


def release_files(draft: Draft, *, forces: Iterable[Force], is_simulated: bool) -> list[File]:
    places = quality.places(forces)
    names = {code: name for code, (_kind, _ons_code, name) in places.items()}
    facts = quality.facts_of_draft(draft, is_simulated=is_simulated)
    stamp = STAMP if is_simulated else ""
    reports = [
        File(
            name=f"quality-report-{language}.md",
            media_type="text/markdown",
            content=quality.as_markdown(facts, language, names),
        )
        for language in LANGUAGES
    ]
    parameters = register.names(draft.record[record.REGISTER])
    return [
        File(name="figures.csv", media_type="text/csv",
             content=_csv(FigureLine._fields, draft.figures, places, stamp, parameters)),
        File(name="response.csv", media_type="text/csv",
             content=_csv(ResponseLine._fields, draft.responses, places, stamp, parameters)),
        File(name="metadata.json", media_type="application/json",
             content=_metadata(facts)),
        *(File(name=name, media_type="application/json", content=_json(draft.record[name]))
          for name in record.FILES),
        *reports,
    ]  # fmt: skip


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _csv(
    fields: Sequence[str], lines: Sequence[FigureLine | ResponseLine], places: Places, stamp: str,
    parameters: Mapping[str, str],
) -> str:  # fmt: skip
    """One observation a line, with the code and the name of its area, and with the parameter that
    it is of. metadata.json describes the columns. Raises KeyError for an area that is not in
    `places`."""
    # Only the command that publishes writes files: pandas stays out of the process of the pages.
    import pandas as pd

    table = pd.DataFrame(lines, columns=list(fields))
    areas = pd.DataFrame.from_dict(places, orient="index", columns=list(PLACE_COLUMNS))
    table[list(PLACE_COLUMNS)] = areas.loc[table["area"]].to_numpy()
    is_of_items = "item" in fields
    table["parameter"] = (
        table["item"].map(parameters) if is_of_items else parameters[register.REACH]
    )
    table["stamp"] = stamp
    return str(table.to_csv(columns=_header(fields), index=False, lineterminator="\n"))


def _header(fields: Sequence[str]) -> list[str]:
    return [fields[0], *PLACE_COLUMNS, *fields[1:], "parameter", "stamp"]


def _metadata(facts: ReportFacts) -> str:
    """CSV on the Web: what each column of the two tables is."""
    with override("en"):
        described = {
            "@context": "http://www.w3.org/ns/csvw",
            "dc:title": f"National Victim Survey, {facts.period}, version {facts.version}",
            "dc:description": STAMP if facts.is_simulated else "Management information",
            "dc:language": "en",
            "tables": [
                {"url": "figures.csv", "tableSchema": {"columns": _columns(FigureLine._fields)}},
                {"url": "response.csv", "tableSchema": {"columns": _columns(ResponseLine._fields)}},
            ],
            "notes": {
                "marks": dict(quality.marks()),
                "questions": {code: words.text_of(item.label) for code, item in items().items()},
                "dimensions": {
                    dimension: words.dimension_name(dimension)
                    for dimension in dict.fromkeys((*SHOWN, *PUBLIC_COVERAGE))
                },
                "levels": _level_names(),
            },
        }
    return _json(described)


def _level_names() -> dict[str, dict[str, str]]:
    """Of every table of figures and of response."""
    levels = {
        **PUBLIC_COVERAGE,
        **{dimension.value: shown_levels(dimension) for dimension in SHOWN},
    }
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
        "parameter": "Parameter of the register, and its version (register.json)",
        "stamp": "SIMULATED where no real person is in it",
    }
    return [{"name": name, "dc:description": described[name]} for name in _header(fields)]

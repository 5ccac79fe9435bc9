from collections.abc import Iterator, Mapping

from survey.definition.types import (
    ACKNOWLEDGED,
    Instrument,
    Question,
    QuestionKind,
    Text,
    details_key,
)
from survey.flow.answer_checks import (
    MOST_CHARACTERS,
    MOST_CHARACTERS_OF_DETAILS,
    MOST_DIGITS,
    MOST_PLACES,
    NEVER_ANSWERED,
    YEARS,
)
from survey.interchange.definition_schema import DIALECT, Schema, definition, parts

INTEGER = rf"^(0|-?[1-9][0-9]{{0,{MOST_DIGITS - 1}}})$"
DECIMAL = (
    rf"^(0|-?[1-9][0-9]{{0,{MOST_DIGITS - 1}}}"
    rf"|-?(0|[1-9][0-9]{{0,{MOST_DIGITS - 1}}})\.[0-9]{{0,{MOST_PLACES - 1}}}[1-9])$"
)
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
ISO_DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
CENTURIES = "|".join(sorted({str(year)[:2] for year in YEARS if year + 99 in YEARS}))
KEPT_YEARS = rf"^(({CENTURIES})[0-9]{{2}}|{YEARS[-1]})-"


def response_schema(instrument: Instrument) -> Schema:
    """By question code a list: choice codes, or one text, number, ISO date or time; empty where
    skipped."""
    language = instrument.languages[0]
    return {
        "$schema": DIALECT,
        "title": _in(instrument.title, language) or instrument.code,
        "description": f"Answers to {instrument.code} version {instrument.version}.",
        "type": "object",
        "properties": dict(_answers(instrument, language)),
        "additionalProperties": False,
        "$defs": {"instrument": definition(), **parts()},
    }


def _answers(instrument: Instrument, language: str) -> Iterator[tuple[str, Schema]]:
    for question in instrument.questions:
        if question.kind in NEVER_ANSWERED:
            continue
        least = {"minItems": 1} if question.is_required else {}
        wording = {"title": _in(question.text, language)}
        yield question.code, {**wording, "type": "array", **_items(question), **least}
        for choice in question.choices:
            if choice.details:
                label = {"title": _in(choice.details, language)}
                written = _single_item_array(_words(MOST_CHARACTERS_OF_DETAILS))
                yield (
                    details_key(question.code, choice.code),
                    {**label, "type": "array", **written},
                )


def _items(question: Question) -> Schema:
    match question.kind:
        case QuestionKind.SINGLE:
            return _single_item_array({"enum": [choice.code for choice in question.choices]})
        case QuestionKind.MULTI:
            schema: Schema = {
                "items": {"enum": [choice.code for choice in question.choices]},
                "uniqueItems": True,
            }
            if exclusive := [choice.code for choice in question.choices if choice.is_exclusive]:
                schema["if"] = {"contains": {"enum": exclusive}}
                schema["then"] = {"maxItems": 1}
            return schema
        case QuestionKind.TEXT:
            return _single_item_array(_words(MOST_CHARACTERS))
        case QuestionKind.INTEGER:
            return _single_item_array({"type": "string", "pattern": INTEGER})
        case QuestionKind.DECIMAL:
            return _single_item_array({"type": "string", "pattern": DECIMAL})
        case QuestionKind.TIME:
            return _single_item_array({"type": "string", "pattern": TIME})
        case QuestionKind.DATE:
            years = {"pattern": KEPT_YEARS}
            return _single_item_array(
                {"type": "string", "format": "date", "pattern": ISO_DATE, "allOf": [years]}
            )
    return _single_item_array({"const": ACKNOWLEDGED})


def _single_item_array(item: Mapping[str, object]) -> Schema:
    return {"items": dict(item), "maxItems": 1}


def _words(most: int) -> Schema:
    return {"type": "string", "pattern": r"^\S", "maxLength": most}


def _in(text: Text, language: str) -> str:
    return text.get(language, "")

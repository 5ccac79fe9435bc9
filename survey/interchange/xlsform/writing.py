from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from survey.definition.expressions import Expression
from survey.definition.fields import DefinitionField
from survey.definition.types import Choice, Instrument, Question, Section, Text
from survey.interchange.faults import FormError, FormFault, Reason
from survey.interchange.languages import heading_of
from survey.interchange.workbooks.sheet_reader import SheetReader
from survey.interchange.xlsform.columns import (
    CHOICES,
    QUESTION_COLUMNS,
    ROTATING,
    SETTINGS,
    SURVEY,
    translated_heading,
)
from survey.interchange.xlsform.question_reading import SEED
from survey.interchange.xlsform.reading import read_form
from survey.interchange.xlsform.survey_reading import FIELD_LIST
from survey.interchange.xlsform.texts import written_text
from survey.interchange.xlsform.types import NAMES
from survey.interchange.xpath.parsing import normalise
from survey.interchange.xpath.writing import UnableToWriteError, write_text

Cells = dict[str, str]
"""One row: the text of each cell by its heading."""
CONDITIONS: Mapping[str, str] = {
    "shown_if": "relevant",
    "constraint": "constraint",
    "calculation": "calculation",
    "choice_filter": "choice_filter",
}
Owner = TypeVar("Owner", Question, Section)


def write_form(instrument: Instrument) -> dict[str, list[list[str]]]:
    """Headings first. Raises FormError with what cannot be said or would read back differently."""
    writer = _Writer(instrument)
    written = {
        SURVEY: list(writer.survey()),
        CHOICES: list(writer.choices()),
        SETTINGS: [writer.settings()],
    }
    if writer.faults:
        raise FormError(writer.faults)
    tables = {name: _table(rows) for name, rows in written.items() if rows}
    _refuse_another(instrument, tables)
    return tables


def normalised(instrument: Instrument) -> Instrument:
    return replace(
        instrument,
        questions=tuple(_normalised(question) for question in instrument.questions),
        sections=tuple(_normalised(section) for section in instrument.sections),
    )


def _normalised(owner: Owner) -> Owner:
    changes: dict[str, Any] = {
        name: normalise(expression)
        for name in CONDITIONS
        if (expression := getattr(owner, name, None))
    }
    return replace(owner, **changes)


class _Writer:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.languages = instrument.languages
        self.names = set(instrument.places)
        self.lists: dict[str, tuple[str, Sequence[Choice]]] = {}
        self.faults: list[FormFault] = []

    def settings(self) -> Cells:
        instrument, first = self.instrument, self.languages[0]
        others = {code: text for code, text in instrument.title.items() if code != first}
        return {
            "form_title": written_text(instrument.title, self.names).get(first, ""),
            "form_id": instrument.code,
            "version": str(instrument.version),
            "default_language": heading_of(first),
            "vss_revision": str(instrument.revision or ""),
            "vss_drafts": " ".join(sorted(instrument.drafts)),
            **self.text("vss_title", others),
        }

    def survey(self) -> Iterator[Cells]:
        """A group around each section."""
        open_sections: list[Section] = []
        for question in self.instrument.questions:
            path = self.instrument.sections_around(question)[::-1]
            while tuple(open_sections) != path[: len(open_sections)]:
                open_sections.pop()
                yield {"type": "end_group"}
            for section in path[len(open_sections) :]:
                open_sections.append(section)
                yield self.group(section)
            yield self.question(question)
        yield from ({"type": "end_group"} for _ in open_sections)

    def group(self, section: Section) -> Cells:
        return {
            "type": "begin_group",
            "name": section.code,
            **self.text("label", section.text),
            "appearance": FIELD_LIST if section.is_page else "",
            "relevant": self.expression(section, section.shown_if),
        }

    def question(self, question: Question) -> Cells:
        return {
            "type": " ".join([NAMES[question.kind], *self.list_of(question)]),
            "name": question.code,
            **self.text("label", question.text),
            **self.text("hint", question.hint),
            "required": "yes" if question.is_required else "",
            **self.text("required_message", question.required_text),
            **self.text("constraint_message", question.constraint_text),
            **{
                column: self.expression(question, getattr(question, name))
                for name, column in CONDITIONS.items()
            },
            "default": question.default,
            "appearance": question.appearance,
            **_parameters(question),
            ROTATING: "yes" if question.code in self.instrument.rotating else "",
            **{
                column: _plain(getattr(question, field.name), field)
                for column, field in QUESTION_COLUMNS.items()
            },
        }

    def list_of(self, question: Question) -> list[str]:
        """The name of the question's list."""
        if not question.choices:
            return []
        own = "_".join(question.code.split())
        name, _ = self.lists.setdefault(repr(question.choices), (own, question.choices))
        return [name]

    def choices(self) -> Iterator[Cells]:
        for name, choices in self.lists.values():
            for choice in choices:
                yield {
                    "list_name": name,
                    "name": choice.code,
                    **self.text("label", choice.text),
                    "vss_meaning": choice.meaning.value,
                    "vss_apart": "yes" if choice.is_apart else "",
                    "vss_exclusive": "yes" if choice.is_exclusive else "",
                    **self.text("vss_details", choice.details),
                    "vss_symbol": choice.symbol,
                    "vss_mends": choice.mends,
                    **choice.tags,
                }

    def text(self, column: str, text: Text) -> Cells:
        wordings = written_text(text, self.names)
        return {
            translated_heading(column, code, heading_of(code)): wordings.get(code, "")
            for code in self.languages
        }

    def expression(self, owner: Question | Section, expression: Expression | None) -> str:
        try:
            return write_text(expression) if expression else ""
        except UnableToWriteError as error:
            self.faults.append(
                FormFault(Reason.CANNOT_BE_SAID, terms={"name": owner.code, "what": str(error)})
            )
            return ""


def _plain(value: object, field: DefinitionField) -> str:
    if value == field.default:
        return ""
    return "yes" if value is True else str(value)


def _parameters(question: Question) -> Cells:
    given = ["randomize=true"] if question.is_shuffled else []
    is_plain = question.is_shuffled and SEED.fullmatch(question.seed) is not None
    if is_plain:
        given.append(f"seed={question.seed}")
    return {"parameters": " ".join(given), "vss_seed": "" if is_plain else question.seed}


def _table(rows: list[Cells]) -> list[list[str]]:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    used = [heading for heading in headings if any(row.get(heading) for row in rows)]
    return [used, *([row.get(heading, "") for heading in used] for row in rows)]


def _refuse_another(instrument: Instrument, tables: Mapping[str, list[list[str]]]) -> None:
    reader = SheetReader()
    for name, rows in tables.items():
        reader.add(name, rows)
    read, expected = read_form(reader.sheets), normalised(instrument)
    if faults := [
        FormFault(Reason.CANNOT_BE_SAID, terms={"name": name, "what": what})
        for name, what in _differences(read, expected)
    ]:
        raise FormError(faults)


def _differences(read: Instrument, expected: Instrument) -> Iterator[tuple[str, str]]:
    for field in fields(Instrument):
        if field.name != "questions" and getattr(read, field.name) != getattr(expected, field.name):
            yield expected.code, field.name
    for ours, question in zip(read.questions, expected.questions, strict=True):
        for field in fields(Question):
            if getattr(ours, field.name) != getattr(question, field.name):
                yield question.code, field.name

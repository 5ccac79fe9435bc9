from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from survey.definition.types import Choice, Question, QuestionKind, Section
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform import cells
from survey.interchange.xlsform.choice_reading import ChoiceList, Lists, looking_among, with_names
from survey.interchange.xlsform.columns import ROTATING
from survey.interchange.xlsform.elsewhere import other_choice
from survey.interchange.xlsform.kind_reading import kind_of
from survey.interchange.xlsform.names import question_told
from survey.interchange.xlsform.question_reading import read_question
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.texts import Texts
from survey.interchange.xlsform.types import RowType, TypeSupport, type_of

FIELD_LIST = "field-list"
TABLE = "table-list"
IN_GROUPS = {"type", "name", "relevant", "appearance", "label"}
AT_END = {"type", "name", "label"}
REASONS: Mapping[TypeSupport, Reason] = {
    TypeSupport.METADATA: Reason.METADATA,
    TypeSupport.PLACE: Reason.PLACE,
    TypeSupport.MEDIA: Reason.MEDIA,
    TypeSupport.REPEATED: Reason.REPEATED,
    TypeSupport.OUTSIDE_FILE: Reason.OUTSIDE_FILE,
    TypeSupport.RANK: Reason.RANK,
    TypeSupport.OTHER: Reason.OTHER_TYPE,
    TypeSupport.UNKNOWN: Reason.UNKNOWN_TYPE,
}
"""The reason reported for each unsupported type."""


@dataclass
class _Open:
    record: FormRow
    section: str


@dataclass
class SurveyReader:
    texts: Texts
    lists: Lists
    questions: list[Question] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    rotating: list[str] = field(default_factory=list)
    """The names of the questions that rotate."""
    records: dict[str, FormRow] = field(default_factory=dict)
    """The row of each question and section, by its name."""
    asked_from: dict[str, str] = field(default_factory=dict)
    """The list of choices of each question that has one, by its name."""
    open: list[_Open] = field(default_factory=list)

    def read_row(self, record: FormRow) -> None:
        if not record["type"]:
            record.report(Reason.TYPE_MISSING, "type")
            return
        row = type_of(record["type"])
        if row.support in REASONS and not row.closes:
            record.report(REASONS[row.support], "type", type=shown(record["type"]))
        if row.closes:
            _note_strays(record, AT_END)
            if self.open:
                self.open.pop()
            else:
                record.report(Reason.GROUP_NOT_OPEN, "type")
        elif row.opens:
            self._open(record, row)
        elif question := question_told(record):
            record.report(Reason.WORDS_TOLD, "calculation", name=question)
        elif row.support is not TypeSupport.METADATA:
            self._question(record, row)

    def finish(self) -> None:
        for group in self.open:
            group.record.report(Reason.GROUP_NOT_CLOSED, "type", name=shown(group.record["name"]))

    def sections_with_questions(self) -> Iterator[Section]:
        """Empty groups are left out and noted."""
        held = {question.section for question in self.questions}
        around = {section.code: section.parent for section in self.sections}
        to_follow = list(held)
        while to_follow:
            parent = around.get(to_follow.pop(), "")
            if parent and parent not in held:
                held.add(parent)
                to_follow.append(parent)
        for section in self.sections:
            if section.code in held:
                yield section
            else:
                self.records[section.code].report(Reason.GROUP_EMPTY, "type", name=section.code)

    def _open(self, record: FormRow, row: RowType) -> None:
        if row.support is not TypeSupport.OURS:
            self.open.append(_Open(record, self._section))
            return
        name = self._new_name(record)
        _note_strays(record, IN_GROUPS)
        appearances = record["appearance"].split()
        for other in sorted({*appearances} - {FIELD_LIST, TABLE}):
            record.report(Reason.OTHER_APPEARANCE, "appearance", value=shown(other))
        if name:
            shown_if = cells.condition(record, "relevant")
            self.sections.append(
                Section(
                    code=name,
                    text=self.texts.optional(record, "label"),
                    parent=self._section,
                    shown_if=self.texts.names.meant(shown_if, "") if shown_if else None,
                    is_page=not {*appearances}.isdisjoint({FIELD_LIST, TABLE}),
                )
            )
        self.open.append(_Open(record, name))

    @property
    def _section(self) -> str:
        return self.open[-1].section if self.open else ""

    def _question(self, record: FormRow, row: RowType) -> None:
        kind = kind_of(record, row)
        if kind is None:
            return
        name = self._new_name(record)
        record = other_choice.day_of(record) if row.support is TypeSupport.MOMENT else record
        renamed = self.lists.get(row.list_name, ChoiceList()).renamed
        default = renamed.get(record["default"])
        record = replace(record, cells={**record.cells, "default": default}) if default else record
        choices = self._choices(record, row)
        question = read_question(record, row, kind, name, choices, self._section, self.texts)
        is_whole = kind is not QuestionKind.CALCULATED or question.calculation is not None
        if name and is_whole and bool(row.list_name) is bool(choices):
            question = with_names(self._filtered(question, record, row))
            self.questions.append(question)
            if cells.flag(record, ROTATING):
                self.rotating.append(name)
            if choices:
                self.asked_from[name] = row.list_name
            if row.support is TypeSupport.OR_OTHER and kind is not QuestionKind.NOTE:
                after = other_choice.question_after(question, record, self.texts)
                if self._take(after.code, record):
                    self.questions.append(after)
            if row.support is TypeSupport.MOMENT:
                code = self.texts.names.times[record.number]
                if self._take(code, record):
                    self.questions.append(
                        other_choice.time_after(question, code, record, self.texts)
                    )

    def _choices(self, record: FormRow, row: RowType) -> tuple[Choice, ...]:
        choices = self.lists.get(row.list_name, ChoiceList()).choices
        if row.list_name and not choices:
            record.report(Reason.LIST_MISSING, "type", list=shown(row.list_name))
        elif row.support is TypeSupport.OR_OTHER:
            if record["choice_filter"]:
                record.report(Reason.OR_OTHER_FILTERED, "choice_filter")
            return other_choice.with_other(choices, record, self.texts)
        return choices

    def _filtered(self, question: Question, record: FormRow, row: RowType) -> Question:
        joined = self.lists.get(row.list_name, ChoiceList()).joined
        if question.choice_filter is None or not joined:
            return question
        choice_filter = looking_among(question.choice_filter, joined)
        if choice_filter is None:
            record.report(Reason.JOINED_PROPERTY, "choice_filter", names=", ".join(sorted(joined)))
        return replace(question, choice_filter=choice_filter)

    def _new_name(self, record: FormRow) -> str:
        made = self.texts.names.made.get(record.number)
        name = cells.name(record) if record["name"] or not made else made
        made = made or name
        return made if name and self._take(made, record) else ""

    def _take(self, name: str, record: FormRow) -> bool:
        if first := self.records.get(name):
            record.report(Reason.NAME_TWICE, "name", name=name, first=str(first.number))
            return False
        self.records[name] = record
        return True


def _note_strays(record: FormRow, known: Collection[str]) -> None:
    for column in (*record.cells, *record.texts):
        if column not in known:
            record.report(Reason.NOT_HERE, column)

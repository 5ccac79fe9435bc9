"""Reads the sheets of an XLSForm into an instrument, or finds everything wrong with them. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.definition.types import Instrument, Question, Section
from survey.interchange.faults import FormError, FormFault, Reason, shown
from survey.interchange.languages import TAG as LANGUAGE
from survey.interchange.workbooks.sheets import WorkbookSheet
from survey.interchange.xlsform import cells, checks
from survey.interchange.xlsform.choice_reading import ChoiceList, read_lists, unused
from survey.interchange.xlsform.question_reading import read_question
from survey.interchange.xlsform.tables import FormRow, FormTables, read_tables
from survey.interchange.xlsform.texts import Texts
from survey.interchange.xlsform.types import RowType, TypeSupport, type_of

CODE = re.compile(r"[^\W\d][\w.-]{0,39}")
FIELD_LIST = "field-list"
IN_GROUPS = {"type", "name", "relevant", "appearance", "label"}
AT_END = {"type", "name", "label"}


@dataclass(frozen=True)
class Reading:
    """The instrument of a form, and a fault for each list that was left out as unused."""

    instrument: Instrument
    left_out: tuple[FormFault, ...]


def read_form(
    sheets: Iterable[WorkbookSheet], *, code: str = "", default_code: str = ""
) -> Instrument:
    """The instrument of the form, without what was left out. Arguments as in read_whole.

    Raises FormError with everything that is wrong."""
    return read_whole(sheets, code=code, default_code=default_code).instrument


def read_whole(
    sheets: Iterable[WorkbookSheet], *, code: str = "", default_code: str = ""
) -> Reading:
    """`code` replaces the form's own code; `default_code` is used where it has none.

    Raises FormError with everything that is wrong."""
    form = read_tables(sheets)
    names = [record["name"] for record in form.survey if _is_question(record)]
    texts = Texts(form.languages, names)
    lists = read_lists(form, texts)
    reader = _SurveyReader(texts, lists)
    for record in form.survey:
        reader.read_row(record)
    reader.finish()
    instrument = _instrument(form, reader, code or form.settings["form_id"] or default_code, texts)
    checks.check(instrument, reader.records, set(names))
    if form.faults:
        raise FormError(_in_order(form.faults))
    return Reading(instrument, tuple(unused(lists, reader.used_lists)))


def _is_question(record: FormRow) -> bool:
    row = type_of(record["type"])
    return not (row.opens or row.closes) and bool(record["name"])


def _instrument(form: FormTables, reader: "_SurveyReader", code: str, texts: Texts) -> Instrument:
    settings = form.settings
    if not CODE.fullmatch(code):
        settings.fail(Reason.WRONG_NAME, "form_id", name=shown(code))
    return Instrument(
        code=code,
        version=cells.number(settings, "version", default=1),
        revision=cells.number(settings, "vss_revision", default=0, least=0),
        languages=form.languages,
        questions=tuple(reader.questions),
        drafts=_drafts(form),
        title=_title(form, texts),
        sections=tuple(reader.sections),
    )


def _title(form: FormTables, texts: Texts) -> dict[str, str]:
    """XLSForm has one title, in the default language; our columns hold the others."""
    settings = form.settings
    if not settings["form_title"] and "vss_title" not in settings.texts:
        return {}
    if "vss_title" not in settings.texts:
        whole = dict.fromkeys(form.languages, settings["form_title"])
    else:
        own = {form.default_language: settings["form_title"]} if settings["form_title"] else {}
        whole = {**settings.texts["vss_title"], **own}
    record = FormRow(settings.sheet, settings.number, {}, {"vss_title": whole}, settings.faults)
    return texts.optional(record, "vss_title")


def _drafts(form: FormTables) -> frozenset[str]:
    codes = frozenset(form.settings["vss_drafts"].split())
    for code in sorted(codes - set(form.languages)):
        is_tag = LANGUAGE.fullmatch(code) is not None
        allowed = ", ".join(form.languages)
        value = code if is_tag else shown(code)
        form.settings.fail(Reason.WRONG_CODE, "vss_drafts", value=value, allowed=allowed)
    return codes & set(form.languages)


@dataclass
class _Open:
    """A group that is not closed yet. `section` is empty for a kind of group we do not support."""

    record: FormRow
    section: str
    has_questions: bool = False


@dataclass
class _SurveyReader:
    """Reads the rows of the survey sheet one after the other, and keeps the open groups."""

    texts: Texts
    lists: Mapping[str, ChoiceList]
    questions: list[Question] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    records: dict[str, FormRow] = field(default_factory=dict)
    """The row of each question and section, by its name."""
    used_lists: set[str] = field(default_factory=set)
    open: list[_Open] = field(default_factory=list)

    def read_row(self, record: FormRow) -> None:
        if not record["type"]:
            record.fail(Reason.TYPE_MISSING, "type")
            return
        row = type_of(record["type"])
        self._refuse_type(record, row)
        if row.list_name:
            self.used_lists.add(row.list_name)
        if row.closes:
            self._close(record)
        elif row.opens:
            self._open(record, row)
        else:
            self._question(record, row)

    def finish(self) -> None:
        for group in self.open:
            group.record.fail(Reason.GROUP_NOT_CLOSED, "type", name=shown(group.record["name"]))

    def _refuse_type(self, record: FormRow, row: RowType) -> None:
        reason = {
            TypeSupport.OTHER: Reason.OTHER_TYPE,
            TypeSupport.OR_OTHER: Reason.OR_OTHER,
            TypeSupport.UNKNOWN: Reason.UNKNOWN_TYPE,
        }.get(row.support)
        if reason and not row.closes:
            record.fail(reason, "type", type=shown(record["type"]))

    def _open(self, record: FormRow, row: RowType) -> None:
        if row.support is not TypeSupport.OURS:
            self.open.append(_Open(record, self._section))
            return
        name = self._new_name(record)
        _refuse_columns(record, IN_GROUPS)
        appearance = record["appearance"]
        if appearance not in {"", FIELD_LIST}:
            value = shown(appearance)
            record.fail(Reason.WRONG_APPEARANCE, "appearance", value=value, allowed=FIELD_LIST)
        if name:
            self.sections.append(
                Section(
                    code=name,
                    text=self.texts.optional(record, "label"),
                    parent=self._section,
                    shown_if=cells.expression(record, "relevant"),
                    is_page=appearance == FIELD_LIST,
                )
            )
        self.open.append(_Open(record, name))

    def _close(self, record: FormRow) -> None:
        _refuse_columns(record, AT_END)
        if not self.open:
            record.fail(Reason.GROUP_NOT_OPEN, "type")
            return
        group = self.open.pop()
        if not group.has_questions:
            group.record.fail(Reason.GROUP_EMPTY, "type", name=shown(group.record["name"]))

    @property
    def _section(self) -> str:
        return self.open[-1].section if self.open else ""

    def _question(self, record: FormRow, row: RowType) -> None:
        for group in self.open:
            group.has_questions = True
        if row.kind is None:
            return
        name = self._new_name(record)
        found = self.lists.get(row.list_name)
        if row.list_name and not found:
            record.fail(Reason.LIST_MISSING, "type", list=shown(row.list_name))
        choices = found.choices if found else ()
        question = read_question(record, row.kind, name, choices, self._section, self.texts)
        if name and bool(row.list_name) is bool(found):
            self.questions.append(question)

    def _new_name(self, record: FormRow) -> str:
        """The name of the row; empty where it has none that can be used."""
        name = cells.name(record)
        if name in self.records:
            first = str(self.records[name].number)
            record.fail(Reason.NAME_TWICE, "name", name=name, first=first)
            return ""
        if name:
            self.records[name] = record
        return name


def _refuse_columns(record: FormRow, known: set[str]) -> None:
    for column in (*record.cells, *record.texts):
        if column not in known:
            record.fail(Reason.NOT_HERE, column)


def _in_order(faults: list[FormFault]) -> list[FormFault]:
    """Each fault once, sheet by sheet and row by row."""
    sheets = list(dict.fromkeys(fault.sheet for fault in faults))
    once = [fault for place, fault in enumerate(faults) if fault not in faults[:place]]
    return sorted(once, key=lambda fault: (sheets.index(fault.sheet), fault.row))

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from survey.definition.fields import all_texts
from survey.definition.types import Instrument
from survey.interchange.faults import NOTES, FormError, FormFault, Reason, shown
from survey.interchange.languages import TAG as LANGUAGE
from survey.interchange.languages import UNKNOWN
from survey.interchange.workbooks.sheets import WorkbookSheet
from survey.interchange.xlsform import cells, checks
from survey.interchange.xlsform.choice_reading import read_lists
from survey.interchange.xlsform.columns import SURVEY
from survey.interchange.xlsform.elsewhere.choices_looked_at import with_choices_found
from survey.interchange.xlsform.elsewhere.coercion import coerced
from survey.interchange.xlsform.elsewhere.order import in_order
from survey.interchange.xlsform.elsewhere.paths import with_paths_found
from survey.interchange.xlsform.elsewhere.unused import without_unused
from survey.interchange.xlsform.names import read_names
from survey.interchange.xlsform.survey_reading import SurveyReader
from survey.interchange.xlsform.tables import FormRow, FormTables, read_tables
from survey.interchange.xlsform.texts import Texts
from survey.interchange.xlsform.types import type_of

LONGEST_CODE = 40
CODE = re.compile(rf"[^\W\d][\w.-]{{0,{LONGEST_CODE - 1}}}")


@dataclass(frozen=True)
class Reading:
    """With a note of everything changed or left out."""

    instrument: Instrument
    notes: tuple[FormFault, ...]


def read_form(
    sheets: Iterable[WorkbookSheet], *, code: str = "", default_code: str = ""
) -> Instrument:
    """Raises FormError with everything that is wrong."""
    return read_whole(sheets, code=code, default_code=default_code).instrument


def read_whole(
    sheets: Iterable[WorkbookSheet], *, code: str = "", default_code: str = ""
) -> Reading:
    """`code` replaces the form's own; `default_code` where it has none. Raises FormError."""
    form = read_tables(sheets)
    form = replace(form, survey=without_unused(form))
    rows, names = with_paths_found(form.survey, read_names(form.survey))
    form = replace(form, survey=rows)
    texts = Texts(form.languages, names)
    used = {type_of(record["type"]).list_name for record in form.survey}
    reader = SurveyReader(texts, read_lists(form, texts, used))
    for record in form.survey:
        reader.read_row(record)
    reader.finish()
    said = {code for text in all_texts((*reader.sections, *reader.questions)) for code in text}
    languages = tuple(code for code in form.languages if code in said) or form.languages
    default = form.default_language
    form = replace(
        form,
        languages=languages,
        default_language=default if default in languages else languages[0],
    )
    texts.languages = form.languages
    instrument = _instrument(form, reader, _code(form, code, default_code), texts)
    renamed = {question: reader.lists[name].renamed for question, name in reader.asked_from.items()}
    instrument = with_choices_found(in_order(instrument), renamed, reader.records)
    instrument = coerced(instrument)
    checks.check(instrument, reader.records, names)
    found = _in_order(form.found)
    faults = [fault for fault in found if fault.reason not in NOTES]
    if not (instrument.questions or faults):
        faults = [FormFault(Reason.NO_QUESTIONS, SURVEY)]
    if faults:
        raise FormError(faults)
    return Reading(instrument, tuple(found))


def _code(form: FormTables, code: str, default_code: str) -> str:
    settings = form.settings
    if code:
        if not CODE.fullmatch(code):
            settings.report(Reason.WRONG_NAME, "form_id", name=shown(code))
        return code
    written = settings["form_id"] or default_code
    made = written if CODE.fullmatch(written) else _made_code(written)
    if made != written:
        settings.report(Reason.CODE_MADE, "form_id", name=shown(written), made=made)
    return made


def _made_code(written: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", written.lower()).strip("-")
    named = plain if plain[:1].isalpha() else f"form-{plain}"
    return named[:LONGEST_CODE].strip("-")


def _instrument(form: FormTables, reader: SurveyReader, code: str, texts: Texts) -> Instrument:
    settings = form.settings
    title = _title(form, texts)
    return Instrument(
        code=code,
        version=_version(settings),
        revision=cells.number(settings, "vss_revision", default=0, least=0),
        languages=form.languages,
        questions=tuple(reader.questions),
        drafts=_drafts(form) | (texts.gaps & set(form.languages)),
        title=title,
        sections=tuple(reader.sections_with_questions()),
        rotating=tuple(reader.rotating),
    )


def _version(settings: FormRow) -> int:
    text = settings["version"]
    if text and not (re.fullmatch(r"[0-9]{1,5}", text) and 1 <= int(text) <= cells.MOST):
        settings.report(Reason.OTHER_VERSION, "version", value=shown(text))
        return 1
    return int(text or "1")


def _title(form: FormTables, texts: Texts) -> dict[str, str]:
    settings = form.settings
    if not settings["form_title"] and "vss_title" not in settings.texts:
        return {}
    if "vss_title" not in settings.texts:
        whole = dict.fromkeys(form.languages, settings["form_title"])
    else:
        own = {form.default_language: settings["form_title"]} if settings["form_title"] else {}
        whole = {**settings.texts["vss_title"], **own}
    record = FormRow(settings.sheet, settings.number, {}, {"vss_title": whole}, settings.found)
    return texts.optional(record, "vss_title")


def _drafts(form: FormTables) -> frozenset[str]:
    codes = frozenset(form.settings["vss_drafts"].split())
    for code in sorted(codes - set(form.languages)):
        is_tag = LANGUAGE.fullmatch(code) is not None
        allowed = ", ".join(form.languages)
        value = code if is_tag else shown(code)
        form.settings.report(Reason.WRONG_CODE, "vss_drafts", value=value, allowed=allowed)
    unknown = {code for code in form.languages if code.startswith(UNKNOWN)}
    return (codes & set(form.languages)) | unknown


def _in_order(found: list[FormFault]) -> list[FormFault]:
    sheets = list(dict.fromkeys(fault.sheet for fault in found))
    once = {repr(fault): fault for fault in found}
    return sorted(once.values(), key=lambda fault: (sheets.index(fault.sheet), fault.row))

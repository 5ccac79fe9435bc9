"""Read as two questions: day and time."""

from collections.abc import Mapping
from dataclasses import replace

from survey.definition.types import Question, QuestionKind
from survey.interchange.faults import Reason
from survey.interchange.xlsform.elsewhere.other_choice import in_known_languages
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.texts import Texts

AT_WHAT_TIME: Mapping[str, str] = {
    "en": "At what time?", "en-x-easy": "At what time?", "cy": "Faint o’r gloch oedd hi?",
    "ar": "في أي وقت؟", "bn": "কয়টার সময়?", "pa": "ਕਿੰਨੇ ਵਜੇ?", "pl": "O której godzinie?",
    "ro": "La ce oră?", "ur": "کس وقت؟",
}  # fmt: skip


def day_of(record: FormRow) -> FormRow:
    """The row of the day."""
    record.report(Reason.MOMENT, "type")
    if record["constraint"]:
        record.report(Reason.MOMENT_JUDGED, "constraint", names=record["name"])
    cells = {column: cell for column, cell in record.cells.items() if column != "constraint"}
    return replace(record, cells=cells)


def time_after(day: Question, code: str, record: FormRow, texts: Texts) -> Question:
    return Question(
        code=code,
        block=day.block,
        kind=QuestionKind.TIME,
        text=in_known_languages(AT_WHAT_TIME, record, texts),
        privacy=day.privacy,
        module=day.module,
        section=day.section,
        shown_if=day.shown_if,
        is_required=day.is_required,
        required_text=day.required_text,
    )

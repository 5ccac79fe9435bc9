import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from survey.definition import values
from survey.definition.expressions import Expression
from survey.definition.fields import Shape
from survey.definition.types import ACKNOWLEDGED, Block, Choice, Question, QuestionKind
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform import cells
from survey.interchange.xlsform.columns import QUESTION_COLUMNS
from survey.interchange.xlsform.kind_reading import ANSWERED, DYNAMIC, parameters, within_range
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.texts import Texts
from survey.interchange.xlsform.types import CHOOSING, RowType, TypeSupport

CALCULATION = "calculation"
UNSEEN = {QuestionKind.CALCULATED, QuestionKind.HIDDEN}
# A column that is not here applies to all.
GOES_WITH: Mapping[str, set[QuestionKind]] = {
    "required": ANSWERED,
    "required_message": ANSWERED,
    "constraint": ANSWERED,
    "constraint_message": ANSWERED,
    "default": ANSWERED | {QuestionKind.HIDDEN},
    CALCULATION: {QuestionKind.CALCULATED},
    "choice_filter": CHOOSING,
    "parameters": CHOOSING,
    "vss_seed": CHOOSING,
    "appearance": ANSWERED | {QuestionKind.NOTE},
}
UNJUDGED = {"calculation"}
"""Columns whose expression need not be true or false."""
APPEARANCES = ("multiline", "likert", "minimal")
SEED = re.compile(r"[0-9]{1,9}")
OPTIONAL = {
    "hint": "hint", "required_text": "required_message", "constraint_text": "constraint_message",
}  # fmt: skip
MIDNIGHT = " 00:00:00"


def read_question(
    record: FormRow,
    row: RowType,
    kind: QuestionKind,
    code: str,
    choices: tuple[Choice, ...],
    section: str,
    texts: Texts,
) -> Question:
    """A wrong cell adds a fault and leaves its field empty."""
    own = _expression(record, kind, "constraint", texts, own=record["name"])
    constraint = within_range(record, own) if row.support is TypeSupport.RANGE else own
    is_range = row.support is TypeSupport.RANGE
    record = _without_strays(_with_calculation(record, kind), kind, is_range=is_range)
    shuffled, seed = _shuffling(record)
    if kind is QuestionKind.CALCULATED and not record[CALCULATION]:
        record.report(Reason.NO_CALCULATION, CALCULATION)
    # The first that we know; the others only adorn.
    given = record["appearance"].split()
    known = next((each for each in given if each in APPEARANCES), "")
    for other in given:
        if other != known:
            record.report(Reason.OTHER_APPEARANCE, "appearance", value=shown(other))
    return Question(
        code=code,
        kind=kind,
        text=_text(record, kind, code, texts),
        choices=choices if kind in CHOOSING else (),
        section=section,
        shown_if=_expression(record, kind, "relevant", texts),
        is_required=_required(record),
        constraint=constraint,
        calculation=_expression(record, kind, CALCULATION, texts),
        default=_default(record, kind, choices),
        choice_filter=_expression(record, kind, "choice_filter", texts),
        is_shuffled=shuffled,
        seed=seed,
        appearance=known,
        **_other_fields(record, texts),
    )


def _other_fields(record: FormRow, texts: Texts) -> dict[str, Any]:
    wordings = {name: texts.optional(record, column) for name, column in OPTIONAL.items()}
    own = {field.name: _plain(record, column) for column, field in QUESTION_COLUMNS.items()}
    return {**wordings, **own}


def _expression(
    record: FormRow, kind: QuestionKind, column: str, texts: Texts, *, own: str = ""
) -> Expression | None:
    if kind not in GOES_WITH.get(column, {kind}):
        return None
    read = cells.expression if column in UNJUDGED else cells.condition
    found = read(record, column, may_have_tags=column == "choice_filter")
    return texts.names.meant(found, own) if found else None


def _required(record: FormRow) -> bool:
    if (
        DYNAMIC.search(record["required"])
        and record["required"].lower() not in cells.YES | cells.NO
    ):
        record.report(Reason.CALCULATED_REQUIRED, "required", value=shown(record["required"]))
        return False
    return cells.flag(record, "required")


def _plain(record: FormRow, column: str) -> Any:
    field = QUESTION_COLUMNS[column]
    default: Any = Block.CORE if field.name == "block" else field.default
    match field.shape:
        case Shape.MEMBER:
            return cells.member(record, column, field.inner, default=default)
        case Shape.NUMBER:
            return cells.number(record, column, default=default)
        case Shape.FLAG:
            return cells.flag(record, column)
        case _:
            return record[column]


def _without_strays(record: FormRow, kind: QuestionKind, *, is_range: bool) -> FormRow:
    """Without columns of other kinds of question, which is noted."""
    strays = {
        column
        for column in (*record.cells, *record.texts)
        if kind not in GOES_WITH.get(column, {kind})
    }
    for column in sorted(strays - ({"parameters"} if is_range else set())):
        is_both = column == CALCULATION and kind in ANSWERED
        is_answer = is_both and record[CALCULATION]
        record.report(Reason.CALCULATED_ANSWER if is_answer else Reason.NOT_HERE, column)
    return replace(
        record,
        cells={column: cell for column, cell in record.cells.items() if column not in strays},
        texts={column: text for column, text in record.texts.items() if column not in strays},
    )


def _text(record: FormRow, kind: QuestionKind, code: str, texts: Texts) -> dict[str, str]:
    if kind in UNSEEN and "label" not in record.texts:
        return dict.fromkeys(texts.languages, code)
    return texts.required(record, "label")


def _with_calculation(record: FormRow, kind: QuestionKind) -> FormRow:
    default = record["default"]
    if kind is not QuestionKind.CALCULATED or record[CALCULATION] or not DYNAMIC.search(default):
        return record
    kept = {column: cell for column, cell in record.cells.items() if column != "default"}
    return replace(record, cells={**kept, CALCULATION: default})


def _shuffling(record: FormRow) -> tuple[bool, str]:
    given = parameters(record)
    for name in sorted(set(given) - {"randomize", "seed"}):
        record.report(Reason.OTHER_PARAMETER, "parameters", value=shown(name))
    is_sound = given.get("randomize", "false").lower() in {"true", "false"}
    if not is_sound or not SEED.fullmatch(given.get("seed", "1")):
        record.report(Reason.WRONG_PARAMETER, "parameters", value=shown(record["parameters"]))
    is_shuffled = given.get("randomize", "").lower() == "true"
    return is_shuffled, given.get("seed", record["vss_seed"])


def _default(record: FormRow, kind: QuestionKind, choices: tuple[Choice, ...]) -> str:
    text = record["default"].removesuffix(MIDNIGHT if kind is QuestionKind.DATE else "")
    if kind is QuestionKind.TIME:
        text = re.sub(r"^(\d{2}:\d{2}):00(\.0+)?$", r"\1", text)
    if kind is QuestionKind.CALCULATED or not text:
        return ""
    if DYNAMIC.search(text):
        record.report(Reason.CALCULATED_DEFAULT, "default", value=shown(text))
        return ""
    if not _is_answer(text, kind, choices):
        record.report(Reason.WRONG_DEFAULT, "default", value=shown(text))
        return ""
    return text


def _is_answer(text: str, kind: QuestionKind, choices: tuple[Choice, ...]) -> bool:
    codes = {choice.code for choice in choices}
    match kind:
        case QuestionKind.SINGLE:
            return text in codes
        case QuestionKind.MULTI:
            return set(text.split()) <= codes
        case QuestionKind.INTEGER:
            return re.fullmatch(r"-?[0-9]{1,18}", text) is not None
        case QuestionKind.DECIMAL:
            return values.number_in(text) is not None
        case QuestionKind.DATE:
            return values.date_in(text) is not None
        case QuestionKind.TIME:
            return values.time_in(text) is not None
        case QuestionKind.ACKNOWLEDGE:
            return text == ACKNOWLEDGED
    return True

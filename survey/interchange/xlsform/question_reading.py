"""Reads one row of the survey sheet as a question. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from survey.definition.expressions import Expression
from survey.definition.fields import Shape
from survey.definition.types import ACKNOWLEDGED, Block, Choice, Question, QuestionKind
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform import cells
from survey.interchange.xlsform.columns import QUESTION_COLUMNS
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.texts import Texts

ANSWERED = {
    QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.TEXT, QuestionKind.INTEGER,
    QuestionKind.DATE, QuestionKind.ACKNOWLEDGE,
}  # fmt: skip
CHOOSING = {QuestionKind.SINGLE, QuestionKind.MULTI}
UNSEEN = {QuestionKind.CALCULATED, QuestionKind.HIDDEN}
# The kinds of question that a column applies to; a column that is not here applies to all.
GOES_WITH: Mapping[str, set[QuestionKind]] = {
    "required": ANSWERED,
    "required_message": ANSWERED,
    "constraint": ANSWERED,
    "constraint_message": ANSWERED,
    "default": ANSWERED | {QuestionKind.HIDDEN},
    "calculation": {QuestionKind.CALCULATED},
    "choice_filter": CHOOSING,
    "parameters": CHOOSING,
    "vss_seed": CHOOSING,
    "appearance": ANSWERED | {QuestionKind.NOTE},
}
APPEARANCES = ("multiline", "likert", "minimal")
SEED = re.compile(r"[0-9]{1,9}")
DYNAMIC = re.compile(r"\$\{|\w\(")


def read_question(
    record: FormRow,
    kind: QuestionKind,
    code: str,
    choices: tuple[Choice, ...],
    section: str,
    texts: Texts,
) -> Question:
    """A wrong cell adds a fault to the row, and its field is left empty."""
    record = _without_strays(record, kind)
    shuffled, seed = _parameters(record)
    return Question(
        code=code,
        kind=kind,
        text=_text(record, kind, code, texts),
        hint=texts.optional(record, "hint"),
        choices=choices,
        section=section,
        shown_if=cells.expression(record, "relevant"),
        is_required=cells.flag(record, "required"),
        required_text=texts.optional(record, "required_message"),
        constraint=cells.expression(record, "constraint"),
        constraint_text=texts.optional(record, "constraint_message"),
        calculation=_calculation(record, kind),
        default=_default(record, kind, choices),
        choice_filter=cells.expression(record, "choice_filter", may_have_tags=True),
        is_shuffled=shuffled,
        seed=seed,
        appearance=_appearance(record),
        **{field.name: _plain(record, column) for column, field in QUESTION_COLUMNS.items()},
    )


def _plain(record: FormRow, column: str) -> Any:
    """The value in a column of ours; a blank cell gives the default."""
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


def _without_strays(record: FormRow, kind: QuestionKind) -> FormRow:
    """The row without columns that do not apply to its kind of question; each adds a fault."""
    strays = {
        column
        for column in (*record.cells, *record.texts)
        if kind not in GOES_WITH.get(column, {kind})
    }
    for column in sorted(strays):
        record.fail(Reason.NOT_HERE, column)
    return replace(
        record,
        cells={column: cell for column, cell in record.cells.items() if column not in strays},
        texts={column: text for column, text in record.texts.items() if column not in strays},
    )


def _text(record: FormRow, kind: QuestionKind, code: str, texts: Texts) -> dict[str, str]:
    """The label. A question that is never shown may have none; its code is then used as text in
    every language."""
    if kind in UNSEEN and "label" not in record.texts:
        return dict.fromkeys(texts.languages, code)
    return texts.required(record, "label")


def _calculation(record: FormRow, kind: QuestionKind) -> Expression | None:
    if kind is QuestionKind.CALCULATED and not record["calculation"]:
        record.fail(Reason.NO_CALCULATION, "calculation")
    return cells.expression(record, "calculation")


def _appearance(record: FormRow) -> str:
    appearance = record["appearance"]
    if appearance and appearance not in APPEARANCES:
        allowed = ", ".join(APPEARANCES)
        record.fail(Reason.WRONG_APPEARANCE, "appearance", value=shown(appearance), allowed=allowed)
        return ""
    return appearance


def _parameters(record: FormRow) -> tuple[bool, str]:
    """Whether choices are shuffled, and the seed."""
    pairs = [each.partition("=") for each in re.split(r"[\s,;]+", record["parameters"]) if each]
    given = {name.lower(): value for name, _, value in pairs}
    is_known = set(given) <= {"randomize", "seed"} and len(given) == len(pairs)
    if not is_known or given.get("randomize", "false").lower() not in {"true", "false"}:
        record.fail(Reason.WRONG_PARAMETER, "parameters", value=shown(record["parameters"]))
    if "seed" in given and not SEED.fullmatch(given["seed"]):
        record.fail(Reason.WRONG_PARAMETER, "parameters", value=shown(record["parameters"]))
    is_shuffled = given.get("randomize", "").lower() == "true"
    return is_shuffled, given.get("seed", record["vss_seed"])


def _default(record: FormRow, kind: QuestionKind, choices: tuple[Choice, ...]) -> str:
    text = record["default"]
    if text and (DYNAMIC.search(text) or not _is_answer(text, kind, choices)):
        record.fail(Reason.WRONG_DEFAULT, "default", value=shown(text))
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
        case QuestionKind.DATE:
            return _is_date(text)
        case QuestionKind.ACKNOWLEDGE:
            return text == ACKNOWLEDGED
    return True


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

from collections.abc import Collection, Iterable, Iterator

from survey.definition.expressions import questions_in
from survey.definition.types import QuestionKind
from survey.interchange.faults import Reason
from survey.interchange.xlsform.cells import STRAIGHT
from survey.interchange.xlsform.kind_reading import DYNAMIC
from survey.interchange.xlsform.names import question_told
from survey.interchange.xlsform.tables import FormRow, FormTables
from survey.interchange.xlsform.texts import REFERENCE
from survey.interchange.xlsform.types import TypeSupport, type_of
from survey.interchange.xpath.parsing import parse_text
from survey.interchange.xpath.tokens import PATH, ExpressionError

NEVER_SEEN = {QuestionKind.CALCULATED, QuestionKind.HIDDEN}
NOT_OURS = {
    Reason.OTHER_FUNCTION, Reason.OTHER_NAME, Reason.UNEXPECTED_TOKEN, Reason.WRONG_ARGUMENTS,
}  # fmt: skip
"""Faults of valid XLSForm features that we don't support. A typing mistake remains a fault."""


def without_unused(form: FormTables) -> tuple[FormRow, ...]:
    """Notes the calculations that it leaves out."""
    calculations = {row["name"]: row for row in form.survey if _is_calculation(row)}
    unused = set(calculations) - _needed(form, calculations)
    beyond, known = _unanswered(form.survey), {row["name"] for row in form.survey}
    left = {name for name in unused if _is_beyond_us(calculations[name], beyond, known)}
    while more := {name for name in unused - left if _referred_to(calculations[name]) & left}:
        left |= more
    for name in left:
        calculations[name].report(Reason.CALCULATION_UNUSED, "calculation", name=name)
    return tuple(row for row in form.survey if not (_is_calculation(row) and row["name"] in left))


def _is_calculation(row: FormRow) -> bool:
    is_unseen = type_of(row["type"]).kind in NEVER_SEEN
    return is_unseen and bool(_calculation(row)) and not question_told(row)


def _calculation(row: FormRow) -> str:
    return row["calculation"] or (row["default"] if DYNAMIC.search(row["default"]) else "")


def _needed(form: FormTables, calculations: Collection[str]) -> set[str]:
    rows = {name: set[str]() for name in calculations}
    needed = set().union(*map(_referred_to, form.choices))
    for row in form.survey:
        if _is_calculation(row):
            rows[row["name"]] |= _referred_to(row)
        else:
            needed |= _referred_to(row)
    to_follow = list(needed & set(calculations))
    while to_follow:
        found = rows[to_follow.pop()] - needed
        needed |= found
        to_follow += found & set(calculations)
    return needed


def _referred_to(row: FormRow) -> set[str]:
    return {
        name
        for text in _written_texts(row)
        for pattern in (REFERENCE, PATH)
        for name in pattern.findall(text)
    }


def _written_texts(row: FormRow) -> Iterator[str]:
    yield from row.cells.values()
    for wordings in row.texts.values():
        yield from wordings.values()


def _unanswered(rows: Iterable[FormRow]) -> set[str]:
    types = {row["name"]: type_of(row["type"]) for row in rows}
    return {
        name
        for name, kind in types.items()
        if kind.support in {TypeSupport.METADATA, TypeSupport.MOMENT} and not kind.is_day
    }


def _is_beyond_us(row: FormRow, beyond: Collection[str], known: Collection[str]) -> bool:
    written = _calculation(row)
    try:
        looked_at = questions_in(parse_text(written.translate(STRAIGHT)))
        return bool(looked_at & set(beyond) or set(PATH.findall(written)) - set(known))
    except ExpressionError as error:
        return error.reason in NOT_OURS

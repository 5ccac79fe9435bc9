import re
from collections.abc import Mapping

from survey.definition.expressions import AllOf, Expression, Operation, Operator, Own, Value
from survey.definition.types import QuestionKind
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.types import CHOOSING, RowType, TypeSupport

ANSWERED = {
    *CHOOSING, QuestionKind.TEXT, QuestionKind.INTEGER, QuestionKind.DECIMAL, QuestionKind.DATE,
    QuestionKind.TIME, QuestionKind.ACKNOWLEDGE,
}  # fmt: skip
HEADING_OF_A_GRID = "label"
"""The appearance of a list whose choices are only the heading of those below it."""
HIDDEN = "hidden"
"""The appearance of fields that an app fills in."""
DYNAMIC = re.compile(r"\$\{|\w\(")
PARAMETER = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*([^\s,;]+)")
BOUNDS = {"start": "1", "end": "10", "step": "1"}
"""Default parameters of a range."""


def kind_of(record: FormRow, row: RowType) -> QuestionKind | None:
    """None where we have no such question."""
    kind = QuestionKind.DATE if row.support is TypeSupport.MOMENT else row.kind
    if row.support is TypeSupport.RANGE:
        is_whole = all(isinstance(bound, int) for bound in _bounds(record).values())
        kind = QuestionKind.INTEGER if is_whole else QuestionKind.DECIMAL
        record.report(Reason.RANGE, "type")
    is_hidden = HIDDEN in record["appearance"].lower().split()
    if kind in ANSWERED and is_hidden and not record["calculation"]:
        record.report(Reason.NEVER_SHOWN, "appearance")
        kind = QuestionKind.HIDDEN
    elif kind in ANSWERED and (is_hidden or _is_never_answered(record, kind)):
        is_kept = bool(record["calculation"])
        record.report(Reason.NEVER_SHOWN if is_kept else Reason.NEVER_ANSWERED, "type")
        return QuestionKind.CALCULATED if is_kept else QuestionKind.NOTE
    is_calculated = bool(record["calculation"] or DYNAMIC.search(record["default"]))
    return QuestionKind.CALCULATED if kind is QuestionKind.HIDDEN and is_calculated else kind


def _is_never_answered(record: FormRow, kind: QuestionKind) -> bool:
    is_heading = kind in CHOOSING and HEADING_OF_A_GRID in record["appearance"].split()
    is_readonly = record["readonly"].lower() in {"yes", "true", "true()"}
    return is_heading or (is_readonly and not record["default"])


def parameters(record: FormRow) -> Mapping[str, str]:
    return {name.lower(): value for name, value in PARAMETER.findall(record["parameters"])}


def _bounds(record: FormRow) -> dict[str, int | float]:
    given = {name: parameters(record).get(name, usual) for name, usual in BOUNDS.items()}
    return {name: _number(record, text, BOUNDS[name]) for name, text in given.items()}


def _number(record: FormRow, text: str, usual: str) -> int | float:
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", text):
        record.report(Reason.WRONG_PARAMETER, "parameters", value=shown(text))
        return int(usual)
    return float(text) if "." in text else int(text)


def within_range(record: FormRow, constraint: Expression | None) -> Expression:
    """Bounds, steps and its own constraint."""
    bounds = _bounds(record)
    start, end, step = bounds["start"], bounds["end"], bounds["step"]
    parts: list[Expression] = [
        Operation(Operator.AT_LEAST, Own(), Value(min(start, end))),
        Operation(Operator.AT_MOST, Own(), Value(max(start, end))),
    ]
    if step not in {0, 1}:
        from_start = Operation(Operator.MINUS, Own(), Value(start))
        rest = Operation(Operator.REMAINDER, from_start, Value(step))
        parts.append(Operation(Operator.EQUAL, rest, Value(0)))
    return AllOf((*parts, *([constraint] if constraint else [])))

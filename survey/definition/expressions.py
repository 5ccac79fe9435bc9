from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDED_BY = "div"
    REMAINDER = "mod"


class Function(StrEnum):
    """Named as in XLSForm."""

    IF = "if"
    COALESCE = "coalesce"
    TODAY = "today"
    SELECTED = "selected"
    COUNT_SELECTED = "count-selected"
    STRING_LENGTH = "string-length"
    REGEX = "regex"
    NUMBER = "number"
    INT = "int"
    FORMAT_DATE = "format-date"
    NEGATIVE = "negative"
    TRUE = "true"
    FALSE = "false"
    SELECTED_AT = "selected-at"
    CONCAT = "concat"
    JOIN = "join"
    SUBSTR = "substr"
    SUBSTRING_BEFORE = "substring-before"
    SUBSTRING_AFTER = "substring-after"
    CONTAINS = "contains"
    STARTS_WITH = "starts-with"
    ENDS_WITH = "ends-with"
    NORMALIZE_SPACE = "normalize-space"
    STRING = "string"
    BOOLEAN_FROM_STRING = "boolean-from-string"
    ROUND = "round"
    MIN = "min"
    MAX = "max"
    ABS = "abs"
    POW = "pow"
    DATE = "date"
    DECIMAL_DATE_TIME = "decimal-date-time"


NO_LIMIT = 20
ARITY: Mapping[Function, tuple[int, int]] = {
    **dict.fromkeys((Function.TODAY, Function.TRUE, Function.FALSE), (0, 0)),
    **dict.fromkeys(
        (
            Function.COUNT_SELECTED, Function.STRING_LENGTH, Function.NUMBER, Function.INT,
            Function.NEGATIVE, Function.NORMALIZE_SPACE, Function.STRING, Function.ABS,
            Function.BOOLEAN_FROM_STRING, Function.DATE, Function.DECIMAL_DATE_TIME,
        ),
        (1, 1),
    ),
    **dict.fromkeys(
        (
            Function.COALESCE, Function.SELECTED, Function.SELECTED_AT, Function.REGEX,
            Function.FORMAT_DATE, Function.SUBSTRING_BEFORE, Function.SUBSTRING_AFTER,
            Function.CONTAINS, Function.STARTS_WITH, Function.ENDS_WITH, Function.POW,
        ),
        (2, 2),
    ),
    Function.IF: (3, 3),
    Function.SUBSTR: (2, 3),
    Function.ROUND: (1, 2),
    **dict.fromkeys((Function.CONCAT, Function.MIN, Function.MAX), (1, NO_LIMIT)),
    Function.JOIN: (2, NO_LIMIT),
}  # fmt: skip
"""The fewest and the most arguments that each takes."""


@dataclass(frozen=True)
class Value:
    value: str | int | float


@dataclass(frozen=True)
class Answer:
    question: str


@dataclass(frozen=True)
class Own:
    pass


@dataclass(frozen=True)
class Tag:
    name: str


@dataclass(frozen=True)
class Picked:
    question: str
    choices: frozenset[str]


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Not:
    part: "Expression"


@dataclass(frozen=True)
class Operation:
    operator: Operator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Call:
    function: Function
    arguments: tuple["Expression", ...]


MOST_DEPTH = 24
"""The deepest nesting of an expression. Parsers of text and JSON refuse deeper ones, so recursion
cannot exhaust the stack."""

Expression = Value | Answer | Own | Tag | Picked | AllOf | AnyOf | Not | Operation | Call


def leaves(expression: Expression) -> Iterator[Expression]:
    match expression:
        case AllOf(parts) | AnyOf(parts) | Call(arguments=parts) if parts:
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Operation(left=left, right=right):
            yield from leaves(left)
            yield from leaves(right)
        case _:
            yield expression


def with_leaves(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return type(expression)(tuple(with_leaves(part, change) for part in parts))
        case Call(function, arguments) if arguments:
            return Call(function, tuple(with_leaves(part, change) for part in arguments))
        case Not(part):
            return Not(with_leaves(part, change))
        case Operation(operator, left, right):
            return Operation(operator, with_leaves(left, change), with_leaves(right, change))
        case _:
            return change(expression)


def questions_in(expression: Expression) -> frozenset[str]:
    return frozenset(
        leaf.question for leaf in leaves(expression) if isinstance(leaf, Answer | Picked)
    )


def depth(expression: Expression) -> int:
    """1 for a leaf."""
    match expression:
        case AllOf(parts) | AnyOf(parts) | Call(arguments=parts):
            return 1 + max(map(depth, parts), default=0)
        case Not(part):
            return 1 + depth(part)
        case Operation(left=left, right=right):
            return 1 + max(depth(left), depth(right))
        case _:
            return 1

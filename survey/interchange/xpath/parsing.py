from collections.abc import Callable, Collection, Mapping
from typing import NoReturn

from survey.definition.expression_types import takes
from survey.definition.expressions import (
    ARITY,
    MOST_DEPTH,
    AllOf,
    Answer,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Operator,
    Own,
    Picked,
    Tag,
    Value,
    depth,
)
from survey.interchange.faults import Reason, shown
from survey.interchange.xpath.tokens import ExpressionError, Token, TokenKind, tokens


def normalise(expression: Expression) -> Expression:
    match expression:
        case AllOf(parts):
            return _joined(AllOf, tuple(normalise(part) for part in parts))
        case AnyOf(parts):
            return _joined(AnyOf, _merged([normalise(part) for part in parts]))
        case Not(part):
            return Not(normalise(part))
        case Operation(operator, left, right):
            return Operation(operator, normalise(left), normalise(right))
        case Call(Function.NEGATIVE, (part,)):
            return negative(normalise(part))
        case Call(Function.SELECTED, (Answer(question), Value(str(choice)))):
            return Picked(question, frozenset({choice}))
        case Call(function, arguments):
            return Call(function, tuple(normalise(argument) for argument in arguments))
        case _:
            return expression


def negative(expression: Expression) -> Expression:
    if isinstance(expression, Value) and not isinstance(expression.value, str):
        return Value(-expression.value)
    return Call(Function.NEGATIVE, (expression,))


def _joined(kind: type[AllOf] | type[AnyOf], parts: tuple[Expression, ...]) -> Expression:
    return parts[0] if len(parts) == 1 else kind(parts)


def _merged(parts: list[Expression]) -> tuple[Expression, ...]:
    merged: list[Expression] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Picked) and isinstance(last, Picked) and part.question == last.question:
            merged[-1] = Picked(part.question, last.choices | part.choices)
        else:
            merged.append(part)
    return tuple(merged)


DEEPEST = 30
"""The most brackets open at once. The tree may be no deeper than MOST_DEPTH; this and
MOST_OPERATIONS bound the parser itself."""
MOST_OPERATIONS = 100
LONGEST_NUMBER = 30
NOT = "not"
NAMES = {NOT, *(function.value for function in Function if function is not Function.NEGATIVE)}
SAME = {"format-date-time": Function.FORMAT_DATE}
"""Functions of other tools that are one of ours, as long as nothing of a time is asked for."""
OF_THE_DAY = {Function.FORMAT_DATE.value, Function.DATE.value, *SAME}
"""Functions that use only the date of a moment."""
NEVER = {"FALSE", "False", "false"}
"""Spellings of false. Other tools find no such name and evaluate it to false too."""
NULL = "null"
"""The spelling of an empty answer that some authors use."""
HALF = Value(0.5)
TODAY = Call(Function.TODAY, ())
NOW = Tag("now()")
"""Represents the current moment until the other side of the comparison is known."""
EQUALITY = {Operator.EQUAL, Operator.UNEQUAL}
ORDER = {Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST}
SUM = {Operator.PLUS, Operator.MINUS}
ENDS = frozenset({",", ")"})
"""Tokens that may follow a complete argument."""
NOW_ENDS = frozenset({"", "and", "or", *ORDER, *ENDS})
PRODUCT = {Operator.TIMES, Operator.DIVIDED_BY, Operator.REMAINDER}


def parse_text(text: str, *, may_have_tags: bool = False) -> Expression:
    """In normal form. Raises ExpressionError."""
    parser = _Parser(tokens(text), may_have_tags=may_have_tags)
    expression = normalise(parser.whole())
    if depth(expression) > MOST_DEPTH:
        raise ExpressionError(Reason.EXPRESSION_TOO_DEEP)
    return expression


def as_condition(expression: Expression) -> Expression:
    if isinstance(expression, Value) and not isinstance(expression.value, str):
        return Call(Function.TRUE if expression.value else Function.FALSE, ())
    return expression


def _refuse_arguments(name: Token, takes: str) -> NoReturn:
    raise ExpressionError(Reason.WRONG_ARGUMENTS, name.position, name=name.text, takes=takes)


def floor(number: Expression) -> Expression:
    """A half goes up when we round."""
    return Call(Function.ROUND, (Operation(Operator.MINUS, number, HALF),))


def _day(moment: Expression) -> Expression:
    match moment:
        case Call(Function.DECIMAL_DATE_TIME, arguments):
            return Call(Function.DATE, arguments)
    return Call(Function.DATE, (moment,))


def _months_between(first: Expression, last: Expression) -> Expression:
    """Whole months, backwards if need be; from the 31st to the last of a shorter month is one."""

    def part(day: Expression, form: str) -> Expression:
        return Call(Function.NUMBER, (Call(Function.FORMAT_DATE, (day, Value(form))),))

    def count(day: Expression) -> Expression:
        return Call(Function.DECIMAL_DATE_TIME, (day,))

    def forwards(start: Expression, end: Expression) -> Expression:
        years = Operation(Operator.MINUS, part(end, "%Y"), part(start, "%Y"))
        months = Operation(Operator.MINUS, part(end, "%n"), part(start, "%n"))
        whole = Operation(Operator.PLUS, Operation(Operator.TIMES, years, Value(12)), months)
        next_day = Operation(Operator.PLUS, Call(Function.DATE, (end,)), Value(1))
        is_short = AllOf((
            Operation(Operator.LESS, part(end, "%e"), part(start, "%e")),
            Operation(Operator.UNEQUAL, part(next_day, "%e"), Value(1)),
        ))  # fmt: skip
        short = Call(Function.IF, (is_short, Value(1), Value(0)))
        return Operation(Operator.MINUS, whole, short)

    is_backwards = Operation(Operator.LESS, count(last), count(first))
    ways = negative(forwards(last, first)), forwards(first, last)
    return Call(Function.IF, (is_backwards, *ways))


OF_TWO_DAYS: Mapping[str, Callable[[Expression, Expression], Expression]] = {
    "difference-in-months": _months_between,
    "cht:difference-in-months": _months_between,
}
"""Functions of one app that ours can say."""
IN_OTHER_WORDS: Mapping[str, Callable[[Expression], Expression]] = {
    "empty": lambda answer: Operation(Operator.EQUAL, answer, Value("")),
    "floor": floor,
    "ceiling": lambda number: negative(floor(negative(number))),
    "date-time": _day,
    "sqrt": lambda number: Call(Function.POW, (number, HALF)),
}
"""Functions of other tools that ours can say."""


def with_empty_texts(text: str) -> str:
    """In place of each `null`."""
    for token in reversed(tokens(text)):
        if token.kind is TokenKind.NAME and token.text == NULL:
            text = f"{text[: token.position - 1]}''{text[token.position - 1 + len(NULL) :]}"
    return text


def _compared(operator: Operator, left: Expression, right: Expression) -> Operation:
    if NOW not in (left, right):
        return Operation(operator, left, right)
    is_before = operator in {Operator.LESS, Operator.AT_MOST}
    if right is NOW:
        left = TODAY if left is NOW else left
        return Operation(Operator.AT_MOST if is_before else Operator.MORE, left, TODAY)
    return Operation(Operator.LESS if is_before else Operator.AT_LEAST, TODAY, right)


class _Parser:
    def __init__(self, found: list[Token], *, may_have_tags: bool) -> None:
        self.tokens = found
        self.place = 0
        self.depth = 0
        self.operations_left = MOST_OPERATIONS
        self.may_have_tags = may_have_tags

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def takes(self, text: str) -> bool:
        """Returns whether it did."""
        is_next = self.next.kind in {TokenKind.NAME, TokenKind.SYMBOL} and self.next.text == text
        self.place += is_next
        return is_next

    def must_take(self, text: str) -> None:
        if not self.takes(text):
            self.refuse(self.next)

    def refuse(self, token: Token) -> NoReturn:
        if token.kind is TokenKind.END:
            raise ExpressionError(Reason.UNEXPECTED_END, token.position)
        raise ExpressionError(Reason.UNEXPECTED_TOKEN, token.position, token=shown(token.text))

    def whole(self) -> Expression:
        expression = self.any_of()
        if self.next.kind is not TokenKind.END:
            self.refuse(self.next)
        return expression

    def any_of(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse_depth()
        parts = self.chain("or", self.all_of)
        self.depth -= 1
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def refuse_depth(self) -> NoReturn:
        raise ExpressionError(Reason.EXPRESSION_TOO_DEEP, self.next.position)

    def spend(self) -> None:
        """A row of operators is as deep a tree as brackets are."""
        self.operations_left -= 1
        if self.operations_left < 0:
            self.refuse_depth()

    def all_of(self) -> Expression:
        parts = self.chain("and", self.equality)
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def chain(self, word: str, part: Callable[[], Expression]) -> tuple[Expression, ...]:
        parts = [part()]
        while self.takes(word):
            parts.append(part())
        return tuple(parts)

    def equality(self) -> Expression:
        return self.operations(EQUALITY, self.order)

    def order(self) -> Expression:
        return self.operations(ORDER, self.moment)

    def moment(self) -> Expression:
        """Or `now()` in a comparison: only a day can be compared with it."""
        before = self.tokens[self.place - 1].text if self.place else ""
        if self.is_now(NOW_ENDS) and (before in ORDER or self.tokens[self.place + 3].text in ORDER):
            self.place += 3
            return NOW
        return self.sum()

    def sum(self) -> Expression:
        return self.operations(SUM, self.product)

    def product(self) -> Expression:
        return self.operations(PRODUCT, self.minus)

    def operations(self, operators: set[Operator], part: Callable[[], Expression]) -> Expression:
        """Grouped from the left."""
        left = part()
        while operator := next((each for each in operators if self.takes(each.value)), None):
            self.spend()
            left = _compared(operator, left, part())
        return left

    def minus(self) -> Expression:
        signs = 0
        while self.takes("-"):
            self.spend()
            signs += 1
        expression = self.leaf()
        for _ in range(signs):
            expression = negative(expression)
        return expression

    def leaf(self) -> Expression:
        token = self.take()
        match token.kind:
            case TokenKind.NUMBER:
                return self.number(token)
            case TokenKind.STRING:
                return Value(token.text[1:-1])
            case TokenKind.QUESTION | TokenKind.PATH:
                return Answer(token.text)
            case TokenKind.OWN:
                return Own()
            case TokenKind.NAME:
                return self.named(token)
        if token.text != "(":
            self.refuse(token)
        expression = self.any_of()
        self.must_take(")")
        return expression

    def number(self, token: Token) -> Value:
        if len(token.text) > LONGEST_NUMBER:
            self.refuse(token)
        return Value(float(token.text) if "." in token.text else int(token.text))

    def named(self, token: Token) -> Expression:
        if self.takes("("):
            return self.call(token)
        if token.text in NEVER:
            return Call(Function.FALSE, ())
        if token.text == NULL and not self.may_have_tags:
            raise ExpressionError(Reason.NULL, token.position)
        if not self.may_have_tags:
            raise ExpressionError(Reason.OTHER_NAME, token.position, name=shown(token.text))
        return Tag(token.text)

    def call(self, name: Token) -> Expression:
        if said := IN_OTHER_WORDS.get(name.text):
            return said(*self.exactly(1, name))
        if of_days := OF_TWO_DAYS.get(name.text):
            return of_days(*self.exactly(2, name))
        if name.text not in NAMES and name.text not in SAME:
            raise ExpressionError(Reason.OTHER_FUNCTION, name.position, name=shown(name.text))
        arguments = self.arguments(may_be_now=name.text in OF_THE_DAY)
        function = Function(SAME.get(name.text, name.text)) if name.text != NOT else None
        least, most = ARITY[function] if function else (1, 1)
        if not least <= len(arguments) <= most:
            _refuse_arguments(name, takes(function) if function else "1")
        return Call(function, arguments) if function else Not(arguments[0])

    def exactly(self, count: int, name: Token) -> tuple[Expression, ...]:
        arguments = self.arguments(may_be_now=name.text in OF_TWO_DAYS)
        if len(arguments) != count:
            _refuse_arguments(name, str(count))
        return arguments

    def arguments(self, *, may_be_now: bool = False) -> tuple[Expression, ...]:
        if self.takes(")"):
            return ()
        found = [self.now() if may_be_now and self.is_now() else self.any_of()]
        while self.takes(","):
            found.append(self.any_of())
        self.must_take(")")
        return tuple(found)

    def is_now(self, ends: Collection[str] = ENDS) -> bool:
        """`now()` is the whole argument."""
        following = [token.text for token in self.tokens[self.place : self.place + 4]]
        return following[:3] == ["now", "(", ")"] and following[3] in ends

    def now(self) -> Expression:
        self.place += 3
        return TODAY

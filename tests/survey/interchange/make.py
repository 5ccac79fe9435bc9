"""Random expressions, forms and instruments that XLSForm can carry."""

from hypothesis import strategies as st

from survey.definition.expressions import (
    ARITY,
    AllOf,
    Answer,
    AnyOf,
    Call,
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
from survey.definition.fields import Shape
from survey.definition.types import (
    Block,
    Choice,
    Instrument,
    Meaning,
    Privacy,
    Question,
    QuestionKind,
    Section,
)
from survey.interchange.xlsform.columns import QUESTION_COLUMNS

NAMES = ("A", "Q-OVR-1", "and", "_x.2", "crime_type", "ŵy")
CODES = ("yes", "no", "don't", 'so "called"', "99", "prefer not")
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, allow_subnormal=False).filter(
    lambda number: number == 0 or abs(number) > 1e-6
)
STRINGS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).filter(
    lambda text: not ("'" in text and '"' in text)
)
TAKES = {
    function: (least, min(most, least + 2))
    for function, (least, most) in ARITY.items()
    if function is not Function.REGEX
}


def leaves():
    names = st.sampled_from(NAMES)
    picked = st.builds(Picked, names, st.frozensets(st.sampled_from(CODES), min_size=1, max_size=3))
    return (
        st.builds(Value, NUMBERS | STRINGS)
        | st.builds(Answer, names)
        | st.just(Own())
        | st.builds(Tag, names)
        | picked
    )


def calls(inner):
    def call(function):
        least, most = TAKES[function]
        arguments = st.lists(inner, min_size=least, max_size=most).map(tuple)
        return st.builds(Call, st.just(function), arguments)

    regex = st.builds(
        lambda value, pattern: Call(Function.REGEX, (value, Value(pattern))),
        inner,
        st.sampled_from(["^[a-z]+$", r"\d{2}", ""]),
    )
    return st.sampled_from(sorted(TAKES)).flatmap(call) | regex


def expressions():
    def deeper(inner):
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return (
            st.builds(AllOf, parts)
            | st.builds(AnyOf, parts)
            | st.builds(Not, inner)
            | st.builds(Operation, st.sampled_from(Operator), inner, inner)
            | calls(inner)
        )

    return st.recursive(leaves(), deeper, max_leaves=12).filter(lambda tree: depth(tree) < 20)


# --- instruments -------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["Yes", "A pheth", "ŵŷâêîôû", "“So” – it’s <strong>bold</strong>", "١٢٣ نعم", "=1+1", "+44",
     "-5", "@x", "a & b < 3", "two\nlines", "_x0041_", "'quoted'", "007", "1.0", "TRUE",
     "2020-01-02", "ਪੰਜਾਬੀ", "{month|that month}", "100 % $5 \\{nothing}"]
)  # fmt: skip
LANGUAGES = st.lists(
    st.sampled_from(["en", "cy", "en-x-easy", "ar", "pa", "ur"]),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
TOKENS = st.sampled_from(["", "SAT5", "taken_seriously", "=A1", "ST2"])
OWN_WORDS = [field.name for field in QUESTION_COLUMNS.values() if field.shape is Shape.WORDS]
"""Every field that stands as words in a column of ours."""
PICKS = ("a", "b", "c", "no.1")


def texts(languages):
    return st.fixed_dictionaries(dict.fromkeys(languages, WORDS))


def optional_texts(languages):
    return st.just({}) | texts(languages)


@st.composite
def choices(draw, languages):
    codes = draw(st.lists(st.sampled_from(PICKS), min_size=1, unique=True))
    tags = st.dictionaries(st.sampled_from(["area", "Of-kind"]), WORDS, max_size=2)
    return tuple(
        Choice(
            code=code,
            text=draw(texts(languages)),
            meaning=draw(st.sampled_from(Meaning)),
            is_apart=draw(st.booleans()),
            is_exclusive=draw(st.booleans()),
            details=draw(optional_texts(languages)),
            symbol=draw(TOKENS),
            mends=draw(TOKENS),
            tags=draw(tags),
        )
        for code in codes
    )


def condition_on(question):
    answer = Answer(question.code)
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTI:
            codes = sorted(question.choice_codes)
            picked = st.frozensets(st.sampled_from(codes), min_size=1)
            conditions = st.builds(Picked, st.just(question.code), picked)
            if question.kind is QuestionKind.SINGLE:
                values = st.sampled_from(codes).map(Value)
                conditions |= st.builds(Operation, EQUALITY, st.just(answer), values)
            return conditions
        case QuestionKind.INTEGER | QuestionKind.DECIMAL:
            numbers = st.integers(-99, 99).map(Value)
            return st.builds(Operation, ORDER, st.just(answer), numbers)
        case QuestionKind.DATE:
            days = st.sampled_from([Value("2026-01-31"), Call(Function.TODAY, ())])
            return st.builds(Operation, ORDER, st.just(answer), days)
        case QuestionKind.TIME:
            times = st.sampled_from(["09:30", "23:59"]).map(Value)
            return st.builds(Operation, ORDER, st.just(answer), times)
        case QuestionKind.TEXT:
            length = Call(Function.STRING_LENGTH, (answer,))
            return st.builds(Operation, ORDER, st.just(length), st.just(Value(3)))
    return None


EQUALITY = st.sampled_from([Operator.EQUAL, Operator.UNEQUAL])
ORDER = st.sampled_from([Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST])


def conditions(earlier):
    single = [found for each in earlier if (found := condition_on(each)) is not None]
    if not single:
        return st.none()

    def deeper(inner):
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.builds(AllOf, parts) | st.builds(AnyOf, parts) | st.builds(Not, inner)

    return st.none() | st.recursive(st.one_of(single), deeper, max_leaves=4)


CONSTRAINTS = {
    QuestionKind.INTEGER: Operation(Operator.AT_LEAST, Own(), Value(18)),
    QuestionKind.DECIMAL: Operation(Operator.LESS, Own(), Value(2.5)),
    QuestionKind.TIME: Operation(Operator.LESS, Own(), Value("18:00")),
    QuestionKind.TEXT: Call(Function.REGEX, (Own(), Value("[A-Z]{1,3}"))),
    QuestionKind.DATE: Operation(Operator.AT_MOST, Own(), Call(Function.TODAY, ())),
    QuestionKind.MULTI: Operation(Operator.LESS, Call(Function.COUNT_SELECTED, (Own(),)), Value(3)),
}
DEFAULTS = {
    QuestionKind.INTEGER: "-5", QuestionKind.DECIMAL: "2.5", QuestionKind.TIME: "09:30",
    QuestionKind.TEXT: "=1+1", QuestionKind.DATE: "2026-01-31",
    QuestionKind.ACKNOWLEDGE: "OK", QuestionKind.HIDDEN: "a b",
}  # fmt: skip
CALCULATION = Operation(Operator.TIMES, Value(2.5), Operation(Operator.MINUS, Value(1), Value(-3)))


@st.composite
def questions(draw, code, section, earlier, languages):
    kind = draw(st.sampled_from(QuestionKind))
    is_answered = kind not in {QuestionKind.NOTE, QuestionKind.CALCULATED, QuestionKind.HIDDEN}
    chosen = draw(choices(languages)) if kind in {QuestionKind.SINGLE, QuestionKind.MULTI} else ()
    default = chosen[0].code if chosen else DEFAULTS.get(kind, "")
    has_tag = any("area" in choice.tags for choice in chosen)
    area = Operation(Operator.EQUAL, Tag("area"), Value("Yes"))
    text = draw(texts(languages))
    if earlier:
        told = draw(st.sampled_from(["", f" {{{earlier[0].code}}}"]))
        text = {language: wording + told for language, wording in text.items()}
    return Question(
        code=code,
        kind=kind,
        text=text,
        section=section,
        choices=chosen,
        shown_if=draw(conditions(earlier)),
        block=draw(st.sampled_from(Block)),
        privacy=draw(st.sampled_from(Privacy)),
        rank=draw(st.integers(1, 9)),
        hint=draw(optional_texts(languages)),
        is_required=is_answered and draw(st.booleans()),
        required_text=draw(optional_texts(languages)) if is_answered else {},
        constraint=draw(st.none() | st.just(CONSTRAINTS.get(kind))),
        constraint_text=draw(optional_texts(languages)) if is_answered else {},
        calculation=CALCULATION if kind is QuestionKind.CALCULATED else None,
        default=draw(st.sampled_from(["", default])),
        choice_filter=draw(st.none() | st.just(area)) if has_tag else None,
        is_shuffled=bool(chosen) and draw(st.booleans()),
        seed=draw(st.sampled_from(["", "12", "twelve"])) if chosen else "",
        appearance=draw(st.sampled_from(["", "likert", "minimal", "multiline"]))
        if is_answered
        else "",
        **{name: draw(TOKENS) for name in OWN_WORDS},
    )


@st.composite
def instruments(draw):
    """What XLSForm can carry, with sections within sections around neighbouring questions."""
    languages = draw(LANGUAGES)
    sections, made, path = [], [], []
    for place in range(draw(st.integers(1, 6))):
        for _ in range(draw(st.integers(0, len(path)))):
            path.pop()
        for _ in range(draw(st.integers(0, 2))):
            section = Section(
                code=f"S{len(sections)}",
                text=draw(optional_texts(languages)),
                parent=path[-1] if path else "",
                shown_if=draw(conditions(made)),
                is_page=draw(st.booleans()),
            )
            sections.append(section)
            path.append(section.code)
        inside = path[-1] if path else ""
        made.append(draw(questions(f"Q-{place}", inside, made, languages)))
    return Instrument(
        code=draw(st.sampled_from(["sample", "short-core", "S.1_x"])),
        version=draw(st.integers(1, 32_767)),
        revision=draw(st.integers(0, 3)),
        languages=languages,
        questions=tuple(made),
        drafts=frozenset(draw(st.lists(st.sampled_from(languages)))),
        title=draw(optional_texts(languages)),
        sections=tuple(sections),
        rotating=tuple(each.code for each in made if draw(st.integers(0, 3)) == 0),
    )

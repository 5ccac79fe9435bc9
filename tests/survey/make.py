"""Small instruments for tests: by hand, and at random for properties."""

from functools import cache

from hypothesis import strategies as st

from survey.definition.expressions import (
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
)
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


def choice(code, *, meaning=Meaning.NEUTRAL, text=None, **more):
    return Choice(code=code, text=text or {"en": code, "cy": f"{code}-cy"}, meaning=meaning, **more)


def question(code, *, choices=("yes", "no"), text=None, block=Block.CORE, **more):
    return Question(
        code=code,
        block=block,
        kind=more.pop("kind", QuestionKind.SINGLE),
        text=text or {"en": "Did it help?", "cy": "Oedd hyn o help?"},
        choices=tuple(choice(each) if isinstance(each, str) else each for each in choices),
        **more,
    )


def instrument(*questions, **more):
    return Instrument(
        code=more.pop("code", "sample"),
        version=more.pop("version", 1),
        revision=more.pop("revision", 0),
        languages=more.pop("languages", ("en", "cy")),
        questions=questions,
        **more,
    )


def raw_definition(**changes):
    return {
        "code": "sample",
        "version": 1,
        "languages": ["en", "cy"],
        "questions": [raw_question("A"), raw_question("B")],
    } | changes


def raw_question(code, **changes):
    return {
        "code": code,
        "block": "core",
        "kind": "single",
        "text": {"en": "Did it help?", "cy": "Oedd hyn o help?"},
        "choices": [
            {"code": "yes", "text": {"en": "Yes", "cy": "Oedd"}, "meaning": "positive"},
            {"code": "no", "text": {"en": "No", "cy": "Nac oedd"}, "meaning": "negative"},
        ],
    } | changes


def full_instrument():
    words = {"en": "Why?", "cy": "Pam?"}
    yes = Picked("Q", frozenset({"yes", "no"}))
    only = Choice(
        "yes", words, Meaning.POSITIVE, is_apart=True, is_exclusive=True, details=words,
        symbol="tick", tags={"area": "north"}, mends="What for?",
    )  # fmt: skip
    asked = Question(
        code="Q", block=Block.STAGE, kind=QuestionKind.MULTI, text=words, hint=words,
        choices=(only,), scale="SAT5", measure="overall", right="6", code_version="2021",
        privacy=Privacy.CHARACTERISTIC, harmonised="GSS", module="ST2", rank=2, replaces="P",
        section="S", shown_if=Not(Own()), is_required=True, required_text=words,
        constraint=Operation(Operator.LESS, Answer("Q"), Value(3)), constraint_text=words,
        calculation=Call(Function.TODAY, ()), default="yes", choice_filter=Tag("area"),
        is_shuffled=True, seed="12", appearance="likert", symbol="calendar", mends="What for?",
    )  # fmt: skip
    return Instrument(
        code="full", version=2, revision=3, languages=("en", "cy"), questions=(asked,),
        drafts=frozenset({"cy"}), title=words,
        sections=(Section("S", words, parent="T", shown_if=yes, is_page=True), Section("T")),
        rotating=("Q",),
    )  # fmt: skip


CHOICE_CODES = ("a", "b", "c", "d")


@cache
def conditions(codes):
    picked = st.builds(
        Picked,
        st.sampled_from(codes),
        st.frozensets(st.sampled_from(CHOICE_CODES), min_size=1),
    )

    def deeper(inner):
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.builds(AllOf, parts) | st.builds(AnyOf, parts) | st.builds(Not, inner)

    return st.recursive(picked, deeper, max_leaves=4)


LITERALS = ("", "a", "b", "yes", "7", "-1.5", "2026-11-25", "[a-z]{2}", "%Y-%m-%d", "ŵ x")


@cache
def expressions(codes):
    number = st.integers(-10, 10) | st.floats(allow_nan=False, allow_infinity=False)
    leaf = (
        conditions(codes)
        | st.builds(Answer, st.sampled_from(codes))
        | st.builds(Value, st.sampled_from(LITERALS) | number)
        | st.just(Own())
        | st.builds(Tag, st.sampled_from(["region", "kind"]))
    )

    def deeper(inner):
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        arguments = st.lists(inner, max_size=4).map(tuple)
        return (
            st.builds(AllOf, parts)
            | st.builds(AnyOf, parts)
            | st.builds(Not, inner)
            | st.builds(Operation, st.sampled_from(Operator), inner, inner)
            | st.builds(Call, st.sampled_from(Function), arguments)
        )

    return st.recursive(leaf, deeper, max_leaves=4)


SOME_TEXT = {"en": "“So” – it’s <strong>bold</strong>, {month|then}", "cy": "ŵŷâêîôû {month}"}
SOME_CHOICES = tuple(
    Choice(
        code=each,
        text={"en": each, "cy": f"{each}-cy"},
        meaning=Meaning.NEGATIVE if each == "b" else Meaning.POSITIVE,
        is_apart=each == "d",
        is_exclusive=each == "d",
        details=SOME_TEXT if each == "c" else {},
        tags={"region": each},
    )
    for each in CHOICE_CODES
)
EXTRAS = ("constraint", "calculation", "choice_filter", "")


@st.composite
def questions(draw, code, block, codes):
    extra = draw(st.sampled_from(EXTRAS)) if codes else ""
    more = {extra: draw(expressions(codes))} if extra else {}
    return Question(
        code=code,
        block=block,
        kind=draw(st.sampled_from(QuestionKind)),
        text=draw(st.sampled_from([SOME_TEXT, {"en": "A", "cy": "B"}])),
        hint=draw(st.sampled_from([SOME_TEXT, {}])),
        choices=SOME_CHOICES,
        scale=draw(st.sampled_from(["", "SAT5"])),
        privacy=draw(st.sampled_from(Privacy)),
        rank=draw(st.sampled_from([1, 2])),
        section=draw(st.sampled_from(["", "S", "T", "GONE"])),
        shown_if=draw(st.none() | expressions(codes)) if codes else None,
        default=draw(st.sampled_from(["", "a", "7"])),
        is_shuffled=draw(st.booleans()),
        **more,
    )


@st.composite
def instruments(draw, *, is_sound=True, most=5):
    core = draw(st.integers(1, min(3, most)))
    equality = draw(st.integers(0, most - core))
    blocks = [Block.CORE] * core + [Block.EQUALITY] * equality
    codes = tuple(f"Q{place}" for place in range(len(blocks)))
    anything = (*codes, "GONE")
    made = [
        draw(questions(code, block, codes[:place] if is_sound else anything))
        for place, (code, block) in enumerate(zip(codes, blocks, strict=True))
    ]
    condition = st.none() if is_sound else st.none() | expressions(anything)
    sections = (
        Section("S", SOME_TEXT, "" if is_sound else "T", draw(condition)),
        Section("T", {}, "S", draw(condition), is_page=draw(st.booleans())),
    )
    drafts = draw(st.sampled_from([frozenset(), frozenset({"cy"})]))
    return instrument(*made, drafts=drafts, sections=sections)


GIVEN = ("a", "b", "c", "d", "7", "2026-11-25", "words of one’s own")


def answers_to(some_instrument):
    picked = st.lists(st.sampled_from(GIVEN), unique=True, max_size=3).map(tuple)
    codes = [each.code for each in some_instrument.questions]
    return st.dictionaries(st.sampled_from([*codes, *(f"{code}.c" for code in codes)]), picked)

"""Small instruments for tests: by hand, and at random for properties."""

from hypothesis import strategies as st

from survey.definition import Block, Choice, Instrument, Kind, Meaning, Privacy, Question
from survey.expressions import AllOf, AnyOf, Not, Picked


def choice(code, *, meaning=Meaning.NEUTRAL, text=None, **more):
    return Choice(code=code, text=text or {"en": code, "cy": f"{code}-cy"}, meaning=meaning, **more)


def question(code, *, choices=("yes", "no"), text=None, block=Block.CORE, **more):
    return Question(
        code=code,
        block=block,
        kind=more.pop("kind", Kind.SINGLE),
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
    """A sound definition as stored, fit to be published."""
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


WORDS = st.sampled_from(["A pheth", "ŵŷâêîôû", "“So” – it’s <strong>bold</strong>", "١٢٣"])
CHOICE_CODES = ("a", "b", "c", "d")


def texts():
    return st.fixed_dictionaries({"en": WORDS, "cy": WORDS})


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


@st.composite
def questions(draw, code, block, codes):
    """`codes` are the questions that its condition may look at, sound or not."""
    kind = draw(st.sampled_from(Kind))
    return Question(
        code=code,
        block=block,
        kind=kind,
        text=draw(texts()),
        hint=draw(st.just({}) | texts()),
        choices=tuple(
            Choice(
                code=each,
                text={"en": each, "cy": f"{each}-cy"},
                meaning=Meaning.NEGATIVE if each == "b" else Meaning.POSITIVE,
                is_apart=each == "d",
                is_exclusive=kind is Kind.MULTI and each == "d",
            )
            for each in CHOICE_CODES
        ),
        scale=draw(st.sampled_from(["", "SAT5"])),
        measure=draw(st.sampled_from(["", "m"])),
        privacy=draw(st.sampled_from(Privacy)),
        shown_if=draw(st.none() | conditions(codes)) if codes else None,
    )


@st.composite
def instruments(draw, *, is_sound=True, most=9):
    """Unsound ones have conditions that look at later questions and at none at all."""
    core = draw(st.integers(1, min(5, most)))
    equality = draw(st.integers(0, most - core))
    blocks = [Block.CORE] * core + [Block.EQUALITY] * equality
    codes = [f"Q{place}" for place in range(len(blocks))]
    anything = (*codes, "GONE")
    made = [
        draw(questions(code, block, codes[:place] if is_sound else anything))
        for place, (code, block) in enumerate(zip(codes, blocks, strict=True))
    ]
    return instrument(*made, drafts=draw(st.sampled_from([frozenset(), frozenset({"cy"})])))


def answers_to(some_instrument):
    """Answers to any of its questions, on the path or not; some skipped, some not given."""
    picked = st.lists(st.sampled_from(CHOICE_CODES), unique=True, max_size=3).map(tuple)
    codes = [each.code for each in some_instrument.questions]
    return st.dictionaries(st.sampled_from(codes), picked)

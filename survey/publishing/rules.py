from collections.abc import Iterator, Sequence

from survey.bank import questions
from survey.definition.types import SCALES, Choice, Instrument, Meaning, Question, QuestionKind
from survey.publishing import blocks, branches, rotating, series, wording
from survey.publishing.example_cases import Noun

CHOOSING = {QuestionKind.SINGLE, QuestionKind.MULTI}


def faults(question: Question) -> Iterator[str]:
    if question.kind in CHOOSING:
        if len(question.choices) < 2:
            yield "there is nothing to choose between"
        if any(choice.is_apart for choice in question.choices[:-1]):
            yield "a choice that stands apart comes last, and there is one at most"
        exclusive = [choice.code for choice in question.choices if choice.is_exclusive]
        if exclusive and question.kind is QuestionKind.SINGLE:
            yield f"choice {exclusive[0]} is exclusive, which only a choice among many can be"
    yield from _scale(question)
    yield from _measure(question)


def _scale(question: Question) -> Iterator[str]:
    if not question.scale:
        return
    if question.scale not in SCALES:
        yield f"scale {question.scale} is not known"
        return
    expected = SCALES[question.scale]
    own, rest = question.choices[: len(expected)], question.choices[len(expected) :]
    if [choice.code for choice in own] != list(expected):
        yield f"the choices of {question.scale} are {', '.join(expected)}, in this order"
    for choice in own:
        if (meaning := expected.get(choice.code)) and choice.meaning is not meaning:
            yield f"choice {choice.code} of {question.scale} is {meaning}, not {choice.meaning}"
    yield from _outside(rest)


def _outside(rest: tuple[Choice, ...]) -> Iterator[str]:
    for choice in rest:
        if choice.meaning is not Meaning.OUT_OF_BASE:
            yield f"choice {choice.code} is not of the scale, so it is out of base"


def _measure(question: Question) -> Iterator[str]:
    if not question.measure:
        return
    if question.kind not in CHOOSING:
        yield "a measure counts choices, and this question has none"
    meanings = {choice.meaning for choice in question.choices}
    if (
        question.kind is QuestionKind.SINGLE
        and not {Meaning.POSITIVE, Meaning.NEGATIVE} <= meanings
    ):
        yield "a measure needs a positive and a negative choice"


CALL_BACK = "Q-FUP-"
"""The codes of the bank's questions about being contacted."""


def faults_in(instrument: Instrument, *, published: Sequence[Instrument] = ()) -> list[str]:
    """The instrument first, then by question; empty passes."""
    place = f"{instrument.code} version {instrument.version}"
    return [f"{place}, {fault}" for fault in _all(instrument, published)]


def _all(instrument: Instrument, published: Sequence[Instrument]) -> Iterator[str]:
    yield from _whole(instrument, published)
    found = list(branches.faults(instrument))
    for section in instrument.sections:
        named = wording.section_faults(section, instrument.languages)
        own = [fault for noun, code, fault in found if (noun, code) == (Noun.SECTION, section.code)]
        yield from (f"section {section.code}: {fault}" for fault in (*named, *own))
    for question in instrument.questions:
        own = [
            fault for noun, code, fault in found if (noun, code) == (Noun.QUESTION, question.code)
        ]
        for fault in (*_question(question, instrument, published), *own):
            yield f"question {question.code}: {fault}"


def _whole(instrument: Instrument, published: Sequence[Instrument]) -> Iterator[str]:
    if wording.ENGLISH not in instrument.languages:
        yield "languages: English is not among them"
    yield from (f"title: {fault}" for fault in wording.title_faults(instrument))
    yield from (f"questions: {fault}" for fault in blocks.faults(instrument))
    yield from (f"questions: {fault}" for fault in series.order_faults(instrument, published))
    yield from (f"rotating: {fault}" for fault in rotating.faults(instrument))


def _question(
    question: Question, instrument: Instrument, published: Sequence[Instrument]
) -> Iterator[str]:
    if question.kind is QuestionKind.TEXT:
        yield "text questions cannot be published while no one reads free text"
    if question.code.startswith(CALL_BACK):
        yield "a wish to be contacted cannot be asked for while no one follows it up"
    for choice in question.choices:
        if choice.details:
            yield f"choice {choice.code} asks for words, which no one reads yet"
    yield from wording.question_faults(question, instrument.languages)
    yield from faults(question)
    if bool(question.right) != bool(question.code_version):
        yield "a right of the Victims' Code stands with the version of the Code"
    elif question.right:
        code = questions.read_victims_codes().get(question.code_version)
        if code is None:
            yield f"there is no version {question.code_version} of the Victims' Code"
        elif question.right not in code.rights:
            yield f"the Victims' Code of {code.version} has no right {question.right}"
    yield from series.faults(question, published)

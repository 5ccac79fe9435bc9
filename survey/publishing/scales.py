"""Rules on the choices of a question: what each means, and which a scale has (decision 3). Pure."""

from collections.abc import Iterator

from survey.definition.scales import SCALES
from survey.definition.types import Choice, Meaning, Question, QuestionKind

CHOOSING = {QuestionKind.SINGLE, QuestionKind.MULTI}


def faults(question: Question) -> Iterator[str]:
    if question.kind in CHOOSING:
        yield from _choices(question)
    yield from _scale(question)
    yield from _measure(question)


def _choices(question: Question) -> Iterator[str]:
    if len(question.choices) < 2:
        yield "there is nothing to choose between"
    if any(choice.is_apart for choice in question.choices[:-1]):
        yield "a choice that stands apart comes last, and there is one at most"
    exclusive = [choice.code for choice in question.choices if choice.is_exclusive]
    if exclusive and question.kind is QuestionKind.SINGLE:
        yield f"choice {exclusive[0]} is exclusive, which only a choice among many can be"


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
    """Where several choices may be picked, each is a yes or no of its own and any meanings do."""
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

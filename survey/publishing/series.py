"""A code keeps its wording, and the core its order, in every version."""

from collections.abc import Iterable, Iterator

from survey.definition.types import Instrument, Question
from survey.publishing.wording import ENGLISH

Asked = tuple[object, ...]


def faults(question: Question, published: Iterable[Instrument]) -> Iterator[str]:
    """`published` includes retired versions."""
    published = list(published)
    for instrument in published:
        for before in instrument.questions:
            if before.code == question.code and _comparable_wording(before) != _comparable_wording(
                question
            ):
                yield (
                    f"{instrument.code} version {instrument.version} asks it in another way "
                    f"({', '.join(_differences(before, question))}): a changed question is a new "
                    f"code with replaces = {question.code!r}, a break in the series"
                )
                return
    yield from _replaces(question, published)


def _comparable_wording(question: Question) -> Asked:
    return (
        question.first_wording,
        question.hint.get(ENGLISH, ""),
        question.kind,
        [(choice.code, choice.first_wording, choice.meaning) for choice in question.choices],
    )


def _differences(before: Question, after: Question) -> Iterator[str]:
    names = ("wording", "hint", "kind", "choices or their order")
    for name, one, other in zip(
        names, _comparable_wording(before), _comparable_wording(after), strict=True
    ):
        if one != other:
            yield name


def _replaces(question: Question, published: list[Instrument]) -> Iterator[str]:
    if not question.replaces:
        return
    replaced = [q for each in published for q in each.questions if q.code == question.replaces]
    if not replaced:
        yield f"it replaces {question.replaces}, which was never asked"
    elif replaced[-1].harmonised and not question.harmonised:
        yield f"it replaces the harmonised wording of {question.replaces} by one of our own"


def order_faults(instrument: Instrument, published: Iterable[Instrument]) -> Iterator[str]:
    """An earlier question influences the answers to later ones."""
    own = [question.code for question in instrument.core]
    for other in published:
        theirs = [question.code for question in other.core if question.code in own]
        if theirs != [code for code in own if code in theirs]:
            yield (
                f"the core is in another order than in {other.code} version {other.version}, "
                f"which asks {', '.join(theirs)}"
            )
            return

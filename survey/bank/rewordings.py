"""Two versions that differ by drawn questions' wording alone may be compared in a trial."""

from collections.abc import Mapping, Sequence

from survey.definition.types import Instrument, Question

NONE: Mapping[str, str] = {}


def reworded(usual: Instrument, new: Instrument) -> Mapping[str, str]:
    """Old code to new; empty where anything else differs, or nothing."""
    known = _rotating_questions(usual)
    changed = {
        question.replaces: question.code
        for question in _rotating_questions(new).values()
        if question.code not in known
    }
    is_alone = _for_everybody(usual) == _for_everybody(new) and usual.languages == new.languages
    expected = {code: changed.get(code, code) for code in known}
    is_each_replaced = set(expected.values()) == set(_rotating_questions(new))
    kept = [
        known[code] == _rotating_questions(new).get(code) for code in known if code not in changed
    ]
    is_placed_alike = all(
        known[before].module == _rotating_questions(new)[after].module
        for before, after in changed.items()
        if before in known
    )
    return changed if is_alone and is_each_replaced and all(kept) and is_placed_alike else NONE


def _for_everybody(instrument: Instrument) -> Sequence[Question]:
    return [each for each in instrument.questions if each.code not in instrument.rotating]


def _rotating_questions(instrument: Instrument) -> Mapping[str, Question]:
    return {each.code: each for each in instrument.questions if each.code in instrument.rotating}

"""Two versions of the short form that differ by the wording of drawn questions alone, so that a
trial may ask one of some people and the other of others. Pure.

A changed wording is a new code that names the one it replaces (survey.publishing.series). The ten
and the questions about who answers are in both, word for word: their series is one, and no trial
may bend it. Drawn questions keep their number, so that each has the same chance in both."""

from collections.abc import Mapping, Sequence

from survey.definition.types import Instrument, Question

NONE: Mapping[str, str] = {}


def reworded(usual: Instrument, new: Instrument) -> Mapping[str, str]:
    """The codes of the drawn questions that `new` asks in other words, each with that of the new
    wording; empty where the versions differ by anything else, or by nothing."""
    known = _drawn(usual)
    changed = {
        question.replaces: question.code
        for question in _drawn(new).values()
        if question.code not in known
    }
    is_alone = _for_everybody(usual) == _for_everybody(new) and usual.languages == new.languages
    expected = {code: changed.get(code, code) for code in known}
    is_each_replaced = set(expected.values()) == set(_drawn(new))
    kept = [known[code] == _drawn(new).get(code) for code in known if code not in changed]
    is_placed_alike = all(
        known[before].module == _drawn(new)[after].module
        for before, after in changed.items()
        if before in known
    )
    return changed if is_alone and is_each_replaced and all(kept) and is_placed_alike else NONE


def _for_everybody(instrument: Instrument) -> Sequence[Question]:
    return [each for each in instrument.questions if each.code not in instrument.rotating]


def _drawn(instrument: Instrument) -> Mapping[str, Question]:
    return {each.code: each for each in instrument.questions if each.code in instrument.rotating}

"""May this instrument be published? Everything that stands in the way, each fault in a sentence
that says where. Pure.

Parsing has already refused what is not a definition at all; here stand the rules about its
wording, its scales and its branches (decisions 1, 3, 13 and 31)."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, product

from survey import flow, readability
from survey.definition import Block, Choice, Instrument, Kind, Meaning, Question, Text
from survey.expressions import AllOf, AnyOf, Expression, Not, Picked

ENGLISH = "en"
MOST_CORE_ITEMS = 12
MOST_WORDS_OF_A_QUESTION = 30
MOST_WORDS_OF_A_CHOICE = 12
HIGHEST_GRADE = 7.0
MOST_COMBINATIONS = 20_000

P, N, X, O = Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE, Meaning.OUT_OF_BASE  # noqa: E741
# What the choices of each scale mean, in the order shown (decision 3).
SCALES: Mapping[str, Mapping[str, Meaning]] = {
    "SAT5": {
        "very_satisfied": P, "fairly_satisfied": P, "neither": N,
        "fairly_dissatisfied": X, "very_dissatisfied": X,
    },
    "AGR5": {
        "strongly_agree": P, "tend_to_agree": P, "neither": N,
        "tend_to_disagree": X, "strongly_disagree": X,
    },
    "SAFE5": {
        "much_safer": P, "little_safer": P, "no_difference": N,
        "little_less_safe": X, "much_less_safe": X,
    },
    "LIKE5": {
        "very_likely": P, "fairly_likely": P, "neither": N,
        "fairly_unlikely": X, "very_unlikely": X,
    },
    "EASE5": {
        "very_easy": P, "fairly_easy": P, "neither": N,
        "fairly_difficult": X, "very_difficult": X, "did_not_contact": O,
    },
    "FREQ4": {"always": P, "most": P, "sometimes": X, "never": X},
    "CODE4": {"yes": P, "wanted_no": X, "no_need": O, "not_sure": O},
    "UND4": {"fully": P, "partly": N, "not_at_all": X, "not_told": X},
}  # fmt: skip


def faults_in(instrument: Instrument) -> list[str]:
    """All that stands in the way of publishing, in the order of the questions; none is a pass."""
    return [
        f"{instrument.code} version {instrument.version}, {fault}" for fault in _all(instrument)
    ]


def _all(instrument: Instrument) -> Iterator[str]:
    yield from _whole(instrument)
    for place, question in enumerate(instrument.questions):
        found = (
            *_kind(question),
            *_texts(question, instrument.languages),
            *_english(question),
            *_choices(question),
            *_scale(question),
            *_rights(question),
            *_branch(instrument, place),
        )
        yield from (f"question {question.code}: {fault}" for fault in found)


def _whole(instrument: Instrument) -> Iterator[str]:
    if ENGLISH not in instrument.languages:
        yield "languages: English is not among them"
    blocks = [question.block for question in instrument.questions]
    core = blocks.count(Block.CORE)
    if not core:
        yield "questions: there is no core question"
    if core > MOST_CORE_ITEMS:
        yield f"questions: {core} core items, at most {MOST_CORE_ITEMS} may be asked"
    if Block.CORE in blocks[blocks.index(Block.EQUALITY) :] if Block.EQUALITY in blocks else False:
        yield "questions: the equality block comes last"


def _kind(question: Question) -> Iterator[str]:
    if question.kind not in {Kind.SINGLE, Kind.MULTI}:
        yield f"{question.kind} questions cannot be published while no one reads free text"
    for choice in question.choices:
        if choice.details:
            yield f"choice {choice.code} asks for words, which no one reads yet"


def _wordings(question: Question) -> Iterator[tuple[str, Text]]:
    yield "text", question.text
    if question.hint:
        yield "hint", question.hint
    for choice in question.choices:
        yield f"choice {choice.code}", choice.text


def _texts(question: Question, languages: tuple[str, ...]) -> Iterator[str]:
    for place, text in _wordings(question):
        for language in languages:
            if not text.get(language, "").strip():
                yield f"{place} has no wording in {language}"
        for language in sorted(set(text) - set(languages)):
            yield f"{place} has a wording in {language}, which is not offered"
        for language, wording in text.items():
            if not _is_plain(wording):
                yield f"{place} has markup other than <strong> in {language}"


def _is_plain(wording: str) -> bool:
    without = re.sub(r"<strong>[^<>]*</strong>", "", wording)
    return "<" not in without and ">" not in without


def _english(question: Question) -> Iterator[str]:
    text, hint = question.text.get(ENGLISH, ""), question.hint.get(ENGLISH, "")
    if (count := len(readability.words(text))) > MOST_WORDS_OF_A_QUESTION:
        yield f"text has {count} words, at most {MOST_WORDS_OF_A_QUESTION} are allowed"
    if (grade := readability.grade(text, hint)) > HIGHEST_GRADE:
        yield f"text and hint read at grade {grade:.1f}, at most {HIGHEST_GRADE:.0f} is allowed"
    for choice in question.choices:
        count = len(readability.words(choice.text.get(ENGLISH, "")))
        if count > MOST_WORDS_OF_A_CHOICE:
            yield (
                f"choice {choice.code} has {count} words, "
                f"at most {MOST_WORDS_OF_A_CHOICE} are allowed"
            )


def _choices(question: Question) -> Iterator[str]:
    if len(question.choices) < 2:
        yield "there is nothing to choose between"
    if any(choice.is_apart for choice in question.choices[:-1]):
        yield "a choice that stands apart comes last, and there is one at most"
    exclusive = [choice.code for choice in question.choices if choice.is_exclusive]
    if exclusive and question.kind is Kind.SINGLE:
        yield f"choice {exclusive[0]} is exclusive, which only a choice among many can be"


def _scale(question: Question) -> Iterator[str]:
    if question.scale and question.scale not in SCALES:
        yield f"scale {question.scale} is not known"
        return
    expected = SCALES.get(question.scale, {})
    own, rest = question.choices[: len(expected)], question.choices[len(expected) :]
    if question.scale and [choice.code for choice in own] != list(expected):
        yield f"the choices of {question.scale} are {', '.join(expected)}, in this order"
    for choice in own if question.scale else ():
        if (meaning := expected.get(choice.code)) and choice.meaning is not meaning:
            yield f"choice {choice.code} of {question.scale} is {meaning}, not {choice.meaning}"
    yield from _outside(question, rest)


def _outside(question: Question, rest: tuple[Choice, ...]) -> Iterator[str]:
    for choice in rest if question.scale else ():
        if choice.meaning is not Meaning.OUT_OF_BASE:
            yield f"choice {choice.code} is not of the scale, so it is out of base"
    meanings = {choice.meaning for choice in question.choices}
    is_share = question.kind is Kind.SINGLE and bool(question.measure)
    if is_share and not {Meaning.POSITIVE, Meaning.NEGATIVE} <= meanings:
        yield "a measure needs a positive and a negative choice"


def _rights(question: Question) -> Iterator[str]:
    if bool(question.right) != bool(question.code_version):
        yield "a right of the Victims' Code stands with the version of the Code"


def _branch(instrument: Instrument, place: int) -> Iterator[str]:
    question = instrument.questions[place]
    if question.shown_if is None:
        return
    before = {earlier.code: earlier for earlier in instrument.questions[:place]}
    dangling = list(_dangling(question.shown_if, before))
    yield from dangling
    if not dangling and not _is_reachable(instrument, question, before):
        yield "no answers lead to it"


def _dangling(condition: Expression, before: Mapping[str, Question]) -> Iterator[str]:
    for picked in _picks(condition):
        if picked.question not in before:
            yield f"shown_if looks at {picked.question}, which is not asked before it"
        else:
            for code in sorted(picked.choices - before[picked.question].choice_codes):
                yield f"shown_if looks at choice {code} of {picked.question}, which has no such"


def _picks(condition: Expression) -> Iterator[Picked]:
    match condition:
        case Picked():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _picks(part)
        case Not(part):
            yield from _picks(part)


def _is_reachable(
    instrument: Instrument, question: Question, before: Mapping[str, Question]
) -> bool:
    """Tries every combination of answers that could make a difference. Beyond a bound it counts
    as unreachable: nobody could check such a branch by reading it either."""
    deciding = _deciding(question, before)
    tried = {code: _different_answers(before[code], choices) for code, choices in deciding.items()}
    for count, answers in enumerate(product(*tried.values())):
        if count >= MOST_COMBINATIONS:
            return False
        if question in flow.path(instrument, dict(zip(tried, answers, strict=True))):
            return True
    return False


def _deciding(question: Question, before: Mapping[str, Question]) -> dict[str, set[str]]:
    """The questions that decide about this one, near and far, with the choices that matter."""
    found: dict[str, set[str]] = {}
    waiting = [question]
    while waiting:
        condition = waiting.pop().shown_if
        for picked in _picks(condition) if condition else ():
            if picked.question not in before:
                continue
            if picked.question not in found:
                waiting.append(before[picked.question])
            found.setdefault(picked.question, set()).update(picked.choices)
    return found


def _different_answers(question: Question, choices: set[str]) -> list[tuple[str, ...]]:
    most = 1 if question.kind is Kind.SINGLE else len(choices)
    return [answer for size in range(most + 1) for answer in combinations(sorted(choices), size)]

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from survey import module_names
from survey.definition.types import (
    Answers,
    Block,
    Instrument,
    Meaning,
    Privacy,
    Question,
    QuestionKind,
)
from survey.designer.condition_presenters import ConditionWords, optional_words
from survey.forms import question_wording
from survey.forms.question_wording import ChoiceWords
from survey.publishing import example_cases
from survey.publishing.example_cases import Branch, Noun
from ui import languages
from ui.formatting import locale_of

BLOCKS: Mapping[Block, str | Promise] = {
    Block.CORE: gettext_lazy("Core"),
    Block.OUTCOME: gettext_lazy("Outcome"),
    Block.STAGE: gettext_lazy("Stage"),
    Block.CRIME: gettext_lazy("Crime"),
    Block.LOCAL: gettext_lazy("Local items"),
    Block.EQUALITY: gettext_lazy("About you"),
}
KINDS: Mapping[QuestionKind, str | Promise] = {
    QuestionKind.SINGLE: gettext_lazy("One choice"),
    QuestionKind.MULTI: gettext_lazy("Several choices"),
    QuestionKind.TEXT: gettext_lazy("Words"),
    QuestionKind.INTEGER: gettext_lazy("A whole number"),
    QuestionKind.DECIMAL: gettext_lazy("A number with decimal places"),
    QuestionKind.DATE: gettext_lazy("A date"),
    QuestionKind.TIME: gettext_lazy("A time of day"),
    QuestionKind.NOTE: gettext_lazy("A note to read"),
    QuestionKind.ACKNOWLEDGE: gettext_lazy("A box to tick"),
    QuestionKind.CALCULATED: gettext_lazy("Calculated, not shown"),
    QuestionKind.HIDDEN: gettext_lazy("Hidden"),
}
MEANINGS: Mapping[Meaning, str | Promise] = {
    Meaning.POSITIVE: gettext_lazy("positive"),
    Meaning.NEUTRAL: gettext_lazy("neutral"),
    Meaning.NEGATIVE: gettext_lazy("negative"),
    Meaning.OUT_OF_BASE: gettext_lazy("out of base"),
}
PRIVACIES: Mapping[Privacy, str | Promise] = {
    Privacy.ORDINARY: gettext_lazy("Ordinary"),
    Privacy.CHARACTERISTIC: gettext_lazy("A personal characteristic"),
    Privacy.SPECIAL_CATEGORY: gettext_lazy("Special category (UK GDPR, article 9)"),
}


@dataclass(frozen=True)
class CaseWords:
    """`key` as in addresses; whether its answers lead to the question or past it."""

    key: str
    is_taken: bool
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QuestionCard:
    number: int
    code: str
    legend: SafeString
    hint: SafeString
    choices: tuple[ChoiceWords, ...]
    facts: tuple[tuple[str, str], ...]
    meanings: tuple[tuple[str, str | Promise], ...]
    """By choice code, where the question feeds a measure or uses a scale."""
    condition: ConditionWords | None
    cases: tuple[CaseWords, ...]
    sections: tuple[str, ...]
    evidence: tuple[str, ...]
    """One line each time that people were asked about these words."""


@dataclass(frozen=True)
class BlockCards:
    name: str | Promise
    module: str
    cards: tuple[QuestionCard, ...]

    @property
    def anchor(self) -> str:
        return self.cards[0].code


@dataclass(frozen=True)
class SectionCard:
    code: str
    text: str
    condition: ConditionWords | None
    cases: tuple[CaseWords, ...]


def join_words(words: Sequence[str]) -> str:
    """In the language of the page."""
    return format_list(list(words), locale=locale_of(get_language() or "en"))


def list_offers(codes: Sequence[str], *, drafts: Collection[str]) -> list[languages.Offer]:
    """The languages of an instrument."""
    ours = languages.offers(codes, drafts=drafts)
    known = {offer.code for offer in ours}
    others = (code for code in codes if code not in known)
    return [*ours, *(languages.Offer(code, code, is_draft=True) for code in others)]


def block_cards(
    instrument: Instrument, *, language: str, evidence: Mapping[str, tuple[str, ...]]
) -> tuple[BlockCards, ...]:
    """In the order asked."""
    branches = _branches(instrument)
    return tuple(
        BlockCards(
            BLOCKS[block],
            module_names.module_name(module),
            tuple(
                _card(instrument, question, branches, language, evidence.get(question.code, ()))
                for question in questions
            ),
        )
        for (block, module), questions in groupby(
            instrument.questions, key=lambda each: (each.block, each.module)
        )
    )


def section_cards(instrument: Instrument, *, language: str) -> tuple[SectionCard, ...]:
    branches = _branches(instrument)
    return tuple(
        SectionCard(
            code=section.code,
            text=question_wording.wording(section.text, language) if section.text else section.code,
            condition=optional_words(section.shown_if, instrument, language=language),
            cases=_cases(branches.get((Noun.SECTION, section.code)), instrument, language),
        )
        for section in instrument.sections
    )


def _branches(instrument: Instrument) -> dict[tuple[Noun, str], Branch]:
    return {(branch.noun, branch.code): branch for branch in example_cases.branches(instrument)}


def _card(
    instrument: Instrument,
    question: Question,
    branches: Mapping[tuple[Noun, str], Branch],
    language: str,
    evidence: tuple[str, ...],
) -> QuestionCard:
    words = question_wording.question_words(question, language=language)
    return QuestionCard(
        number=instrument.places[question.code] + 1,
        code=question.code,
        legend=words.legend,
        hint=words.hint,
        choices=words.choices,
        facts=tuple(_facts(question, is_drawn=question.code in instrument.rotating)),
        meanings=tuple(
            (choice.code, MEANINGS[choice.meaning])
            for choice in question.choices
            if question.measure or question.scale
        ),
        condition=optional_words(question.shown_if, instrument, language=language),
        cases=_cases(branches.get((Noun.QUESTION, question.code)), instrument, language),
        sections=tuple(section.code for section in instrument.sections_around(question)),
        evidence=evidence,
    )


def _facts(question: Question, *, is_drawn: bool) -> Iterator[tuple[str, str]]:
    """Properties of a question, by name."""
    if is_drawn:
        yield _("Asked"), _("Of some, drawn by chance after the core")
    yield _("Kind of answer"), str(KINDS[question.kind])
    if question.right:
        yield (
            _("Right under the Victims’ Code"),
            _("%(right)s, in the Code of %(version)s")
            % {
                "right": question.right,
                "version": question.code_version,
            },
        )
    named = (
        (_("Scale"), question.scale),
        (_("Measure"), question.measure),
        (_("Harmonised standard"), question.harmonised),
        (_("Module"), question.module),
        (_("Takes the place of"), question.replaces),
    )
    yield from ((name, value) for name, value in named if value)
    yield _("Privacy"), str(PRIVACIES[question.privacy])


def _cases(branch: Branch | None, instrument: Instrument, language: str) -> tuple[CaseWords, ...]:
    if branch is None:
        return ()
    sides = ((True, branch.taken), (False, branch.untaken))
    return tuple(
        CaseWords(
            key=case_key(branch, is_taken=is_taken),
            is_taken=is_taken,
            answers=tuple(answers_in_words(answers, instrument, language=language)),
        )
        for is_taken, answers in sides
        if answers is not None
    )


def case_key(branch: Branch, *, is_taken: bool) -> str:
    """Such as "question:Q-1:in"."""
    return f"{branch.noun}:{branch.code}:{'in' if is_taken else 'past'}"


def answers_in_words(
    answers: Answers, instrument: Instrument, *, language: str
) -> Iterator[tuple[str, str]]:
    for code, given in answers.items():
        question = instrument.question(code)
        words = question_wording.answer_words(question, answers, language=language)
        yield code, join_words(words) if given else _("Skipped")

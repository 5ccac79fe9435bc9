"""Reads a text by the rules: what it may tell of, and how soon a person must see it. Pure.

A rule raises. Nothing here clears: words that deny, that speak of the past or of others make a find
one clock less urgent and leave it standing; a doubt makes the text more urgent, never less."""

from collections.abc import Iterator, Sequence

from responses.triage.risk.languages import judge_language
from responses.triage.risk.phrases import Masked, Phrase, places_of
from responses.triage.risk.reading import (
    DOUBT_CLOCK,
    Doubt,
    RiskCategory,
    RiskReading,
    RiskReason,
    TriageClock,
)
from responses.triage.risk.rule_files import LanguageRules, RiskRule, shipped_rules
from responses.triage.risk.words import TextWord, words_of

NEAR = 3
"""How many words before or after a phrase may deny it."""
_ORDER = list(RiskCategory)


def read_text(text: str, *, language: str) -> RiskReading:
    """`language` is that of the page on which the text was written. An empty text says nothing."""
    words = words_of(text)
    judgement = judge_language(words, declared=language)
    rules = [shipped_rules()[code] for code in judgement.languages]
    found = list(reasons_of(words, rules, main=shipped_rules().get(judgement.main)))
    return _reading(found, judgement.doubts)


def _reading(found: Sequence[RiskReason], doubts: tuple[Doubt, ...]) -> RiskReading:
    ordered = sorted(found, key=lambda one: (one.clock, _ORDER.index(one.category), one.start))
    category = ordered[0].category if ordered else RiskCategory.NONE
    clock = ordered[0].clock if ordered else TriageClock.WORKING_DAY
    if doubts:
        clock = min(clock, DOUBT_CLOCK)
    return RiskReading(category=category, clock=clock, reasons=tuple(ordered), doubts=doubts)


def reasons_of(
    words: Sequence[TextWord],
    languages: Sequence[LanguageRules],
    *,
    main: LanguageRules | None = None,
) -> Iterator[RiskReason]:
    """What the rules find, each rule once, at its most urgent place. Idioms hide their words from
    every language; what lowers is said in the language of the rule or in the main one, because a
    small word of one language (`no`) is another in the next."""
    masked = frozenset(
        place
        for rules in languages
        for places in _all_places(rules.idioms, words, rules)
        for place in places
    )
    for rules in languages:
        lowering = [rules] if main is None or main is rules else [rules, main]
        for rule in rules.rules:
            found = list(_found(rule, words, lowering, masked))
            if found:
                yield min(found, key=lambda one: (one.clock, one.start))


def _found(
    rule: RiskRule, words: Sequence[TextWord], lowering: Sequence[LanguageRules], masked: Masked
) -> Iterator[RiskReason]:
    """`lowering` begins with the rule's own language."""
    own = lowering[0]
    for phrase in rule.phrases:
        for places in places_of(phrase, words, own.spelling, masked=masked):
            said = (_lowered_by(each, words, places) for each in lowering)
            lowered_by = next(filter(None, said), "")
            yield RiskReason(
                rule=rule.name,
                language=own.language,
                category=rule.category,
                clock=rule.clock.lowered() if lowered_by else rule.clock,
                start=words[places[0]].start,
                end=words[places[-1]].end,
                lowered_by=lowered_by,
            )


def _all_places(
    phrases: Sequence[Phrase], words: Sequence[TextWord], rules: LanguageRules
) -> Iterator[tuple[int, ...]]:
    for phrase in phrases:
        yield from places_of(phrase, words, rules.spelling)


def _lowered_by(
    rules: LanguageRules, words: Sequence[TextWord], places: tuple[int, ...]
) -> str:
    """The words that make the phrase at these places less urgent; none where nothing does."""
    lowering = rules.lowering
    first, last = words[places[0]], words[places[-1]]
    sentence = [n for n, word in enumerate(words) if word.sentence == first.sentence]
    after = NEAR if lowering.is_denied_after else 0
    clause = [
        n
        for n in sentence
        if words[n].clause in {first.clause, last.clause}
        and places[0] - NEAR <= n <= places[-1] + after
    ]

    def said(phrases: Sequence[Phrase], within: Sequence[int]) -> str:
        """The first of the phrases that stands there and shares no word with the find."""
        for found in _all_places(phrases, words, rules):
            if set(found) <= set(within) and not set(found) & set(places):
                return " ".join(words[place].text for place in found)
        return ""

    past = "" if said(lowering.still, sentence) else said(lowering.past, sentence)
    return said(lowering.denied, clause) or said(lowering.others, sentence) or past

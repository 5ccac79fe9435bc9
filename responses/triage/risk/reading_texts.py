from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from responses.triage.risk.languages import judge_language
from responses.triage.risk.phrases import (
    Masked,
    MatchedText,
    Phrase,
    match_words,
    places_of,
)
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
"""Words before or after a phrase among which a denial counts."""
_ORDER = list(RiskCategory)
Places = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class LoweringCues:
    denied: Places
    past: Places
    others: Places
    still: Places
    words_after: int
    """Words after a phrase among which a denial counts."""

    def beside(self, places: tuple[int, ...], words: Sequence[TextWord]) -> str:
        """Words that make a find less urgent; none where nothing does."""
        first, last = words[places[0]], words[places[-1]]
        sentence = {n for n, word in enumerate(words) if word.sentence == first.sentence} - {
            *places
        }
        near = range(places[0] - NEAR, places[-1] + self.words_after + 1)
        clause = {
            n for n in sentence if n in near and words[n].clause in {first.clause, last.clause}
        }
        is_still = any(sentence.issuperset(found) for found in self.still)
        past = () if is_still else self.past
        said = [found for found in self.denied if clause.issuperset(found)]
        said += [found for found in (*self.others, *past) if sentence.issuperset(found)]
        return " ".join(words[n].text for n in said[0]) if said else ""


def read_text(text: str, *, language: str) -> RiskReading:
    """`language` is that of the page."""
    words = words_of(text)
    judgement = judge_language(words, declared=language)
    rules = [shipped_rules()[code] for code in judgement.languages]
    found = list(reasons_of(words, rules, main=judgement.main))
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
    main: str = "",
) -> Iterator[RiskReason]:
    """Each rule once, at its most urgent place."""
    matched = {rules.language: match_words(words, rules.spelling) for rules in languages}
    masked = frozenset(
        place
        for rules in languages
        for places in _all_places(rules.idioms, matched[rules.language])
        for place in places
    )
    lowering = {rules.language: _cues(rules, matched[rules.language]) for rules in languages}
    for rules in languages:
        cues = [
            lowering[code] for code in dict.fromkeys((rules.language, main)) if code in lowering
        ]
        for rule in rules.rules:
            found = list(_found(rule, rules.language, matched[rules.language], cues, masked))
            if found:
                yield min(found, key=lambda one: (one.clock, one.start))


def _found(
    rule: RiskRule, language: str, text: MatchedText, cues: Sequence[LoweringCues], masked: Masked
) -> Iterator[RiskReason]:
    for phrase in rule.phrases:
        for places in places_of(phrase, text, masked=masked):
            said = (each.beside(places, text.words) for each in cues)
            lowered_by = next(filter(None, said), "")
            yield RiskReason(
                rule=rule.name,
                language=language,
                category=rule.category,
                clock=rule.clock.lowered() if lowered_by else rule.clock,
                start=text.words[places[0]].start,
                end=text.words[places[-1]].end,
                lowered_by=lowered_by,
            )


def _all_places(phrases: Sequence[Phrase], text: MatchedText) -> tuple[tuple[int, ...], ...]:
    return tuple(places for phrase in phrases for places in places_of(phrase, text))


def _cues(rules: LanguageRules, text: MatchedText) -> LoweringCues:
    lowering = rules.lowering
    return LoweringCues(
        denied=_all_places(lowering.denied, text),
        past=_all_places(lowering.past, text),
        others=_all_places(lowering.others, text),
        still=_all_places(lowering.still, text),
        words_after=NEAR if lowering.is_denied_after else 0,
    )

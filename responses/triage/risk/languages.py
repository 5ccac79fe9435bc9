"""By script and most common words. Language libraries guess from letters and always answer: they
call Urdu in Latin letters Somali."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from responses.triage.risk.phrases import STEM
from responses.triage.risk.reading import Doubt
from responses.triage.risk.rule_files import (
    LanguageRules,
    languages_without_rules,
    shipped_rules,
)
from responses.triage.risk.spelling import ROMANISED, script_of, ways_of
from responses.triage.risk.words import TextWord

ENGLISH = "en"
LATIN = "LATIN"
LEAST_SHARE = 0.2
"""Share of a text's words that must be common in its language."""
OTHER_SHARE = 0.3
"""The same, where it is another language than that of the page."""
LEAST_WORDS = 2
SHORT = 3
"""A text of so few words is in the language of its page where one of them is common there."""


@dataclass(frozen=True, kw_only=True)
class LanguageJudgement:
    languages: tuple[str, ...]
    main: str = ""
    doubts: tuple[Doubt, ...] = ()


def judge_language(words: Sequence[TextWord], *, declared: str) -> LanguageJudgement:
    """`declared` is the language of the pages."""
    scripts = Counter(script for word in words for script in _scripts(word.text))
    if not scripts:
        return LanguageJudgement(languages=())
    declared = declared.partition("-")[0]
    script = scripts.most_common(1)[0][0]
    same = {
        code: rules for code, rules in shipped_rules().items() if rules.script.upper() == script
    }
    tried = [code for code, rules in shipped_rules().items() if rules.script.upper() in scripts]
    mixed = (Doubt.MIXED_SCRIPT,) if _is_mixed(words, scripts) else ()
    if not same:
        return LanguageJudgement(languages=tuple(tried), doubts=(Doubt.NO_RULES, *mixed))
    best, doubt = _best(words, same, script=script, declared=declared)
    if best is None or mixed:
        return LanguageJudgement(languages=tuple(tried), doubts=(*doubt, *mixed))
    chosen = {best, declared, ENGLISH} & same.keys()
    if best.endswith(ROMANISED):
        chosen |= {code for code in same if code.endswith(ROMANISED)}
    return LanguageJudgement(languages=tuple(sorted(chosen)), main=best, doubts=doubt)


def _scripts(word: str) -> set[str]:
    return {script_of(letter) for letter in word if letter.isalpha()}


def _is_mixed(words: Sequence[TextWord], scripts: Counter[str]) -> bool:
    main = scripts.most_common(1)[0][1]
    return sum(scripts.values()) - main > 1 or any(len(_scripts(word.text)) > 1 for word in words)


def _best(
    words: Sequence[TextWord], same: Mapping[str, LanguageRules], *, script: str, declared: str
) -> tuple[str | None, tuple[Doubt, ...]]:
    known = {code: rules.common for code, rules in same.items()}
    strangers = languages_without_rules() if script == LATIN else {}
    counts = {code: _common_words(words, known[code], code) for code in known}
    others = max((_common_words(words, common, "") for common in strangers.values()), default=0)
    best = max(counts, key=lambda code: (counts[code], code == declared))
    if others > counts[best] or (others == counts[best] and best != declared):
        return None, (_not_known(declared, script, Doubt.NO_RULES),)
    if not _is_clear(len(words), counts, best=best, declared=declared):
        return None, (_not_known(declared, script, Doubt.UNKNOWN_LANGUAGE),)
    return best, ((Doubt.ROMANISED,) if best.endswith(ROMANISED) else ())


def _common_words(words: Sequence[TextWord], common: Collection[str], language: str) -> int:
    stems = tuple(word.removesuffix(STEM) for word in common if word.endswith(STEM))
    return sum(
        not ways.isdisjoint(common) or any(way.startswith(stems) for way in ways)
        for ways in (ways_of(word.text, language) for word in words)
    )


def _is_clear(total: int, counts: Mapping[str, int], *, best: str, declared: str) -> bool:
    most = counts[best]
    if total <= SHORT:
        return best == declared and most >= 1
    if best == declared:
        return most >= LEAST_WORDS and most >= LEAST_SHARE * total
    rivals = [code for code, count in counts.items() if count == most and code != best]
    return not rivals and most > LEAST_WORDS and most >= OTHER_SHARE * total


def _not_known(declared: str, script: str, otherwise: Doubt) -> Doubt:
    rules = shipped_rules().get(declared)
    if script == LATIN and rules is not None and rules.script.upper() != LATIN:
        return Doubt.ROMANISED
    return otherwise

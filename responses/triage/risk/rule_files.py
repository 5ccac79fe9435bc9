"""Read and corrected by people in responses/data/risk/."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from responses.triage.risk.phrases import Phrase, PhraseError, Spelling, parse_phrase, written
from responses.triage.risk.reading import USUAL_CLOCK, RiskCategory, TriageClock

FOLDER = Path(__file__).resolve().parents[2] / "data" / "risk"
OTHERS_FILE = FOLDER / "without_rules.toml"
"""Common words of languages without rules, so that none is mistaken for one with rules."""

LATIN = "Latin"
SIDES = ("before", "both")


class RuleFileError(ValueError):
    pass


@dataclass(frozen=True, kw_only=True)
class RiskRule:
    name: str
    category: RiskCategory
    clock: TriageClock
    phrases: tuple[Phrase, ...]
    matches: str
    near_miss: str


@dataclass(frozen=True, kw_only=True)
class Lowering:
    denied: tuple[Phrase, ...]
    past: tuple[Phrase, ...]
    others: tuple[Phrase, ...]
    still: tuple[Phrase, ...]
    is_denied_after: bool


@dataclass(frozen=True, kw_only=True)
class LanguageRules:
    """`idioms`: phrases whose words are not what they say."""

    language: str
    name: str
    script: str
    spelling: Spelling
    common: frozenset[str]
    idioms: tuple[Phrase, ...]
    lowering: Lowering
    rules: tuple[RiskRule, ...]


@cache
def shipped_rules() -> Mapping[str, LanguageRules]:
    files = sorted(path for path in FOLDER.glob("*.toml") if path != OTHERS_FILE)
    return {
        path.stem: parse_rules(path.read_text(encoding="utf-8"), name=path.stem) for path in files
    }


@cache
def languages_without_rules() -> Mapping[str, frozenset[str]]:
    stored = tomllib.loads(OTHERS_FILE.read_text(encoding="utf-8"))
    return {
        name: frozenset(written(w, "") for w in words.split()) for name, words in stored.items()
    }


def parse_rules(text: str, *, name: str) -> LanguageRules:
    """Raises RuleFileError."""
    try:
        stored = tomllib.loads(text)
        return _language(stored)
    except (tomllib.TOMLDecodeError, KeyError, PhraseError, ValueError) as error:
        message = f"{name}.toml: {error}"
        raise RuleFileError(message) from error


def _language(stored: Mapping[str, Any]) -> LanguageRules:
    language = stored["language"]
    lists = {name: words.split() for name, words in stored.get("words", {}).items()}
    read: list[Phrase] = []

    def phrases(texts: Sequence[str]) -> tuple[Phrase, ...]:
        found = tuple(parse_phrase(text, lists=lists, language=language) for text in texts)
        read.extend(found)
        return found

    idioms = phrases(stored["idioms"])
    lowering = _lowering(stored["lowering"], phrases)
    rules = tuple(_rule(rule, phrases(rule["phrases"])) for rule in stored["rule"])
    common = _written(stored["common"], language)
    if stored["script"] != LATIN:
        common |= _words_of(rules)
    return LanguageRules(
        language=language,
        name=stored["name"],
        script=stored["script"],
        spelling=_spelling(stored, read, common=common),
        common=common,
        idioms=idioms,
        lowering=lowering,
        rules=rules,
    )


def _lowering(
    stored: Mapping[str, Any], phrases: Callable[[Sequence[str]], tuple[Phrase, ...]]
) -> Lowering:
    if stored["denied_stands"] not in SIDES:
        message = f"denied_stands is one of {', '.join(SIDES)}"
        raise ValueError(message)
    return Lowering(
        denied=phrases(stored["denied"]),
        past=phrases(stored["past"]),
        others=phrases(stored["others"]),
        still=phrases(stored["still"]),
        is_denied_after=stored["denied_stands"] == SIDES[1],
    )


def _spelling(
    stored: Mapping[str, Any], phrases: Sequence[Phrase], *, common: frozenset[str]
) -> Spelling:
    language = stored["language"]
    return Spelling(
        language,
        choices=frozenset(part.words for phrase in phrases for part in phrase),
        others=_written(stored["unlike"], language) | common,
        typed={
            written(typed, language): written(meant, language)
            for typed, meant in stored.get("typed", {}).items()
        },
    )


def _written(words: str, language: str) -> frozenset[str]:
    return frozenset(written(word, language) for word in words.split())


def _words_of(rules: Sequence[RiskRule]) -> frozenset[str]:
    return frozenset(
        word for rule in rules for phrase in rule.phrases for part in phrase for word in part.words
    )


def _rule(stored: Mapping[str, Any], phrases: tuple[Phrase, ...]) -> RiskRule:
    category = RiskCategory(stored["category"])
    clock = USUAL_CLOCK[category]
    if "clock" in stored:
        clock = TriageClock[stored["clock"].upper()]
    return RiskRule(
        name=stored["name"],
        category=category,
        clock=clock,
        phrases=phrases,
        matches=stored["matches"],
        near_miss=stored["near_miss"],
    )

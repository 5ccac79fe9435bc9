"""Whether it asks to stop, only thanks, and whether the sender may be in danger."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from responses.triage.risk.phrases import (
    MatchedText,
    Phrase,
    Spelling,
    is_one_letter_off,
    match_words,
    parse_phrase,
    places_of,
    written,
)
from responses.triage.risk.reading import OF_RISK, Doubt, RiskCategory
from responses.triage.risk.reading_texts import read_text
from responses.triage.risk.spelling import fold, ways_of
from responses.triage.risk.words import TextWord, words_of

FILE = Path(__file__).resolve().parents[1] / "data" / "replies.toml"
LONGEST = 2_000
"""Letters that are read. No mobile telephone sends a longer text."""
FEW_WORDS = 6
"""A reply of so many words may be made of a refusal and courtesies alone."""
LEAST_NOT_UNDERSTOOD = 3
"""Words of a language without rules, from which on a person reads the reply."""
STOP_SIGNS = frozenset("🛑⛔🚫✋🖕❌❎👎🙅🤬🤐🔇🔕🚷📵✖")
THANKS_SIGNS = frozenset("👍🙏❤😊🙂😀😃😄😁👌💐🌹💕💖🤗🥰😘♥☺")
HAND_PARTS = frozenset("\ufe0e\ufe0f\u200d\u2640\u2642🏻🏼🏽🏾🏿")
"""Signs that only change the one before them."""
PARTED = re.compile(r"(?<!\w)(?:[a-z0-9][\s.\-_*/,]{1,3}){2,}[a-z0-9](?!\w)", re.IGNORECASE)
"""Letters one by one, with signs or blanks between: S T O P, s-t-o-p."""
CANNED = frozenset(
    {
        "sorry, i can't talk right now", "can't talk now. what's up", "can't talk right now",
        "i can't talk right now", "i'll call you right back", "i'll call you later",
        "can i call you later", "can't talk now. call me later",
        "can't talk now. can i call you later",
        "what's up", "i'm on my way",
    }
)  # fmt: skip
"""Replies that telephones offer ready-made for missed calls. They say nothing."""
MENDED = ("leave", "alone", "message", "contact", "thank", "thanks", "remove", "delete", "please")
"""Words that are read although one letter is wrong. Phrases do the same from six letters on."""
SQUASHED = (
    "stop", "unsub", "optout", "removeme", "leavemealone", "donttext", "dontcontact", "dontmessage",
    "dontcall", "takemeoff", "notinterest", "nothank",
)  # fmt: skip
"""Read where blanks are missing or in the wrong place, in a reply of at most FEW_LETTERS."""
FEW_LETTERS = 16
NO = frozenset({"no", "nope", "nah"})
NO_REFUSAL = frozenset(
    {"problem", "prob", "probs", "problems", "worries", "idea", "signal", "clue", "one", "what",
     "who", "why", "where", "which", "how", "when", "rush", "credit", "reception", "data", "wifi"}
)  # fmt: skip
"""With these words, in a short reply, `no` refuses nothing."""
OF_US = ("harass", "pester", "nuisance", "tang", "stalk")
"""In a refusal these words are about our texts. Elsewhere they mean danger."""


class ReplyKind(StrEnum):
    REFUSAL = "refusal"
    """Contact stops for good, in every force."""
    WRONG_NUMBER = "wrong_number"
    """The number has another owner: nothing goes to it again."""
    OTHER = "other"
    """The invitation ends, and its reminder; a later stage may ask again."""
    THANKS = "thanks"
    """Plain thanks. Nothing changes."""


STOPPING = frozenset({ReplyKind.REFUSAL, ReplyKind.WRONG_NUMBER})


@dataclass(frozen=True)
class ReplyReading:
    """None where no rule found one."""

    kind: ReplyKind
    danger: RiskCategory | None = None


@dataclass(frozen=True)
class _Language:
    spelling: Spelling
    stops: Sequence[Phrase]
    wrong: Sequence[Phrase]
    hidden: Sequence[Phrase]
    danger: Sequence[Phrase]
    alone: frozenset[str]
    filler: frozenset[str]
    thanks: frozenset[str]
    polite: frozenset[str]


def read_reply(message: str, *, language: str) -> ReplyReading:
    """Return what a reply means."""
    text = _with_letters_joined(unicodedata.normalize("NFKC", message[:LONGEST]))
    if text.casefold().replace("’", "'").strip(" .?!") in CANNED:
        return ReplyReading(ReplyKind.OTHER)
    words = tuple(map(_mended, words_of(text)))
    kind = _kind(text, words)
    return ReplyReading(kind, _danger(text, words, kind=kind, language=language))


def _kind(text: str, words: Sequence[TextWord]) -> ReplyKind:
    matched = [(each, match_words(words, each.spelling)) for each in _languages()]
    hidden = frozenset(
        place for each, found in matched for place in _places(each.hidden, found)
    )  # fmt: skip
    if any(_is_there(each.stops, found, hidden) for each, found in matched):
        return ReplyKind.REFUSAL
    if any(_is_there(each.wrong, found, hidden) for each, found in matched):
        return ReplyKind.WRONG_NUMBER
    if STOP_SIGNS.intersection(text) or _is_short_refusal(text, words, hidden):
        return ReplyKind.REFUSAL
    if any(_is_refusal_alone(words, each) for each, _found in matched):
        return ReplyKind.REFUSAL
    if _is_thanks(text, words):
        return ReplyKind.THANKS
    return ReplyKind.OTHER


def _danger(
    text: str, words: Sequence[TextWord], *, kind: ReplyKind, language: str
) -> RiskCategory | None:
    reading = read_text(text, language=language)
    for reason in reading.reasons:
        said = text[reason.start : reason.end].casefold()
        is_of_us = kind is ReplyKind.REFUSAL and any(word in said for word in OF_US)
        if reason.category in OF_RISK and not is_of_us:
            return reason.category
    for each in _languages():
        if _is_there(each.danger, match_words(words, each.spelling), frozenset()):
            return RiskCategory.SERIOUS
    is_strange = Doubt.NO_RULES in reading.doubts and len(words) >= LEAST_NOT_UNDERSTOOD
    return RiskCategory.NONE if is_strange and kind is ReplyKind.OTHER else None


def _is_short_refusal(text: str, words: Sequence[TextWord], hidden: frozenset[int]) -> bool:
    if hidden or len(words) > FEW_WORDS:
        return False
    letters = "".join(one for one in fold(text) if one.isalpha())
    if len(letters) <= FEW_LETTERS and any(word in letters for word in SQUASHED):
        return True
    said = {fold(word.text) for word in words}
    if len(words) <= 2 and any(is_one_letter_off("stop", word) for word in said):
        return True
    return bool(said & NO) and not said & NO_REFUSAL and "?" not in text


def _mended(word: TextWord) -> TextWord:
    said = fold(word.text)
    meant = next((each for each in MENDED if is_one_letter_off(each, said)), None)
    return replace(word, text=meant) if meant and said not in MENDED else word


def _with_letters_joined(text: str) -> str:
    if all(len(each) == 1 for each in text.split()):
        return "".join(text.split())
    return PARTED.sub(lambda found: re.sub(r"[\W_]", "", found.group()), text)


def _places(phrases: Sequence[Phrase], text: MatchedText) -> Iterator[int]:
    for phrase in phrases:
        for places in places_of(phrase, text):
            yield from places


def _is_there(phrases: Sequence[Phrase], text: MatchedText, hidden: frozenset[int]) -> bool:
    return any(True for phrase in phrases for _found in places_of(phrase, text, masked=hidden))


def _is_refusal_alone(words: Sequence[TextWord], language: _Language) -> bool:
    if not 0 < len(words) <= FEW_WORDS:
        return False
    ways = [ways_of(word.text, language.spelling.language) for word in words]
    known = language.alone | language.filler
    return any(not way.isdisjoint(language.alone) for way in ways) and all(
        not way.isdisjoint(known) for way in ways
    )


def _is_thanks(text: str, words: Sequence[TextWord]) -> bool:
    if "?" in text or "؟" in text:
        return False
    signs = [one for one in text if unicodedata.category(one) in {"So", "Sk", "Cs", "Sm"}]
    if any(sign not in THANKS_SIGNS | HAND_PARTS for sign in signs):
        return False
    if not words:
        return bool(signs)
    return any(_are_thanks(words, each) for each in _languages())


def _are_thanks(words: Sequence[TextWord], language: _Language) -> bool:
    ways = [ways_of(word.text, language.spelling.language) for word in words]
    known = language.thanks | language.polite
    return any(not way.isdisjoint(language.thanks) for way in ways) and all(
        not way.isdisjoint(known) for way in ways
    )


@cache
def _languages() -> Sequence[_Language]:
    stored = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_language(name, tables) for name, tables in stored.items())


def _language(name: str, stored: Mapping[str, Any]) -> _Language:
    """Raises PhraseError."""
    lists = {each: words.split() for each, words in stored.get("words", {}).items()}

    def phrases(texts: Sequence[str]) -> tuple[Phrase, ...]:
        return tuple(parse_phrase(text, lists=lists, language=name) for text in texts)

    def words(text: str) -> frozenset[str]:
        return frozenset(written(word, name) for word in text.split())

    read = {each: phrases(stored[each]) for each in ("stops", "wrong", "hidden", "danger")}
    every = [phrase for found in read.values() for phrase in found]
    known = {each: words(stored[each]) for each in ("alone", "filler", "thanks", "polite")}
    spelling = Spelling(
        name,
        choices=frozenset(part.words for phrase in every for part in phrase),
        others=known["filler"] | known["polite"] | known["thanks"],
    )
    return _Language(
        spelling,
        stops=read["stops"],
        wrong=read["wrong"],
        hidden=read["hidden"],
        danger=read["danger"],
        alone=known["alone"],
        filler=known["filler"],
        thanks=known["thanks"],
        polite=known["polite"],
    )

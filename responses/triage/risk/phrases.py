import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from responses.triage.risk.spelling import ROMANISED, fold, sounds_of, ways_of
from responses.triage.risk.words import TextWord

GAPS = {"..": 3, "...": 6, "....": 12}
LONG = 6
"""From how many letters on a word may have one wrong."""
STEM = "*"


class PhraseError(ValueError):
    pass


@dataclass(frozen=True)
class PhrasePart:
    words: frozenset[str]
    gap: int = 0


Phrase = tuple[PhrasePart, ...]
Masked = frozenset[int]


@dataclass(frozen=True)
class Spelling:
    language: str
    choices: frozenset[frozenset[str]]
    others: frozenset[str]
    typed: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.language)


@dataclass(frozen=True)
class MatchedText:
    words: Sequence[TextWord]
    matches: tuple[frozenset[frozenset[str]], ...]
    all_matches: frozenset[frozenset[str]]


def match_words(words: Sequence[TextWord], spelling: Spelling) -> MatchedText:
    matches = tuple(_matches(word.text, spelling) for word in words)
    return MatchedText(words, matches, frozenset().union(*matches))


def parse_phrase(text: str, *, lists: Mapping[str, Sequence[str]], language: str) -> Phrase:
    """Raises PhraseError."""
    parts: list[PhrasePart] = []
    gap = 0
    for piece in text.split():
        if piece in GAPS:
            gap = GAPS[piece]
            continue
        parts.append(PhrasePart(frozenset(_words(piece, lists, language)), gap))
        gap = 0
    if not parts or gap:
        message = f"{text!r} ends in a gap, or holds no word"
        raise PhraseError(message)
    return tuple(parts)


def _words(piece: str, lists: Mapping[str, Sequence[str]], language: str) -> Iterator[str]:
    for choice in piece.split("|"):
        if not choice.startswith("<"):
            yield written(choice, language)
            continue
        name = choice.strip("<>")
        if name not in lists:
            message = f"there is no list {name!r}"
            raise PhraseError(message)
        yield from (written(word, language) for word in lists[name])


def written(word: str, language: str) -> str:
    """A stem keeps its star."""
    folded = re.sub(r"['’ʼ`]", "", fold(word.removesuffix(STEM)))
    if language.endswith(ROMANISED):
        folded = sounds_of(folded)
    return folded + STEM * word.endswith(STEM)


def places_of(
    phrase: Phrase, text: MatchedText, *, masked: Masked = frozenset()
) -> Iterator[tuple[int, ...]]:
    """Word numbers for each place where the phrase begins; `masked` words count as none."""
    if any(part.words not in text.all_matches for part in phrase):
        return
    for first in range(len(text.words)):
        found = _from(phrase, text, first, masked)
        if found:
            yield found


def _from(phrase: Phrase, text: MatchedText, at: int, masked: Masked) -> tuple[int, ...]:
    if phrase[0].words not in text.matches[at] or at in masked:
        return ()
    if len(phrase) == 1:
        return (at,)
    last = min(at + 1 + phrase[1].gap, len(text.words) - 1)
    for following in range(at + 1, last + 1):
        if text.words[following].sentence != text.words[at].sentence:
            return ()
        rest = _from(phrase[1:], text, following, masked)
        if rest:
            return (at, *rest)
    return ()


@lru_cache(maxsize=65_536)
def _matches(word: str, spelling: Spelling) -> frozenset[frozenset[str]]:
    ways = ways_of(word, spelling.language)
    ways |= {spelling.typed[way] for way in ways if way in spelling.typed}
    may_be_wrong = ways.isdisjoint(spelling.others)
    begun = _by_first_letter(spelling)
    near = frozenset().union(*(begun.get(way[0], frozenset()) for way in ways))
    return frozenset(
        choices for choices in near if _is_any(choices, ways, may_be_wrong=may_be_wrong)
    )


@cache
def _by_first_letter(spelling: Spelling) -> Mapping[str, frozenset[frozenset[str]]]:
    begun: dict[str, set[frozenset[str]]] = defaultdict(set)
    for choices in spelling.choices:
        for choice in choices:
            begun[choice[0]].add(choices)
    return {letter: frozenset(found) for letter, found in begun.items()}


def _is_any(choices: frozenset[str], ways: frozenset[str], *, may_be_wrong: bool) -> bool:
    return not ways.isdisjoint(choices) or any(
        _is_begun(choice, way) or (may_be_wrong and _is_misspelt(choice, way))
        for way in ways
        for choice in choices
        if choice[0] == way[0]
    )


def _is_begun(choice: str, way: str) -> bool:
    if STEM in way.strip(STEM):
        return _is_hidden(choice, way.strip(STEM))
    return choice.endswith(STEM) and way.startswith(choice.removesuffix(STEM))


def _is_misspelt(choice: str, way: str) -> bool:
    stem = choice.removesuffix(STEM)
    if len(stem) < LONG:
        return False
    if stem == choice:
        return is_one_letter_off(stem, way)
    return any(is_one_letter_off(stem, way[: len(stem) + off]) for off in (-1, 0, 1))


def _is_hidden(choice: str, way: str) -> bool:
    pattern = "".join("." if letter == "*" else re.escape(letter) for letter in way)
    whole = choice.removesuffix(STEM)
    return bool(re.match(pattern, whole) if whole != choice else re.fullmatch(pattern, whole))


def is_one_letter_off(one: str, other: str) -> bool:
    """Missing, too many, another or swapped with the next; never the first."""
    if one == other or one[:1] != other[:1] or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    rest, others = one[at:], other[at:]
    swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest == others[1:] or rest[1:] == others or swapped

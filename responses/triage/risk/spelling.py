"""Capitals, accents, invisible signs, stretched letters, digits for letters, spellings of each
script."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

LATIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that do not fall apart into a plain one and an accent."""

ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ي": "ی", "ى": "ی", "ئ": "ی", "ؤ": "و", "ك": "ک",
     "ه": "ہ", "ة": "ہ", "ھ": "ہ", "ۃ": "ہ", "ە": "ہ", "ۓ": "ے", "ـ": None}
)  # fmt: skip
"""Letters that keyboards and hands of Arabic and Urdu write one for another."""

INDIC_SIGNS = str.maketrans(
    {"਼": None, "়": None, "઼": None, "ੱ": None, "ਂ": "ੰ", "ঁ": None, "ી": "િ", "ૂ": "ુ", "ં": None,
     "ઁ": None, "ী": "ি", "ূ": "ু", "ণ": "ন", "ষ": "শ"}
)  # fmt: skip
"""Signs that are left out or written one for another in Panjabi, Bengali and Gujarati. Other vowel
signs stay: without them words fall together."""

DIGITS_FOR_LETTERS = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
ROMANISED_SOUNDS = (
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ph", "f"), ("w", "v"), ("q", "k"), ("z", "j"),
    ("ay", "e"),
)  # fmt: skip
"""One sound, written as each hand likes it, where a language is typed in Latin letters."""

ROMANISED = "-latn"
"""Ends the code of a language that is typed in Latin letters though it has a script of its own."""

WELSH_RADICALS = (
    ("ngh", "c"), ("mh", "p"), ("nh", "t"), ("ng", "g"), ("dd", "d"), ("ph", "p"), ("th", "t"),
    ("ch", "c"), ("b", "p"), ("d", "t"), ("g", "c"), ("f", "b"), ("f", "m"), ("l", "ll"),
    ("r", "rh"), ("m", "b"), ("n", "d"), ("", "g"),
)  # fmt: skip
"""Possible first sounds of a Welsh word before mutation."""

MOST_STRETCHED = 3
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    composed = unicodedata.normalize("NFKC", word).casefold()
    apart = unicodedata.normalize("NFD", composed)
    kept = "".join(_kept(apart))
    folded = unicodedata.normalize("NFC", kept).translate(LATIN_LETTERS)
    return unicodedata.normalize("NFD", folded.translate(ARABIC_LETTERS)).translate(INDIC_SIGNS)


def _kept(apart: str) -> Iterator[str]:
    before = ""
    for letter in apart:
        kind = unicodedata.category(letter)
        if kind == "Mn" and before in {"LATIN", "ARABIC", "GREEK", "CYRILLIC"}:
            continue
        if kind not in {"Cf", "Cc"}:
            yield letter
        if kind.startswith("L"):
            before = script_of(letter)


@lru_cache(maxsize=8_192)
def script_of(letter: str) -> str:
    """As Unicode begins its name."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


@lru_cache(maxsize=65_536)
def ways_of(word: str, language: str) -> frozenset[str]:
    """Folded, including the word itself."""
    folded = fold(word)
    parts = re.split(r"['’ʼ`]", folded)
    ways = {"".join(parts), *(part for part in parts if len(part) > 2)}
    ways |= {short for way in ways for short in _unstretched(way)}
    ways |= {way.translate(DIGITS_FOR_LETTERS) for way in ways if not way.isdigit()}
    more = MORE_WAYS.get(language)
    if more:
        ways |= {way for known in ways for way in more(known)}
    if language.endswith(ROMANISED):
        ways |= {sounds_of(way) for way in ways}
    return frozenset(filter(None, ways))


def _unstretched(word: str, most: int = MOST_STRETCHED) -> Iterator[str]:
    """`kiiilll` may be kil, kiil, kill or kiill."""
    found = _STRETCHED.search(word)
    if found is None:
        yield word
    elif not most:
        yield _STRETCHED.sub(r"\1", word)
    else:
        for times in (1, 2):
            shorter = word[: found.start()] + found[1] * times + word[found.end() :]
            yield from _unstretched(shorter, most - 1)


def sounds_of(word: str) -> str:
    """A romanised word by its sounds."""
    for written, sound in ROMANISED_SOUNDS:
        word = word.replace(written, sound)
    return _DOUBLED.sub(r"\1", word)


def _without_particles(word: str) -> Iterator[str]:
    for particle in ("و", "ف"):
        if word.startswith(particle) and len(word) > 3:
            word = word[1:]
            yield word
    for particle in ("ال", "س", "ب", "ل", "ک"):
        if word.startswith(particle) and len(word) > len(particle) + 2:
            yield word[len(particle) :]
            yield word[len(particle) :].removeprefix("ال")


def _radicals(word: str) -> Iterator[str]:
    for changed, radical in WELSH_RADICALS:
        if word.startswith(changed) and len(word) > 3:
            yield radical + word[len(changed) :]


MORE_WAYS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "ar": _without_particles,
    "cy": _radicals,
}
"""By language, what a word may be besides."""

"""Reading difficulty of an English text."""

import re

WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)?|\d+")
SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
MARKUP = re.compile(r"<[^>]*>")
VOWELS = re.compile(r"[aeiouy]+")
# Two vowels heard apart: var-i-ant, be-ing; not spe-cial, na-tion.
HEARD_APART = re.compile(r"i(?:a(?!l)|o(?!n)|u)|[aeiouy]ing|eo$")
SILENT_END = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouyscgxz]es|[aeiouy]le)$")


def words(text: str) -> list[str]:
    """Without markup."""
    return WORD.findall(MARKUP.sub("", text))


def syllables(word: str) -> int:
    """By spelling; a number counts as one."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"[’']s$", "s", word.lower()))
    if len(letters) <= 3:
        return 1
    count = len(VOWELS.findall(letters)) + len(HEARD_APART.findall(letters))
    return max(1, count - bool(SILENT_END.search(letters)))


def grade(*texts: str) -> float:
    """Flesch–Kincaid, of the texts read in a row."""
    found = [word for text in texts for word in words(text)]
    if not found:
        return 0.0
    sentences = sum(_sentences(text) for text in texts)
    spoken = sum(syllables(word) for word in found)
    return 0.39 * len(found) / sentences + 11.8 * spoken / len(found) - 15.59


def _sentences(text: str) -> int:
    return sum(1 for part in SENTENCE_END.split(MARKUP.sub("", text)) if words(part))

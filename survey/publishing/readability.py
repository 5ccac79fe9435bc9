"""How hard an English text is to read. Pure.

Flesch–Kincaid grade (Kincaid et al. 1975): 0.39 · words/sentences + 11.8 · syllables/words −
15.59, the school year in the United States at which a text is read with ease. Syllables are
counted by rule, so a single word may be one off; over a question and its hint this averages out.
The grade does not say whether a question is fair or clear: people must still read it."""

import re

WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)?|\d+")
SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
MARKUP = re.compile(r"<[^>]*>")
VOWELS = re.compile(r"[aeiouy]+")
# Two vowels heard apart: var-i-ant, per-i-od, be-ing, vid-e-o; not spe-cial, na-tion.
HEARD_APART = re.compile(r"i(?:a(?!l)|o(?!n)|u)|[aeiouy]ing|eo$")
SILENT_END = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouyscgxz]es|[aeiouy]le)$")


def words(text: str) -> list[str]:
    """The words of a text without its markup. Hyphens part words: day-to-day is three."""
    return WORD.findall(MARKUP.sub("", text))


def syllables(word: str) -> int:
    """Syllables of an English word by its spelling; a number counts as one."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"[’']s$", "s", word.lower()))
    if len(letters) <= 3:
        return 1
    count = len(VOWELS.findall(letters)) + len(HEARD_APART.findall(letters))
    return max(1, count - bool(SILENT_END.search(letters)))


def grade(*texts: str) -> float:
    """Flesch–Kincaid grade of the texts read one after the other. The end of a text ends a
    sentence, with or without a full stop. 0 where there are no words."""
    found = [word for text in texts for word in words(text)]
    if not found:
        return 0.0
    sentences = sum(_sentences(text) for text in texts)
    spoken = sum(syllables(word) for word in found)
    return 0.39 * len(found) / sentences + 11.8 * spoken / len(found) - 15.59


def _sentences(text: str) -> int:
    return sum(1 for part in SENTENCE_END.split(MARKUP.sub("", text)) if words(part))

"""The sets of texts beside this file. `texts` has sixty of each language, in two halves. `later`
was written after the rules, which then were widened by it. `fresh` was written to be hard; no rule
was written for it. `spoken` is how people talk, with its slang and its misspellings, by another
hand; the rules were widened by it and by what else people say so. `unseen` is more of the same, by
that hand after the widening, and no rule was written for it. `situations` tells twelve dangers and
three of none in four languages; the rules were then widened by families of expressions, by the same
hand. `other_situations` was written after that and tells others. `ordinary` are reports of no
danger in the words that such rules look for."""

from functools import cache
from pathlib import Path

from responses.triage.risk.text_sets import ReadText, TextSetHalf, parse_set, read_set

FOLDER = Path(__file__).parent
LANGUAGES = ("ar", "bn", "cy", "en", "es", "gu", "it", "pa", "pl", "pt", "ro", "ur")
ROMANISED = ("pa-latn", "ur-latn")


@cache
def read(folder: str, language: str) -> tuple[ReadText, ...]:
    lines = (FOLDER / folder / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return read_set(parse_set(lines, language=language))


def all_read(folder: str, *, half: TextSetHalf | None = None) -> list[ReadText]:
    """Of the twelve languages, or of those that a set is in."""
    has = {path.stem for path in (FOLDER / folder).glob("*.tsv")}
    languages = LANGUAGES if has >= {*LANGUAGES} else sorted(has)
    return [
        each
        for language in languages
        for each in read(folder, language)
        if half in (None, each.judged.half)
    ]

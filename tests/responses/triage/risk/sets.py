"""The sets of texts beside this file."""

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
    has = {path.stem for path in (FOLDER / folder).glob("*.tsv")}
    languages = LANGUAGES if has >= {*LANGUAGES} else sorted(has)
    return [
        each
        for language in languages
        for each in read(folder, language)
        if half in (None, each.judged.half)
    ]

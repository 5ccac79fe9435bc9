"""Finds headings that may say who must not be contacted. Pure except for reading the shipped
list."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from responses.case_files.cells.careful_words import has_letters_of_another_script
from responses.case_files.headings.other_people import plain
from responses.case_files.reference_lists import rows_of

SHORTEST_RUN = 8
"""Of phrases that are found without the spaces between their words too, as in DONOTCONTACT."""


def may_say_no(own: str) -> bool:
    """Whether a column may say who must not be contacted, so that its cells are not left unread in
    silence (SAF-2). Careful on purpose: such a column is only asked about."""
    if has_letters_of_another_script(own):
        return True
    words = plain(without_accents(own))
    run = words.replace(" ", "")
    return any(f" {phrase} " in f" {words} " for phrase in _phrases()) or any(
        phrase in run for phrase in _runs()
    )


def that_may_say_no(names: Iterable[str]) -> list[str]:
    return sorted(filter(may_say_no, names))


@cache
def words_of_refusals() -> frozenset[str]:
    return frozenset(word for phrase in _phrases() for word in phrase.split())


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(plain(without_accents(row["words"])) for row in rows_of("refusal_headings.csv"))


@cache
def _runs() -> tuple[str, ...]:
    runs = (phrase.replace(" ", "") for phrase in _phrases() if " " in phrase)
    return tuple(run for run in runs if len(run) >= SHORTEST_RUN)

"""Headings and words that may say who must not be contacted."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from responses.case_files.cells.careful_words import has_letters_of_another_script
from responses.case_files.headings.groups import own_text
from responses.case_files.headings.other_people import plain
from responses.case_files.reference_lists import rows_of

SHORTEST_RUN = 8
"""The shortest phrase that is also found without spaces, as in DONOTCONTACT."""
MOST_CELLS_OF_WORDS = 2
"""A row with more of them filled is a case, or is refused for what it lacks."""
NO = frozenset(
    {"do", "dont", "don", "dnc", "dnt", "no", "not", "non", "never", "stop", "peidiwch", "peidio",
     "dim"}
)  # fmt: skip
"""First words of the phrases that forbid something in so many words."""
OF_THE_PERSON = re.compile(
    r"\b(deceased|wedi marw|passed away|(?:has|have|had|vic|victim|ip|she|he) died"
    r"|opt(?:ed)?[ -]?out|(?:refus|declin)\w+ (?:all |any |further )*(?:contact|survey|texts?))\b",
    re.IGNORECASE,
)
"""Other warnings in a cell of free text."""
REFUSED_PEOPLE = re.compile(
    r"\b(deceased|dead|died|opt(ed)? ?outs?|withdrawn|withdrew|refused|refusals?|declined"
    r"|unsafe|suppress\w*|excluded|exclusions?|under 1[68]s?|u1[68]s?|stop list|anniogel|marw"
    r"|gwrthod\w*)\b"
)
"""People who must not be contacted, in the name of a file or of a sheet."""
LEFT_OUT = frozenset(
    {"excluding", "excludes", "excl", "without", "removed", "less", "minus", "not", "except",
     "filtered", "deleted", "codes"}
)  # fmt: skip
"""With one of these, a name is about people who are left out, or about codes."""
BEGINNING = re.compile(r"do|dn|no|never|stop|peid|dim|[^\x00-\x7f]", re.IGNORECASE)
"""Without one of these nothing is forbidden, which most cells show at once."""


@lru_cache(maxsize=4096)
def may_say_no(own: str) -> bool:
    """Its cells are not left unread in silence (SAF-2)."""
    if has_letters_of_another_script(own):
        return True
    words = plain(without_accents(own))
    run = words.replace(" ", "")
    return any(f" {phrase} " in f" {words} " for phrase in _phrases()) or any(
        phrase in run for phrase in _runs()
    )


def may_speak_of_others(cells: Sequence[str]) -> bool:
    words: list[str] = []
    for cell in cells:
        if text := own_text(cell):
            words.append(text)
            if len(words) > MOST_CELLS_OF_WORDS:
                return False
    return any(map(may_say_no, words))


def forbids_contact(title: str) -> bool:
    if not BEGINNING.search(title):
        return False
    words = plain(without_accents(title))
    return any(f" {phrase} " in f" {words} " for phrase in _forbidding()) or not (
        _forbidding_runs().isdisjoint(words.split())
    )


def is_for_refusals(name: str) -> bool:
    words = plain(without_accents(name))
    is_list = REFUSED_PEOPLE.search(words) and LEFT_OUT.isdisjoint(words.split())
    return bool(is_list) or forbids_contact(name)


def warns_of_person(text: str) -> bool:
    """Also whether it reports a death."""
    return bool(OF_THE_PERSON.search(text)) or forbids_contact(text)


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
def _forbidding() -> tuple[str, ...]:
    return tuple(phrase for phrase in _phrases() if phrase.split()[0] in NO)


@cache
def _forbidding_runs() -> frozenset[str]:
    return frozenset(phrase.replace(" ", "") for phrase in _forbidding() if " " in phrase)


@cache
def _runs() -> tuple[str, ...]:
    runs = (phrase.replace(" ", "") for phrase in _phrases() if " " in phrase)
    return tuple(run for run in runs if len(run) >= SHORTEST_RUN)

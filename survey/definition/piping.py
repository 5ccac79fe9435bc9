"""Words that stand in a text for something known only then: `{name}`. Pure.

A name is the code of an earlier question, for what was answered to it, or one of FACTS. Behind a
bar stand the words for when it is not known, in the language of the text: `{month|that month}`;
without such words it is three dots. What is put in is never looked at for further names."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{(?P<name>[A-Za-z][\w.-]*)(?:\|(?P<otherwise>[^{}]*))?\}")
UNKNOWN = "…"


def placeholders_in(text: str) -> frozenset[str]:
    return frozenset(found["name"] for found in PLACEHOLDER.finditer(text))


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with words for each name. `words` is looked up by name; an empty entry counts as
    not known."""
    return PLACEHOLDER.sub(
        lambda found: words.get(found["name"], "") or found["otherwise"] or UNKNOWN, text
    )

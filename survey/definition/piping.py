"""Placeholders in a text, `{name}`, which are filled in when it is shown. Pure.

A name is the code of an earlier question, and stands for its answer, or one of FACTS. After a bar
come the words for when it is not known, in the language of the text: `{month|that month}`; without
them an ellipsis is shown. The words filled in are not searched for further placeholders."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{(?P<name>[A-Za-z][\w.-]*)(?:\|(?P<otherwise>[^{}]*))?\}")
UNKNOWN = "…"


def placeholders_in(text: str) -> frozenset[str]:
    return frozenset(found["name"] for found in PLACEHOLDER.finditer(text))


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with each placeholder replaced by `words[name]`; an empty entry counts as not
    known."""
    return PLACEHOLDER.sub(
        lambda found: words.get(found["name"], "") or found["otherwise"] or UNKNOWN, text
    )

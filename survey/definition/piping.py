"""Placeholders in a text, `{name}`, which are filled in when it is shown. Pure.

A name is the code of an earlier question, and stands for its answer, or one of FACTS. After a bar
come the words for when it is not known, in the language of the text: `{month|that month}`; without
them an ellipsis is shown. The words filled in are not searched for further placeholders.

A backslash before the braces says that they stand in the text as they are: `\\{name}` is shown as
{name}. Two backslashes there are one that is shown."""

import re
from collections.abc import Mapping

FACTS = frozenset({"month"})
"""Names that a text may use besides those of earlier questions. `month` is the month of the report
to the police, known after the gate."""
PLACEHOLDER = re.compile(
    r"(?P<before>\\*)(?P<braces>\{(?P<name>[^\W\d][\w.-]*)(?:\|(?P<otherwise>[^{}]*))?\})"
)
UNKNOWN = "…"


def placeholders_in(text: str) -> frozenset[str]:
    return frozenset(
        found["name"] for found in PLACEHOLDER.finditer(text) if not is_as_written(found)
    )


def is_as_written(found: re.Match[str]) -> bool:
    """Whether the braces of a match of PLACEHOLDER stand in the text as they are."""
    return len(found["before"]) % 2 == 1


def protected(before: str, braces: str) -> str:
    return f"{before * 2}\\{braces}"


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with each placeholder replaced by `words[name]`; an empty entry counts as not
    known."""

    def shown(found: re.Match[str]) -> str:
        known = words.get(found["name"], "") or found["otherwise"] or UNKNOWN
        inside = found["braces"] if is_as_written(found) else known
        return found["before"][: len(found["before"]) // 2] + inside

    return PLACEHOLDER.sub(shown, text)

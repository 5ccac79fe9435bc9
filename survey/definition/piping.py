"""`{name}` is filled in when the text is shown."""

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
    return len(found["before"]) % 2 == 1


def protected(before: str, braces: str) -> str:
    return f"{before * 2}\\{braces}"


def fill(text: str, words: Mapping[str, str]) -> str:
    """An empty entry of `words` counts as not known."""

    def shown(found: re.Match[str]) -> str:
        known = words.get(found["name"], "") or found["otherwise"] or UNKNOWN
        inside = found["braces"] if is_as_written(found) else known
        return found["before"][: len(found["before"]) // 2] + inside

    return PLACEHOLDER.sub(shown, text)

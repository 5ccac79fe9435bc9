"""What stands in braces in a text. Pure.

A form tells an earlier answer by `${name}`, we by `{name}` (survey.definition.piping). Whatever
else a form has in braces it shows as it is written, and so do we. Only what no form of another tool
has is read as ours: the name of a fact, and other words for an answer that is not known."""

import re
from collections.abc import Collection

from survey.definition.piping import FACTS, PLACEHOLDER, is_as_written, protected
from survey.interchange.xpath.tokens import NAME

REFERENCE = re.compile(rf"\$\{{\s*({NAME})\s*\}}")
EITHER = re.compile(rf"(?P<slashes>\\*)\$\{{\s*(?P<told>{NAME})\s*\}}|{PLACEHOLDER.pattern}")


def from_form(wording: str, questions: Collection[str]) -> str:
    """The wording as we keep it."""

    def kept(found: re.Match[str]) -> str:
        if found["told"]:
            return f"{found['slashes'] * 2}{{{found['told']}}}"
        if _is_ours(found, questions):
            return found[0]
        return protected(found["before"], found["braces"])

    return EITHER.sub(kept, wording)


def to_form(wording: str, questions: Collection[str]) -> str:
    """The wording as a form has it."""

    def written(found: re.Match[str]) -> str:
        slashes = found["before"][: len(found["before"]) // 2]
        if _is_ours(found, questions):
            return found[0]
        if is_as_written(found):
            return f"{slashes}{found['braces']}"
        return f"{slashes}${found['braces']}" if found["name"] in questions else found[0]

    return PLACEHOLDER.sub(written, wording)


def questions_in_braces(wording: str, questions: Collection[str]) -> list[str]:
    """The questions whose names stand in plain braces, as they do with us."""
    found = PLACEHOLDER.finditer(REFERENCE.sub("", wording))
    return sorted({each["name"] for each in found if each["otherwise"] is None} & set(questions))


def _is_ours(found: re.Match[str], questions: Collection[str]) -> bool:
    has_other_words = found["otherwise"] is not None
    return found["name"] in FACTS or (has_other_words and found["name"] in questions)

"""What somebody was asked and answered, as they read it, with our codes beside: a code alone tells
them nothing, and words alone cannot be compared with what others hold. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.definition.types import Question, Text

ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class AskedWords:
    """`questions` are all that one person may have been asked, by code; `language` is the one in
    which they answered. What no version knows stays as it is stored: a file is never refused
    because of it."""

    questions: Mapping[str, Question]
    language: str

    def answers(self, stored: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Question to answers. What was written beside a choice stands by itself, under both."""
        return {
            self.question(code): [self._answer(code, one) for one in picked]
            for code, picked in stored.items()
        }

    def by_question(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What is stored of each question, under its words."""
        return {self.question(code): value for code, value in stored.items()}

    def question(self, code: str) -> str:
        of, _, beside = code.partition(".")
        asked = self.questions.get(of)
        if asked is None:
            return code
        words = self._said(asked.text)
        if beside:
            words = f"{words} – {self._choice(asked, beside)}"
        return f"{words} [{code}]"

    def _answer(self, code: str, picked: str) -> str:
        asked = self.questions.get(code)
        words = self._choice(asked, picked) if asked else ""
        return f"{words} [{picked}]" if words else str(picked)

    def _choice(self, asked: Question, picked: str) -> str:
        """ "" for what was typed."""
        found = (choice.text for choice in asked.choices if choice.code == picked)
        return self._said(next(found, {}))

    def _said(self, text: Text) -> str:
        return text.get(self.language) or text.get(ENGLISH, "")

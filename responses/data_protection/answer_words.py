"""With our codes: words alone cannot be compared with data held elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.definition.types import Question, Text

ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class AskedWords:
    questions: Mapping[str, Question]
    language: str

    def answers(self, stored: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Question to answers."""
        return {
            self.question(code): [self._answer(code, one) for one in picked]
            for code, picked in stored.items()
        }

    def by_question(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        return {self.question(code): value for code, value in stored.items()}

    def question(self, code: str) -> str:
        of, _, beside = code.partition(".")
        asked = self.questions.get(of)
        if asked is None:
            return code
        words = self._translate(asked.text)
        if beside:
            words = f"{words} – {self._choice(asked, beside)}"
        return f"{words} [{code}]"

    def _answer(self, code: str, picked: str) -> str:
        asked = self.questions.get(code)
        words = self._choice(asked, picked) if asked else ""
        return f"{words} [{picked}]" if words else str(picked)

    def _choice(self, asked: Question, picked: str) -> str:
        found = (choice.text for choice in asked.choices if choice.code == picked)
        return self._translate(next(found, {}))

    def _translate(self, text: Text) -> str:
        return text.get(self.language) or text.get(ENGLISH, "")

"""Reads and writes the wordings of a form, which must be complete in each of its languages. Pure.

XLSForm writes the placeholder of an earlier answer as `${name}`, we as `{name}`."""

import re
from collections.abc import Collection, Mapping

from survey.interchange.faults import Reason
from survey.interchange.languages import heading_of
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xpath.tokens import NAME

REFERENCE = re.compile(rf"\$\{{\s*({NAME})\s*\}}")
PLACEHOLDER = re.compile(rf"\{{({NAME})\}}")
STRONG = re.compile(r"<strong>([^<>]*)</strong>")
TAG = re.compile(r"<[/!?]?[A-Za-z]|<!")


class Texts:
    """Reads the texts in the rows of a form. `names` are the names of all its questions."""

    def __init__(self, languages: tuple[str, ...], names: Collection[str]) -> None:
        self.languages = languages
        self.names = names

    def required(self, record: FormRow, column: str) -> dict[str, str]:
        """A text that may not be left out. Faults are added to the row."""
        if column not in record.texts:
            record.fail(Reason.TEXT_MISSING, column)
        return self.optional(record, column)

    def optional(self, record: FormRow, column: str) -> dict[str, str]:
        """A text that may be left out in all languages, but not in some only."""
        wordings = record.texts.get(column, {})
        missing = [code for code in self.languages if code not in wordings]
        if wordings and missing:
            names = ", ".join(map(heading_of, missing))
            record.fail(Reason.TRANSLATION_MISSING, column, languages=names)
        return {
            language: self._checked(record, column, wordings[language])
            for language in self.languages
            if language in wordings
        }

    def _checked(self, record: FormRow, column: str, wording: str) -> str:
        if TAG.search(STRONG.sub(r"\1", wording)):
            record.fail(Reason.MARKUP, column)
        without = REFERENCE.sub("", wording)
        for name in sorted(set(PLACEHOLDER.findall(without)) & set(self.names)):
            record.fail(Reason.REFERENCE_IN_TEXT, column, name=name)
        for name in sorted(set(REFERENCE.findall(wording)) - set(self.names)):
            record.fail(Reason.DANGLING, column, names=name)
        return REFERENCE.sub(r"{\1}", wording)


def written_text(text: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The wordings as XLSForm writes them; `names` are those of all questions."""

    def reference(match: re.Match[str]) -> str:
        return f"${match[0]}" if match[1] in names else match[0]

    return {language: PLACEHOLDER.sub(reference, wording) for language, wording in text.items()}

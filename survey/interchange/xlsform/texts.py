"""Texts in each language. Pure. XLSForm tells earlier answers as `${name}`, we as `{name}`; what
stands in braces there is shown as it is."""

import re
from collections.abc import Collection, Mapping

from survey.interchange.faults import Reason
from survey.interchange.languages import heading_of
from survey.interchange.xlsform.braces import REFERENCE, from_form, questions_in_braces, to_form
from survey.interchange.xlsform.names import FormNames
from survey.interchange.xlsform.tables import FormRow

STRONG = re.compile(r"<strong>([^<>]*)</strong>")
TAG = re.compile(r"<[/!?]?[A-Za-z](?![^<>]*<\s*[\d.])|<!")
"""What may begin a mark. In `3.5<p<5` a number is compared."""
BOLD = re.compile(r"<b>([^<>]*)</b>|\*\*([^*<>]+)\*\*", re.IGNORECASE)
LINK = re.compile(
    r"""<a [^<>]*?href=["']?(?:mailto:|(?=https?://))([^"'<>\s]++)["']?[^<>]*+>([^<>]*+)</a>""",
    re.IGNORECASE,
)
BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
ADORNING = re.compile(
    r"</?(?:b|i|u|em|span|font|p|div|small|big|center|sub|sup|h[1-6])(?: [^<>]*)?>|^#{1,6} +",
    re.IGNORECASE | re.MULTILINE,
)
"""Marks that change how words look and not what they say."""


class Texts:
    """Reads the texts in the rows of a form. `gaps` are the languages that lack a text which
    another language has."""

    def __init__(self, languages: tuple[str, ...], names: FormNames) -> None:
        self.languages = languages
        self.names = names
        self.gaps: set[str] = set()

    def required(self, record: FormRow, column: str) -> dict[str, str]:
        """A text that may not be left out. Faults are added to the row."""
        if column not in record.texts:
            record.report(Reason.TEXT_MISSING, column)
        return self.optional(record, column)

    def optional(self, record: FormRow, column: str) -> dict[str, str]:
        """A text that may be left out. One that some languages lack is a gap in these."""
        wordings = record.texts.get(column, {})
        for code in self.languages:
            if wordings and code not in wordings:
                self.miss(record, column, code)
        return {
            language: self._checked(record, column, wordings[language])
            for language in self.languages
            if language in wordings
        }

    def miss(self, record: FormRow, column: str, code: str) -> None:
        self.gaps.add(code)
        record.report(Reason.TRANSLATION_MISSING, column, language=heading_of(code))

    def _checked(self, record: FormRow, column: str, wording: str) -> str:
        plain = REFERENCE.sub(self._told, without_adornment(wording))
        if without_adornment(wording) != wording:
            record.report(Reason.MARKUP_LEFT_OUT, column)
        if TAG.search(STRONG.sub(r"\1", plain)):
            record.report(Reason.MARKUP, column)
        referred = set(REFERENCE.findall(plain))
        for reason, names in self.names.faults_in(referred):
            record.report(reason, column, names=", ".join(names))
        if days := sorted(referred & self.names.days):
            record.report(Reason.METADATA_USED, column, names=", ".join(days))
        for name in questions_in_braces(plain, self.names.questions):
            record.report(Reason.REFERENCE_IN_TEXT, column, name=name)
        return from_form(plain, self.names.questions)

    def _told(self, reference: re.Match[str]) -> str:
        """The reference, to the question itself where it is to the words of its choice."""
        return f"${{{self.names.told.get(reference[1], reference[1])}}}"


def without_adornment(wording: str) -> str:
    """The wording without marks that only adorn: bold as `<strong>`, lines as lines, and a link as
    its words and its address."""
    plain = LINK.sub(_link_in_words, wording)
    bold = BOLD.sub(lambda found: f"<strong>{found[1] or found[2]}</strong>", plain)
    return ADORNING.sub("", BREAK.sub("\n", bold)).strip()


def _link_in_words(link: re.Match[str]) -> str:
    address, words = link[1], link[2].strip()
    return address if words in {"", address} else f"{words} ({address})"


def written_text(text: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The wordings as XLSForm writes them; `names` are those of all questions."""
    return {language: to_form(wording, names) for language, wording in text.items()}

"""Texts in each language."""

import re
from collections.abc import Collection, Mapping

from survey.definition.expression_checks import FACTS, PLACEHOLDER, is_as_written, protected
from survey.interchange.faults import Reason
from survey.interchange.languages import heading_of
from survey.interchange.xlsform.names import FormNames
from survey.interchange.xlsform.tables import FormRow
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
    def written(found: re.Match[str]) -> str:
        slashes = found["before"][: len(found["before"]) // 2]
        if _is_ours(found, questions):
            return found[0]
        if is_as_written(found):
            return f"{slashes}{found['braces']}"
        return f"{slashes}${found['braces']}" if found["name"] in questions else found[0]

    return PLACEHOLDER.sub(written, wording)


def questions_in_braces(wording: str, questions: Collection[str]) -> list[str]:
    found = PLACEHOLDER.finditer(REFERENCE.sub("", wording))
    return sorted({each["name"] for each in found if each["otherwise"] is None} & set(questions))


def _is_ours(found: re.Match[str], questions: Collection[str]) -> bool:
    has_other_words = found["otherwise"] is not None
    return found["name"] in FACTS or (has_other_words and found["name"] in questions)


STRONG = re.compile(r"<strong>([^<>]*)</strong>")
TAG = re.compile(r"<[/!?]?[A-Za-z](?![^<>]*<\s*[\d.])|<!")
"""Matches the possible start of markup. In `3.5<p<5` a number is compared."""
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
    def __init__(self, languages: tuple[str, ...], names: FormNames) -> None:
        self.languages = languages
        self.names = names
        self.gaps: set[str] = set()

    def required(self, record: FormRow, column: str) -> dict[str, str]:
        if column not in record.texts:
            record.report(Reason.TEXT_MISSING, column)
        return self.optional(record, column)

    def optional(self, record: FormRow, column: str) -> dict[str, str]:
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
        plain = REFERENCE.sub(self._rename_reference, without_adornment(wording))
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

    def _rename_reference(self, reference: re.Match[str]) -> str:
        return f"${{{self.names.told.get(reference[1], reference[1])}}}"


def without_adornment(wording: str) -> str:
    """Without bold, line and link marks; a link keeps words and address."""
    plain = LINK.sub(_link_in_words, wording)
    bold = BOLD.sub(lambda found: f"<strong>{found[1] or found[2]}</strong>", plain)
    return ADORNING.sub("", BREAK.sub("\n", bold)).strip()


def _link_in_words(link: re.Match[str]) -> str:
    address, words = link[1], link[2].strip()
    return address if words in {"", address} else f"{words} ({address})"


def written_text(text: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """`names` are those of all questions."""
    return {language: to_form(wording, names) for language, wording in text.items()}

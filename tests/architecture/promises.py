"""What victims read about time, deletion, sending, figures and secrecy, sentence by sentence, and
the two tables of docs/rules.md that say what holds each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib

from responses.sms import texts
from ui.catalogues import catalogue_path, is_shown_to_respondents

ROOT = Path(__file__).resolve().parent.parent.parent
RULES = ROOT / "docs" / "rules.md"
TEXTS = "responses/sms/texts.py"

PROMISING = re.compile(
    r"\b(minutes?|hours?|days?|weeks?|months?|years?(?! of birth)|at once|until|for good"
    r"|later|still|delete[sd]?|destroy(s|ed)?|removed?|keeps?|kept|holds?|held|locked|encrypted"
    r"|answers (are )?(out|back)|(take|taken|takes) (them )?out|bring"
    r"|sen[dt]|texts|writing|write to|wrote to|contact|stop|downloads?|accounts?"
    r"|figures?|counts?|counting|results"
    r"|never|nobody|no more|decision|strangers?|nothing|only|always|none|anonymous|confidential)\b",
    re.IGNORECASE,
)
"""Words of time, deletion, sending, figures and secrecy: a sentence with one is in a table."""

SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z“])")
FORM_FIELDS = ("survey/forms/", "ui/fields.py")
"""Their words say how to fill a field in."""


@dataclass(frozen=True)
class Row:
    sentences: tuple[str, ...]
    files: frozenset[str]
    held_by: str


def plain(text: str) -> str:
    return re.sub(r"%\(\w+\)s", "…", re.sub(r"<[^>]+>", "", text)).strip()


def sentences() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for text, files in (*_of_pages(), *_of_messages()):
        for sentence in SENTENCE.split(text):
            found.setdefault(plain(sentence), set()).update(files)
    return {sentence: frozenset(files) for sentence, files in found.items()}


def is_promise(sentence: str) -> bool:
    says = sentence.endswith((".", ":")) or sentence.startswith(("We ", "Your "))
    return says and bool(PROMISING.search(sentence))


def rows(heading: str) -> Iterator[Row]:
    part = RULES.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    for line in part.splitlines():
        if line.startswith("| ") and not line.startswith(("| sentence", "| ---")):
            words, where, held_by = (cell.strip() for cell in line.strip("|").split(" | "))
            yield Row(
                sentences=tuple(words.split("<br>")),
                files=frozenset(re.findall(r"`([\w./*-]+)`", where)),
                held_by=held_by,
            )


def _of_pages() -> Iterator[tuple[str, set[str]]]:
    for entry in polib.pofile(str(catalogue_path("cy", ROOT / "locale"))):
        files = {
            file
            for file, _line in entry.occurrences
            if is_shown_to_respondents([file]) and not file.startswith(FORM_FIELDS)
        }
        if files and not entry.obsolete:
            yield entry.msgid, files
            if entry.msgid_plural:
                yield entry.msgid_plural, files


def _of_messages() -> Iterator[tuple[str, set[str]]]:
    for bodies in (
        texts.TEMPLATES,
        texts.SHORTER,
        texts.ANSWERS,
        texts.EMAILS,
    ):
        plain = bodies["en"].replace(texts.LINK, "").replace(texts.SITE, "")
        yield plain.replace("  ", " "), {TEXTS}
    yield texts.EMAIL_SUBJECTS["en"], {TEXTS}

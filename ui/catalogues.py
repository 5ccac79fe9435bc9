"""The interface's catalogues, locale/<folder>/LC_MESSAGES/django.po: their paths, and whether every
text is translated. Pure but for reading the files.

A page is never partly translated: a language with one text missing is offered to nobody."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ENGLISH = "en"


def folder(language: str) -> str:
    """The name of a language's folder under locale/: "cy", "en_X-easy"."""
    base, _, rest = language.partition("-")
    return f"{base}_{rest.capitalize()}" if rest else base


def name_in_header(language: str) -> str:
    """The language in a catalogue's header: "en@easy" for en-x-easy, because Babel and Poedit know
    modifiers but no private-use subtags."""
    return language.replace("-x-", "@")


def catalogue_path(language: str, locale: Path) -> Path:
    return locale / folder(language) / "LC_MESSAGES" / "django.po"


def faults_in(languages: Iterable[str], locale: Path) -> list[str]:
    """Why pages cannot be offered in these languages: one sentence for each catalogue that is
    missing or not wholly translated."""
    others = [language for language in languages if language != ENGLISH]
    return [fault for language in others if (fault := _fault(catalogue_path(language, locale)))]


def _fault(path: Path) -> str:
    place = path.relative_to(path.parents[3])
    if not path.is_file():
        return f"the interface has no catalogue {place}"
    count = _untranslated(path, path.stat().st_mtime_ns)
    return f"{count} texts of the interface have no translation in {place}" if count else ""


def messages_of(language: str, locale: Path) -> list[Message]:
    return _messages(catalogue_path(language, locale))


@lru_cache(maxsize=32)
def _untranslated(path: Path, changed_at: int) -> int:
    """How many messages have no translation. Cached by the file's time of change, because reading a
    catalogue is slow."""
    return sum(not _is_translated(message) for message in _messages(path))


def _messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy

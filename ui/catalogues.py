"""The interface's catalogues, locale/<folder>/LC_MESSAGES/django.po: their paths, the texts that
respondents can see, and the texts without a translation. Pure but for reading the files.

A respondent's page is never partly translated: a language that lacks one of their texts is not
offered. A staff page shows English where Welsh is missing, and a release waits until it isn't."""

from collections.abc import Iterable
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ENGLISH = "en"
# The files of respondents' pages. A text that a staff file uses as well still counts as theirs.
RESPONDENTS_FILES = (
    "responses/casework/presenters/card.py",
    "responses/confidentiality.py",
    "responses/paper/presenters/paper_form.py",
    "responses/templates/responses/public/*",
    "responses/answering/views/*",
    "responses/answering/presenters/equality.py",
    "responses/answering/presenters/further.py",
    "responses/answering/presenters/pages.py",
    "responses/answering/presenters/information.py",
    "responses/answering/forms.py",
    "responses/interviewing/presenters/script.py",
    "responses/open_link/forms.py",
    "responses/own_words/forms.py",
    "responses/helplines/presenters/listings.py",
    "survey/forms/error_wording.py",
    "survey/forms/answer_form.py",
    "survey/forms/question_wording.py",
    "ui/fields.py",
    "ui/templates/ui/respondent_base.html",
    "ui/templates/ui/components/*",
    "ui/templates/ui/fields/*",
    "ui/templates/ui/errors/[!s]*",
)
# Babel requires a line number. It is not written, so that moved lines change no catalogue.
WHOLE_FILE = 0
# Files that match a pattern above and are shown to staff only.
STAFF_FILES = ("ui/templates/ui/components/period_picker.html",)


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogues. It is translated where it is shown, so pure modules can have
    texts too."""
    return text


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


def is_shown_to_respondents(files: Iterable[str]) -> bool:
    """Whether a text that occurs in these files can be seen by respondents."""
    return any(
        fnmatch(file, pattern)
        for file in files
        if file not in STAFF_FILES
        for pattern in RESPONDENTS_FILES
    )


def faults_in(languages: Iterable[str], locale: Path) -> list[str]:
    """Why respondents' pages cannot be offered in these languages: one sentence for each catalogue
    that is missing or lacks one of their texts."""
    others = [language for language in languages if language != ENGLISH]
    return [fault for language in others if (fault := _fault(catalogue_path(language, locale)))]


def _fault(path: Path) -> str:
    place = path.relative_to(path.parents[3])
    if not path.is_file():
        return f"the interface has no catalogue {place}"
    count = sum(not _is_for_staff_only(message) for message in _untranslated_in(path))
    return f"{count} texts of the interface have no translation in {place}" if count else ""


def staff_gaps(language: str, locale: Path) -> list[Message]:
    """Return the texts of staff pages alone that have no translation."""
    gaps = _untranslated_in(catalogue_path(language, locale))
    return [message for message in gaps if _is_for_staff_only(message)]


def messages_of(language: str, locale: Path) -> list[Message]:
    return _messages(catalogue_path(language, locale))


def respondents_catalogue(everything: Catalog) -> Catalog:
    """The messages of respondents' pages, without translations: the template of every language
    that staff do not use."""
    part = Catalog()
    for message in everything:
        files = [file for file, _line in message.locations if is_shown_to_respondents([file])]
        if message.id and files:
            part.add(
                message.id,
                context=message.context,
                locations=[(file, WHOLE_FILE) for file in files],
                flags=message.flags - {"fuzzy"},
                auto_comments=message.auto_comments,
            )
    return part


def update_catalogue(catalogue: Catalog, template: Catalog) -> Catalog:
    """Return the catalogue with exactly the template's messages, in the template's order.
    Translations are kept, and none is guessed. The creation date stays, so that a file whose texts
    did not change is not rewritten, and branches do not conflict over a date."""
    created_at = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.creation_date = created_at
    catalogue.obsolete.clear()
    return catalogue


def _untranslated_in(path: Path) -> tuple[Message, ...]:
    return _cached_untranslated(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _cached_untranslated(path: Path, changed_at: int) -> tuple[Message, ...]:
    """Cached by the file's time of change, because reading a catalogue is slow."""
    return tuple(message for message in _messages(path) if not _is_translated(message))


def _messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def _is_for_staff_only(message: Message) -> bool:
    """A text without a place counts as a respondent's."""
    files = [file for file, _line in message.locations]
    return bool(files) and not is_shown_to_respondents(files)

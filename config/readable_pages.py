from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.catalog import Message
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from survey.reading.instrument_texts import TextSource
from survey.reading.texts import ReadableText, TextKind
from ui import catalogues
from ui.catalogues import is_shown_to_respondents

PUBLIC = "responses/templates/responses/public"
PLACES: Mapping[str, Promise] = {
    f"{PUBLIC}/start.html": gettext_lazy("The first page, before the gate"),
    f"{PUBLIC}/open_start.html": gettext_lazy("The first page of the open link"),
    f"{PUBLIC}/stop.html": gettext_lazy("Page: stop asking me"),
    f"{PUBLIC}/stopped.html": gettext_lazy("Page after somebody stopped"),
    "responses/answering/views/stop.py": gettext_lazy("Page after somebody stopped"),
    f"{PUBLIC}/check.html": gettext_lazy("The gate: year of birth, or a word"),
    "responses/answering/forms.py": gettext_lazy("The gate, and fields of the pages after it"),
    f"{PUBLIC}/code.html": gettext_lazy("Page for a code that was handed over"),
    f"{PUBLIC}/word.html": gettext_lazy("Page for a word of one’s own"),
    f"{PUBLIC}/*introduction.html": gettext_lazy("Page: about this survey"),
    f"{PUBLIC}/*privacy.html": gettext_lazy("Privacy notice"),
    f"{PUBLIC}/accessibility.html": gettext_lazy("Accessibility statement"),
    f"{PUBLIC}/*help*.html": gettext_lazy("Help and support"),
    "responses/helplines/*": gettext_lazy("Help and support"),
    f"{PUBLIC}/*leaving.html": gettext_lazy("Page: how to leave"),
    f"{PUBLIC}/*question.html": gettext_lazy("Question page"),
    f"{PUBLIC}/_first_*.html": gettext_lazy("Question page"),
    "survey/forms/*": gettext_lazy("Question page: messages about an answer"),
    "responses/answering/presenters/equality.py": gettext_lazy("Questions about the person"),
    f"{PUBLIC}/*more.html": gettext_lazy("Page before the questions about the person"),
    f"{PUBLIC}/further.html": gettext_lazy("Page: would you like to say more?"),
    "responses/answering/presenters/further.py": gettext_lazy("Page: would you like to say more?"),
    f"{PUBLIC}/own_text.html": gettext_lazy("Page: in your own words"),
    "responses/own_words/*": gettext_lazy("Page: in your own words"),
    f"{PUBLIC}/own_text_sent.html": gettext_lazy("Page: your message has been sent"),
    f"{PUBLIC}/*review.html": gettext_lazy("Page: check your answers"),
    f"{PUBLIC}/finished.html": gettext_lazy("Last page, shown once"),
    f"{PUBLIC}/_withdrawal_words.html": gettext_lazy("Last page, shown once"),
    f"{PUBLIC}/withdraw*.html": gettext_lazy("Page: take my answers out"),
    f"{PUBLIC}/brought_back.html": gettext_lazy("Page: take my answers out"),
    f"{PUBLIC}/ended.html": gettext_lazy("Page where nothing is left to do"),
    f"{PUBLIC}/open_*.html": gettext_lazy("Pages of the open link"),
    "responses/open_link/*": gettext_lazy("Pages of the open link"),
    f"{PUBLIC}/_*footer.html": gettext_lazy("Foot of every page"),
    "responses/answering/presenters/information.py": gettext_lazy("Information pages"),
    "responses/answering/presenters/pages.py": gettext_lazy("Question page"),
    "responses/casework/presenters/card.py": gettext_lazy("Printed card with a code"),
    "ui/templates/ui/errors/*": gettext_lazy("Page when something went wrong"),
    "ui/*": gettext_lazy("Every page"),
}
"""By pattern; the first that fits is the page."""


@dataclass(frozen=True)
class _PageWords:
    place: str
    english: str
    wording: str
    files: tuple[str, ...]
    note: str
    is_plural: bool


def page_texts(language: str) -> Sequence[ReadableText]:
    locale = Path(settings.LOCALE_PATHS[0])
    path = catalogues.catalogue_path(language, locale)
    if not path.is_file():
        return ()
    return _texts(language, locale, path.stat().st_mtime_ns, told_in=get_language())


@lru_cache(maxsize=32)
def _texts(
    language: str, locale: Path, changed_at: int, *, told_in: str | None
) -> tuple[ReadableText, ...]:
    """Once a language: each text keeps its hashes."""
    return tuple(
        ReadableText(
            kind=TextKind.PAGE,
            place=words.place,
            english=words.english,
            wording=words.wording,
            where=tuple(dict.fromkeys(str(_page_of(file)) for file in words.files)),
            note=words.note,
            is_by_line=words.is_plural,
        )
        for words in _read_page_words(language, locale, changed_at)
    )


@cache
def _page_of(file: str) -> str | Promise:
    return next((page for pattern, page in PLACES.items() if fnmatch(file, pattern)), file)


@lru_cache(maxsize=32)
def _read_page_words(language: str, locale: Path, _changed_at: int) -> tuple[_PageWords, ...]:
    found = []
    for message in catalogues.messages_of(language, locale):
        files = tuple(file for file, _line in message.locations if is_shown_to_respondents([file]))
        if files:
            found.append(_page_words(message, files))
    pages = list(dict.fromkeys(map(str, PLACES.values())))
    order = {page: place for place, page in enumerate(pages)}
    return tuple(
        sorted(found, key=lambda words: order.get(str(_page_of(words.files[0])), len(order)))
    )


def _page_words(message: Message, files: tuple[str, ...]) -> _PageWords:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return _PageWords(
        place=message.context or "",
        english="\n".join(map(str, ids)),
        wording="" if message.fuzzy else "\n".join(map(str, forms)),
        files=files,
        note=" ".join(message.auto_comments),
        is_plural=isinstance(message.id, tuple),
    )


PAGES = TextSource(
    kind=TextKind.PAGE,
    label=gettext_lazy("Pages: gate, information, buttons, messages"),
    goes_live=gettext_lazy(
        "Agreed words go into the catalogue with the next set-up, from the file of changes."
    ),
    texts=page_texts,
)

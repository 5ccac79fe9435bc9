"""What tests of languages share: hearing what has no translation, and what a page lets one do."""

import re
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import trans_real

from tests.responses.pages import Page

Control = tuple[str, str | None, str | None]


class Words(HTMLParser):
    VOID = {"input", "meta", "link", "br", "hr", "path", "rect"}

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.found |= {found[name] for name in ("aria-label", "title", "alt") if found.get(name)}
        if tag not in self.VOID:
            self._open.append((tag, found.get("lang") if tag != "html" else None))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(language for _tag, language in self._open):
            self.found.add(" ".join(data.split()))


def words_of(response: HttpResponse) -> set[str]:
    words = Words()
    words.feed(response.content.decode())
    return {each for each in words.found if re.search(r"[A-Za-z]{3}", each)}


def controls_of(response: HttpResponse) -> list[Control]:
    return [
        (name, tag.get("name"), tag.get("href") or tag.get("value") or tag.get("action"))
        for name, tag in Page(response).tags
        if name in {"a", "button", "input", "select", "textarea", "form"}
        and tag.get("name") not in {"language", "csrfmiddlewaretoken", "once"}
    ]


def hear_untranslated(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    missed: set[str] = set()

    def listen(name: str, keys: object, word: int) -> None:
        ask = getattr(trans_real, name)

        def asked(*texts: object) -> str:
            language = translation.get_language()
            if language != "en" and re.search(r"[a-zA-Z]", str(texts[0])):
                held = trans_real.translation(language)._catalog
                if all(held.get(key, held.get((key, 0))) is None for key in keys(*texts)):
                    missed.add(str(texts[word]))
            return ask(*texts)

        monkeypatch.setattr(translation._trans, name, asked, raising=False)

    listen("gettext", lambda text: [str(text).replace("\r\n", "\n")], 0)
    listen("pgettext", lambda context, text: [f"{context}\x04{text}"], 1)
    listen("ngettext", lambda one, _many, _count: [one], 1)
    return missed

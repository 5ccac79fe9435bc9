"""The people of a sealed nation."""

import re
from collections.abc import Mapping
from html import unescape

from django.http import HttpResponse
from django.test import Client

from tests.sealed.truth import Reply

ONCE = re.compile(r'name="once" value="([^"]*)"')
WITHDRAWAL_WORDS = re.compile(r"<li><strong>(.+?)</strong></li>")
SKIPPED = {"skip": "yes"}
MOST_STEPS = 60


class StrayedError(Exception):
    pass


class Form:
    def __init__(self, questions: Mapping[str, str]) -> None:
        self._questions = questions
        self.known: dict[str, str] = {}

    def code(self, address: str, html: str, *, answers: Mapping[str, str]) -> str:
        found = next((code for words, code in self._questions.items() if words in html), "")
        if found in answers:
            self.known[address] = found
        return found


class Person:
    def __init__(self, form: Form, *, language: str) -> None:
        self._form = form
        self._browser = Client(headers={"accept-language": language})

    def answer(self, link: str, *, birth_year: int, reply: Reply) -> bool:
        """From the text to the last page, or as far as the reply goes."""
        self._get(link)
        address = self._press("/g/", {"answer": str(birth_year)})
        for _step in range(MOST_STEPS):
            if address == "/r/":
                self._send_in(withdraws=reply.withdraws)
                return not reply.withdraws
            pressed = self._pressed(address, reply)
            if pressed is None:
                return True
            address = self._press(address, pressed)
        raise StrayedError(address)

    def _pressed(self, address: str, reply: Reply) -> dict[str, str] | None:
        if not address.startswith("/q/"):
            is_last = address == "/m/" and reply.leaves_before == "/m/"
            return None if is_last else {"more": "no"} if address == "/f/" else {}
        code = self._form.known.get(address) or self._read(address, reply)
        if code and code == reply.leaves_before:
            return None
        said = reply.answers.get(code)
        return {"answer": said} if said else SKIPPED

    def _read(self, address: str, reply: Reply) -> str:
        html = unescape(self._get(address).content.decode())
        return self._form.code(address, html, answers=reply.answers)

    def _send_in(self, *, withdraws: bool) -> None:
        review = self._get("/r/").content.decode()
        once = ONCE.search(review)
        last = self._browser.post("/r/", {"once": once[1]} if once else {})
        words = WITHDRAWAL_WORDS.findall(last.content.decode())
        if len(words) != 6:
            raise StrayedError("/r/", last.status_code, words)
        if withdraws:
            self._browser.post("/w/", {"words": " ".join(words)})

    def _get(self, address: str) -> HttpResponse:
        page = self._browser.get(address, follow=True)
        if page.status_code != 200 or page.request["PATH_INFO"] == "/e/":
            raise StrayedError(address, page.status_code, page.request["PATH_INFO"])
        return page

    def _press(self, address: str, sent: Mapping[str, str]) -> str:
        page = self._browser.post(address, sent)
        if page.status_code != 302:
            raise StrayedError(address, page.status_code, sent)
        return page.headers["Location"]

"""The people of a sealed nation: they have the link of their text and what truth.py lets them say,
and answer on the public pages, one press after the other."""

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
    """A page came that no respondent expects."""


class Form:
    """What people learn of the form as they go: which question stands at an address, except where
    questions take turns. Whoever knows it presses on without reading; a choice that the question
    at the address does not have would be refused."""

    def __init__(self, questions: Mapping[str, str]) -> None:
        """`questions` has the code of each question by its words."""
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
        """From the text to the last page, or as far as the reply goes. Returns whether the answers
        stay: who leaves before the end takes nothing back."""
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
        """The buttons and choices of a page; None where the person leaves it."""
        if not address.startswith("/q/"):
            is_last = address == "/m/" and reply.leaves_before == "/m/"
            return None if is_last else {"more": "no"} if address == "/f/" else {}
        code = self._form.known.get(address) or self._read(address, reply)
        if code and code == reply.leaves_before:
            return None
        said = reply.answers.get(code)
        return {"answer": said} if said else SKIPPED

    def _read(self, address: str, reply: Reply) -> str:
        """The code of the question on the page."""
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
        """The address that the press leads to."""
        page = self._browser.post(address, sent)
        if page.status_code != 302:
            raise StrayedError(address, page.status_code, sent)
        return page.headers["Location"]

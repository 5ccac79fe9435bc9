"""A victim with a browser, on the addresses of a deployed service: over TLS, through the proxy."""

import re
from html import unescape

import requests

FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]*)"')
CHOICE = re.compile(r'<input[^>]*type="radio"[^>]*value="([^"]+)"')
WORDS = re.compile(r"<li><strong>(.+?)</strong></li>")
MOST_STEPS = 60


class StrayedError(Exception):
    pass


class Visitor:
    def __init__(self, *, host: str, port: int, authority: str) -> None:
        self.base = f"https://{host}:{port}"
        self.session = requests.Session()
        self.session.verify = authority
        self.session.trust_env = False  # else a variable of this machine names another authority
        self.session.headers["Accept-Language"] = "en"
        self.met: list[requests.Response] = []
        self._token = ""

    def get(self, path: str) -> requests.Response:
        return self._kept(self.session.get(self._url(path), timeout=40, allow_redirects=False))

    def post(self, path: str, **sent: str) -> requests.Response:
        headers = {"Origin": self.base.rpartition(":")[0], "Sec-Fetch-Site": "same-origin"}
        form = {"csrfmiddlewaretoken": self._token, **sent}
        answer = self.session.post(
            self._url(path), data=form, headers=headers, timeout=40, allow_redirects=False
        )
        return self._kept(answer)

    def _url(self, path: str) -> str:
        return self.base + re.sub(r"^https://[^/]+", "", path)

    def _kept(self, answer: requests.Response) -> requests.Response:
        self.met.append(answer)
        if found := FORM_TOKEN.search(answer.text):
            self._token = found[1]
        return answer

    def open_link(self, token: str) -> None:
        self._follow(self.get(f"/{token}"))

    def answer_all(self, token: str, *, birth_year: int) -> list[str]:
        """From the link to the last page."""
        self.open_link(token)
        address = self._pressed("/g/", answer=str(birth_year))
        for _step in range(MOST_STEPS):
            page = self._follow(self.get(address))
            if address == "/r/":
                return self._send_in(page)
            address = self._answer(address, unescape(page.text))
        raise StrayedError(address)

    def _answer(self, address: str, html: str) -> str:
        choices = CHOICE.findall(html)
        if address.startswith("/q/"):
            sent = {"answer": choices[0]} if choices else {"skip": "yes"}
        else:
            sent = {"more": "no"} if address == "/f/" else {}
        return self._pressed(address, **sent)

    def _send_in(self, review: requests.Response) -> list[str]:
        once = ONCE.search(review.text)
        last = self.post("/r/", **({"once": once[1]} if once else {}))
        words = WORDS.findall(last.text)
        if len(words) != 6:
            raise StrayedError("/r/", last.status_code)
        return words

    def _pressed(self, address: str, **sent: str) -> str:
        answer = self.post(address, **sent)
        if answer.status_code != 302:
            raise StrayedError(address, answer.status_code, sent)
        return answer.headers["Location"]

    def _follow(self, answer: requests.Response) -> requests.Response:
        while answer.status_code == 302:
            answer = self.get(answer.headers["Location"])
        if answer.status_code != 200 or answer.url.endswith("/e/"):
            raise StrayedError(answer.url, answer.status_code)
        return answer

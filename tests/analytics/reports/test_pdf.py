from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from reportlab.pdfbase import pdfmetrics

from analytics.paper.layout import FLOOR, DoesNotFitError
from analytics.reports import pdf
from analytics.reports.parts import AlertNote, QuarterlyReport
from tests.analytics import make
from tests.analytics.reports import quarter
from tests.sharing import shared_rows
from ui.typefaces import BOLD, REGULAR

pytestmark = pytest.mark.django_db
LONG = (
    "Yn y 4 wythnos hyd at 13 Medi 2026, roedd 41\u00a0% o’r dioddefwyr a atebodd yn fodlon. " * 3
)


@shared_rows
def report() -> QuarterlyReport:
    quarter.load()
    make.alert(first_week=date(2026, 8, 3), last_week=date(2026, 8, 31))
    return quarter.report()


def read(report: QuarterlyReport) -> PdfReader:
    return PdfReader(BytesIO(pdf.render(report)))


def text_of(report: QuarterlyReport) -> str:
    return "\n".join(page.extract_text() for page in read(report).pages)


def fonts_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()


def elements(node: DictionaryObject) -> Iterator[DictionaryObject]:
    """The structure tree in the order it is read."""
    for child in node["/K"] if isinstance(node["/K"], list) else [node["/K"]]:
        if not isinstance(child, int):
            element = child.get_object()
            yield element
            yield from elements(element)


def structure(reader: PdfReader) -> list[DictionaryObject]:
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))


def lowest_words(reader: PdfReader, *, of: str) -> float:
    """How high above the foot of its page the lowest of these words stands, in points."""
    found: list[float] = []

    def note(said: str, cm: list[float], tm: list[float], *_: object) -> None:
        if of in said:
            found.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    return min(found)


class TestRender:
    @pytest.mark.slow
    def test_has_two_pages_of_a4(self, report):
        pages = read(report).pages

        assert len(pages) == 2
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]

    def test_has_every_font_in_it(self, report):
        fonts = list(fonts_of(read(report)))

        assert fonts
        for font in fonts:
            assert "NotoSans" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"]
            assert "/ToUnicode" in font

    def test_never_names_a_font_it_does_not_have(self, report):
        assert b"Helvetica" not in pdf.render(report)

    @pytest.mark.slow
    def test_has_the_letters_of_welsh(self, report):
        cover = replace(report.cover, force="Heddlu’r Tŷ Gŵyn, Ŵyr a Llŷn", language="cy")

        text = text_of(replace(report, cover=cover))

        assert "Heddlu’r Tŷ Gŵyn, Ŵyr a Llŷn" in text

    @pytest.mark.slow
    def test_can_write_every_letter_it_is_given(self, report):
        letters = {ord(letter) for letter in text_of(report) if letter.isprintable()}

        for name in (REGULAR, BOLD):
            assert letters <= set(pdfmetrics.getFont(name).face.charToGlyph)

    @pytest.mark.slow
    def test_says_what_the_report_says(self, report):
        text = " ".join(text_of(report).split())

        for words in (
            "City of London Police",
            "July to September 2026",
            "Issued 16 November 2026",
            "61 % of victims who answered were satisfied",
            "Each question, beside all other forces",
            "Alerts",
            "Worse than expected",
            "Who was asked, and who answered",
            "What this cannot tell you",
        ):
            assert words in text

    @pytest.mark.slow
    def test_holds_nothing_of_what_is_hidden(self, report):
        text = text_of(report)

        assert "Felt believed" in text
        assert "[c]" in text
        assert "57\u00a0%" not in text

    @pytest.mark.slow
    def test_names_page_period_and_force_on_both_pages(self, report):
        for number, page in enumerate(read(report).pages, start=1):
            text = page.extract_text()
            assert f"Page {number} of 2" in text
            assert "National Victim Survey · City of London Police · July to September 2026" in text

    @pytest.mark.slow
    def test_is_stamped_simulated_on_both_pages(self, report):
        for page in read(report).pages:
            text = page.extract_text()
            assert "· SIMULATED" in text
            assert text.count("SIMULATED") >= 2

    @pytest.mark.slow
    def test_carries_no_stamp_where_data_are_real(self, report):
        real = replace(report, cover=replace(report.cover, simulated=""))

        assert "SIMULATED" not in text_of(real)
        assert "Made-up" not in text_of(real)

    @pytest.mark.slow
    def test_the_same_report_gives_the_same_bytes(self, report):
        assert pdf.render(report) == pdf.render(report)

    @pytest.mark.slow
    def test_pictures_give_way_to_words(self, report):
        crowded = replace(
            report.second_page,
            alerts=replace(
                report.second_page.alerts,
                notes=(AlertNote(title="Teimlo eu bod yn cael eu credu", statement=LONG),) * 3,
            ),
        )

        assert len(read(replace(report, second_page=crowded)).pages) == 2

    @pytest.mark.slow
    def test_keeps_its_pictures_above_the_footer(self, report):
        """What is modelled of ten questions takes the room that the trend had."""
        first = report.first_page
        crowded = replace(first, comparison=replace(first.comparison, modelled=LONG * 2))

        reader = read(replace(report, first_page=crowded))

        assert lowest_words(reader, of="Page 1 of 2") < FLOOR
        assert lowest_words(reader, of="Q3") > FLOOR

    @pytest.mark.slow
    def test_prints_a_quarter_in_which_next_to_nothing_may_be_shown(self):
        make.load(make.satisfied_and_not(4, 3))
        make.fill("2026-Q3")

        text = text_of(quarter.report())

        assert "there is no figure to show here" in text
        assert "Too few victims answered to place City of London Police" in text

    @pytest.mark.slow
    def test_prints_the_first_quarter_of_a_lone_force(self):
        make.load(make.satisfied_and_not(60, 40))
        make.fill("2026-Q3")

        text = text_of(quarter.report())

        assert "This is the first quarter with figures." in text
        assert "City of London Police stands within the" in text

    def test_refuses_more_words_than_two_pages_hold(self, report):
        endless = replace(report.second_page.method, paragraphs=(LONG * 20,))

        with pytest.raises(DoesNotFitError):
            pdf.render(replace(report, second_page=replace(report.second_page, method=endless)))


class TestStructure:
    def test_is_tagged_titled_and_has_a_language(self, report):
        reader = read(report)
        catalogue = reader.trailer["/Root"]

        assert catalogue["/MarkInfo"]["/Marked"]
        assert catalogue["/Lang"] == "en-GB"
        assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata.title == (
            "Quarterly report: City of London Police, July to September 2026"
        )

    def test_reads_headings_in_their_order(self, report):
        roles = [element["/S"] for element in structure(read(report))]

        headings = [role for role in roles if role.startswith("/H")]
        assert headings == ["/H1", "/H2", "/H2", "/H2", "/H3", "/H3", "/H3", "/H3"]

    @pytest.mark.slow
    def test_every_picture_has_words(self, report):
        figures = [one for one in structure(read(report)) if one["/S"] == "/Figure"]

        assert len(figures) == 3
        for figure in figures:
            assert len(figure["/Alt"]) > 20
            assert len(figure["/A"]["/BBox"]) == 4

    def test_tables_have_heads_for_columns_and_rows(self, report):
        comparison = next(one for one in structure(read(report)) if one["/S"] == "/Table")

        rows = [row.get_object() for row in comparison["/K"]]
        assert len(rows) == 1 + 10
        assert {cell.get_object()["/A"]["/Scope"] for cell in rows[0]["/K"]} == {"/Column"}
        assert [cell.get_object()["/S"] for cell in rows[1]["/K"]] == ["/TH"] + ["/TD"] * 5
        assert rows[1]["/K"][0].get_object()["/A"]["/Scope"] == "/Row"

    def test_everything_drawn_belongs_to_an_element_or_is_decoration(self, report):
        reader = read(report)
        numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]

        for number, page in enumerate(reader.pages):
            content = page.get_contents().get_data().decode("latin-1")
            parents = numbers[2 * number + 1].get_object()
            assert page["/StructParents"] == number
            assert content.count("/MCID") == len(parents)
            assert content.count("BDC") + content.count("BMC") == content.count("EMC")

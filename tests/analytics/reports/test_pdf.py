from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from reportlab.pdfbase import pdfmetrics

from analytics.reports import pdf
from analytics.reports.parts import PaperRow, PaperTable, QuarterlyReport
from tests.analytics import make
from tests.analytics.make import CITY, Q3
from tests.analytics.paper import judge
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
    for child in node["/K"] if isinstance(node["/K"], list) else [node["/K"]]:
        if not isinstance(child, int):
            element = child.get_object()
            yield element
            yield from elements(element)


def structure(reader: PdfReader) -> list[DictionaryObject]:
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))


class TestRender:
    @pytest.mark.slow
    def test_is_of_a4(self, report):
        pages = read(report).pages

        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]

    @pytest.mark.slow
    def test_has_every_font_in_it(self, report):
        fonts = list(fonts_of(read(report)))

        assert fonts
        for font in fonts:
            assert "NotoSans" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"]
            assert "/ToUnicode" in font

    @pytest.mark.slow
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
            "What changed",
            "Where the journey fails",
            "Who is let down",
            "What was done",
            "Worse than expected",
            "Who was asked, and who answered",
            "What this cannot tell you",
        ):
            assert words in text

    @pytest.mark.slow
    def test_says_under_its_first_picture_which_interval_that_draws(self, report):
        key = "Bar: how far the difference from all other forces may reach, −4 to +9 points."
        assert report.headline.key == "", "nothing is compared here"

        told = read(replace(report, headline=replace(report.headline, key=key)))

        first = " ".join(told.pages[0].extract_text().split())
        assert key in first
        assert report.comparison.key in first, "the key of the table stands under it"

    @pytest.mark.slow
    def test_holds_nothing_of_what_is_hidden(self, report):
        text = text_of(report)

        assert "Felt believed" in text
        assert "[c]" in text
        assert "57\u00a0%" not in text

    @pytest.mark.slow
    def test_names_page_period_and_force_on_every_page(self, report):
        pages = read(report).pages
        for number, page in enumerate(pages, start=1):
            text = page.extract_text()
            assert f"Page {number} of {len(pages)}" in text
            assert "National Victim Survey · City of London Police · July to September 2026" in text

    @pytest.mark.slow
    def test_is_stamped_simulated_on_every_page(self, report):
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
    def test_goes_on_on_as_many_pages_as_its_words_need(self, report):
        many = (replace(report.done.notes[0], statement=LONG),) * 30

        reader = read(replace(report, done=replace(report.done, notes=many)))

        assert len(reader.pages) > len(read(report).pages)
        for number, page in enumerate(reader.pages, start=1):
            assert f"Page {number} of {len(reader.pages)}" in page.extract_text()

    @pytest.mark.slow
    def test_writes_the_head_of_a_table_again_where_a_page_ends_in_it(self, report):
        row = PaperRow(cells=("Black", "White", "Felt believed", "19 %", "32 %", "–13 (–24 to –1)"))
        table = PaperTable(caption="Gaps", columns=tuple("ABCDEF"), rows=(row,) * 90)
        section = replace(report.let_down, tables=(table,))

        content = pdf.render(replace(report, let_down=section))

        tables = [one for one in structure(PdfReader(BytesIO(content))) if one["/S"] == "/Table"]
        longest = max(tables, key=lambda one: len(one["/K"]))
        heads = [row for row in longest["/K"] if row["/K"][1].get_object()["/S"] == "/TH"]
        assert len(heads) > 1
        assert judge.faults(content) == []

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


class TestJudged:
    @pytest.mark.parametrize("language", ["en", "cy"])
    @pytest.mark.parametrize("force", [CITY, None])
    @pytest.mark.parametrize("period", [Q3, "2026-Q2"])
    @pytest.mark.slow
    def test_can_be_read_by_ear_and_by_eye(self, report, force, period, language):
        made = quarter.report(
            viewer=quarter.NATIONAL_ANALYST, force=force, period=period, language=language
        )

        with judge.watched() as found:
            content = pdf.render(made)

        assert judge.faults(content) == []
        assert judge.overprinted(found) == []
        assert PdfReader(BytesIO(content)).trailer["/Root"]["/Lang"] == f"{language}-GB"

    @pytest.mark.slow
    def test_words_that_need_more_lines_run_over_no_number(self, report):
        rows = [
            replace(row, cells=("Rhy ychydig i allu dweud, " * 4, *row.cells[1:-1], LONG[:160]))
            for row in report.comparison.measures
        ]
        crowded = replace(report, comparison=replace(report.comparison, measures=tuple(rows)))

        with judge.watched() as found:
            pdf.render(crowded)

        assert judge.overprinted(found) == []


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

    @pytest.mark.slow
    def test_reads_headings_in_their_order(self, report):
        roles = [element["/S"] for element in structure(read(report))]

        headings = [role for role in roles if role.startswith("/H")]
        assert headings == ["/H1"] + ["/H2"] * 8

    @pytest.mark.slow
    def test_every_picture_has_words(self, report):
        figures = [one for one in structure(read(report)) if one["/S"] == "/Figure"]

        assert len(figures) == 3
        for figure in figures:
            assert len(figure["/Alt"]) > 20
            assert len(figure["/A"]["/BBox"]) == 4

    @pytest.mark.slow
    def test_tables_have_heads_for_columns_and_rows(self, report):
        comparison = next(one for one in structure(read(report)) if one["/S"] == "/Table")

        rows = [row.get_object() for row in comparison["/K"]]
        assert len(rows) == 1 + 10
        assert {cell.get_object()["/A"]["/Scope"] for cell in rows[0]["/K"]} == {"/Column"}
        assert [cell.get_object()["/S"] for cell in rows[1]["/K"]] == ["/TH"] + ["/TD"] * 5
        assert rows[1]["/K"][0].get_object()["/A"]["/Scope"] == "/Row"

    @pytest.mark.slow
    def test_everything_drawn_belongs_to_an_element_or_is_decoration(self, report):
        reader = read(report)
        numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]

        for number, page in enumerate(reader.pages):
            content = page.get_contents().get_data().decode("latin-1")
            parents = numbers[2 * number + 1].get_object()
            assert page["/StructParents"] == number
            assert content.count("/MCID") == len(parents)
            assert content.count("BDC") + content.count("BMC") == content.count("EMC")

from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some
from pypdf import PdfReader

from analytics.charts import sparks
from analytics.scorecard import pdf
from analytics.scorecard.definitions import read_definition
from analytics.scorecard.presenters import cards
from analytics.scorecard.presenters.cards import CardColumnWords, CardRowWords, CardWords
from analytics.scorecard.presenters.cells import CellWords, Change
from analytics.words import text_of
from tests.analytics.paper import judge
from tests.analytics.reports.test_pdf import structure

DEFINITION = read_definition()
LETTERS = "abcdefghilmnoprstuwyâêîôûŵŷ&–’"
CELL = CellWords(
    value="75\xa0%", interval="67–82\xa0%", base="100", mark="u", reason="", change=Change.UP,
    said="higher than the quarter before", quarters="",
    spark=sparks.place([0.5, None, 0.6, 0.7], span=0.4),
)  # fmt: skip


def texts(most_words: int, most_letters: int = 30) -> some.SearchStrategy[str]:
    words = some.text(LETTERS, min_size=1, max_size=most_letters)
    few = some.lists(words, min_size=1, max_size=8)
    return some.builds(
        lambda said, times: " ".join((said * times)[:most_words]),
        few, some.integers(1, max(most_words // 4, 1)),
    )  # fmt: skip


def card(
    *,
    place: str = "City of London Police",
    status: str = "DRAFT",
    lead: str = "Of all victims: 75 %.",
    notes: list[str] | None = None,
    more: str = "",
) -> CardWords:
    return CardWords(
        place=place, period="2026 Q3", status=status, lead=lead, simulated="SIMULATED",
        columns=[
            CardColumnWords(label=text_of(one.label) + more, means=text_of(one.means))
            for one in DEFINITION.columns
        ],
        rows=[
            CardRowWords(label=text_of(row.label) + more, cells=[CELL] * len(DEFINITION.columns))
            for row in DEFINITION.rows
        ],
        notes=cards.notes() if notes is None else notes,
    )  # fmt: skip


def said(content: bytes, role: str = "/P") -> str:
    told = structure(PdfReader(BytesIO(content)))
    return " ".join(str(one["/ActualText"]) for one in told if one["/S"] == role)


def pages(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


@pytest.mark.slow
class TestAnyWords:
    @given(
        language=some.sampled_from(["en", "cy"]),
        place=texts(20), status=texts(100), lead=texts(100),
        notes=some.lists(texts(500), min_size=1, max_size=5), more=texts(12),
    )  # fmt: skip
    def test_never_break_the_paper(self, language, place, status, lead, notes, more):
        with translation.override(language), judge.watched() as found:
            told = card(place=place, status=status, lead=lead, notes=notes, more=" " + more)
            paper = pdf.render(told)

        assert judge.faults(paper) == []
        assert judge.overprinted(found) == []
        assert all(one.right <= pdf.LEFT + pdf.WIDTH + 0.1 for one in found)
        read = (said(paper, "/H1") + said(paper)).replace(" ", "")
        assert all(part.replace(" ", "") in read for part in (place, status, lead, *notes))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
class TestLongWords:
    def test_that_are_today_s_stand_on_one_page(self, language):
        with translation.override(language):
            assert pages(pdf.render(card())) == 1

    def test_of_the_longest_name_of_a_force_still_stand_on_one_page(self, language):
        with translation.override(language):
            assert pages(pdf.render(card(place="Heddlu " * 17))) == 1

    def test_that_are_a_few_more_make_the_print_smaller_and_no_second_page(self, language):
        with translation.override(language):
            longer = [note + " And so it is of every quarter." for note in cards.notes()]

            assert pages(pdf.render(card(notes=longer))) == 1

    def test_that_are_many_more_stand_on_a_second_page_whole(self, language):
        with translation.override(language):
            longer = [f"{note} {'And so it is of every quarter. ' * 12}" for note in cards.notes()]
            paper = pdf.render(card(notes=longer))

        assert pages(paper) == 2
        assert all(note.strip() in said(paper) for note in longer)
        assert judge.faults(paper) == []

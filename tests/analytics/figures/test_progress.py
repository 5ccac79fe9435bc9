import pytest
from django.utils import translation

from access.background import task_queue
from analytics.figures.context_processors import progress_sentence
from analytics.refresh.selectors.progress import TASK, Progress
from tests.analytics import make
from tests.analytics.make import CITY, Q3
from tests.conftest import NOW
from tests.sharing import rows_over, shared_rows

SENTENCE = "Figures of 1 of 2 quarters are ready; the rest follow."
FORCE_PAGES = [
    f"/staff/figures/{CITY}/",
    f"/staff/comparison/{CITY}/",
    f"/staff/coverage/{CITY}/",
    "/staff/reports/",
]
NATIONAL_PAGES = ["/staff/forces/", "/staff/disparities/", "/staff/comparison/"]


@shared_rows
def filled() -> None:
    make.load([*make.satisfied_and_not(45, 15)])
    make.fill()


@rows_over(filled)
def waiting(_filled: None) -> None:
    task_queue.enqueue(TASK, "2026-Q1", at=NOW)


class TestProgressSentence:
    def test_says_nothing_where_nothing_follows(self):
        assert progress_sentence(None) == ""

    def test_counts_quarters(self):
        assert progress_sentence(Progress(ready=1, of=2)) == SENTENCE

    def test_has_a_singular(self):
        assert "of 1 quarter are" in progress_sentence(Progress(ready=0, of=1))

    def test_is_in_welsh_too(self):
        with translation.override("cy"):
            assert "7 o 10 chwarter" in progress_sentence(Progress(ready=7, of=10))


class TestPages:
    @pytest.mark.parametrize("page", FORCE_PAGES)
    def test_of_a_force_say_that_more_follows(self, force_client, waiting, page):
        assert SENTENCE in force_client.get(page).content.decode()

    @pytest.mark.parametrize("page", NATIONAL_PAGES)
    def test_of_the_nation_say_so_too(self, national_client, waiting, page):
        assert SENTENCE in national_client.get(page).content.decode()

    @pytest.mark.parametrize("page", FORCE_PAGES)
    def test_say_nothing_of_quarters_that_are_filled_again(self, force_client, filled, page):
        task_queue.enqueue(TASK, Q3, at=NOW)

        assert "the rest follow" not in force_client.get(page).content.decode()

    def test_say_so_where_there_are_no_figures_yet(self, force_client, db):
        task_queue.enqueue(TASK, "2026-Q1", at=NOW)

        page = force_client.get(FORCE_PAGES[0]).content.decode()

        assert "Figures of 0 of 1 quarter are ready" in page

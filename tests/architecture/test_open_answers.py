"""Open answers reach no figure: nothing that makes figures knows of them (docs/adr/0031)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from responses import extract
from responses.models import OpenAnswers
from tests.architecture import source
from tests.conftest import NOW
from tests.responses.open_link.someone import sent_in

ONE_DOOR = ("responses/extract.py", "responses/extract_columns.py", "responses/extract_rows.py")
TELLING = ("OpenAnswers", "open_answers", "open_link", "openanswers")


class TestFigures:
    def test_know_of_no_open_answers(self) -> None:
        telling = [
            f"{source.name(path)}: {word}"
            for path in source.modules()
            if source.name(path).startswith("analytics/") or source.name(path) in ONE_DOOR
            for word in TELLING
            if word in source.text(path)
        ]

        assert telling == []

    def test_are_made_from_no_query_that_reads_them(self, db) -> None:
        period = f"{NOW.year}-Q{(NOW.month - 1) // 3 + 1}"
        sent_in(3, picked="very_satisfied")

        with CaptureQueriesContext(connection) as queries:
            rows = [
                *extract.answer_rows(), *extract.answer_rows(period=period),
                *extract.frame_counts(period), *extract.periods(),
            ]  # fmt: skip

        table = OpenAnswers._meta.db_table
        assert rows == []
        assert len(queries) > 5
        assert not [each for each in queries.captured_queries if table in each["sql"]]

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.extracts.date_forms import FORMS, find_form
from responses.case_files.mapping_profile import date_from, written_date


class TestTheFormOfAColumn:
    @pytest.mark.parametrize(
        ("cells", "form"),
        [
            (["31/12/2026", "01/02/2026"], "DD/MM/YYYY"),
            (["12/31/2026", "01/02/2026"], "MM/DD/YYYY"),
            (["31/12/2026 23:59", "1/2/2026 09:00:30"], "DD/MM/YYYY"),
            (["05-OCT-2026"], "DD-MON-YYYY"),
            (["2026-10-05"], "YYYY-MM-DD"),
            (["20261005"], "YYYYMMDD"),
        ],
    )
    def test_is_found_where_one_alone_reads_every_cell(self, cells, form):
        assert find_form(cells).form == form

    def test_is_asked_for_where_days_and_months_may_be_either(self):
        found = find_form(["01/02/2026", "03/04/2026"])

        assert found.is_ambiguous
        assert found.form == ""
        assert found.forms == ("DD/MM/YYYY", "MM/DD/YYYY")

    def test_is_none_where_the_years_have_two_digits(self):
        found = find_form(["31/12/26", "01/02/26"])

        assert found.has_short_years
        assert found.forms == ()

    def test_is_none_where_a_cell_is_no_date_and_says_how_many_are(self):
        found = find_form(["31/12/2026", "30/12/2026", "soon"])

        assert (found.form, found.best, found.read_by_best, found.cells) == (
            "", ("DD/MM/YYYY",), 2, 3,
        )  # fmt: skip

    def test_is_found_by_how_often_each_cell_stands_there(self):
        found = find_form({"31/12/2026": 28, "30.12.2026": 1, "29.12.2026": 1})

        assert (found.best, found.read_by_best, found.cells) == (("DD/MM/YYYY",), 28, 30)

    def test_is_in_doubt_beside_one_odd_cell_as_without_it(self):
        found = find_form({"01/02/2026": 20, "soon": 1})

        assert found.best == ("DD/MM/YYYY", "MM/DD/YYYY")
        assert found.form == ""

    def test_of_births_leaves_out_years_alone(self):
        assert find_form(["1986", "31/12/1990"], is_birth=True).form == "DD/MM/YYYY"
        assert find_form(["1986"], is_birth=True).cells == 0

    @given(st.sampled_from(FORMS), st.lists(st.dates(date(1900, 1, 1)), min_size=1, max_size=5))
    def test_is_never_another_than_that_in_which_the_cells_were_written(self, form, days):
        cells = [written_date(day, form) for day in days]

        found = find_form(cells)

        assert form in found.forms
        if found.form:
            assert [date_from(cell, found.form) for cell in cells] == [d.isoformat() for d in days]

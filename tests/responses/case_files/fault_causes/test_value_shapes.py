from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.fault_causes.value_shapes import (
    ValueShape,
    date_shape,
    is_word_for_unknown,
)
from responses.case_files.faults import CellError
from responses.case_files.mapping_profile import parse_profile
from tests.each import for_each


class TestDates:
    @for_each(
        ("value", "shape", "form"),
        [
            ("31/03/2026", ValueShape.DAY_FIRST, "DD/MM/YYYY"),
            ("31.3.2026", ValueShape.DAY_FIRST, "DD.MM.YYYY"),
            ("31/03/2026 14:05", ValueShape.DAY_FIRST, "DD/MM/YYYY"),
            ("03/31/2026", ValueShape.MONTH_FIRST, "MM/DD/YYYY"),
            ("03/04/2026", ValueShape.DAY_OR_MONTH_FIRST, "DD/MM/YYYY"),
            ("31-Mar-2026", ValueShape.MONTH_NAMED, "DD-MON-YYYY"),
            ("31/03/26", ValueShape.SHORT_YEAR, ""),
            ("31-Mar-26", ValueShape.SHORT_YEAR, ""),
            ("2026-03-31T14:05:09Z", ValueShape.YEAR_FIRST, "YYYY-MM-DD"),
            ("2026/3/31", ValueShape.YEAR_FIRST, "YYYY/MM/DD"),
            ("2026-03-31", ValueShape.YEAR_FIRST, "YYYY-MM-DD"),
            ("0000-00-00", ValueShape.NO_SUCH_DAY, ""),
            ("20260331", ValueShape.COMPACT, "YYYYMMDD"),
            ("46112", ValueShape.DAY_NUMBER, ""),
            ("2026-02-31", ValueShape.NO_SUCH_DAY, ""),
            ("45/45/2026", ValueShape.NO_SUCH_DAY, ""),
            ("31/09/2026", ValueShape.NO_SUCH_DAY, ""),
            ("31-Sep-2026", ValueShape.NO_SUCH_DAY, ""),
            ("20260931", ValueShape.NO_SUCH_DAY, ""),
            ("n/a", ValueShape.WORD_FOR_UNKNOWN, ""),
            ("soon", ValueShape.NONE, ""),
        ],
    )
    def test_are_told_by_how_they_are_written(self, value, shape, form):
        assert date_shape(value) == (shape, form)

    @given(st.text(max_size=30))
    def test_have_a_shape_whatever_was_sent(self, value):
        shape, _form = date_shape(value)

        assert shape in ValueShape

    @given(
        st.dates(date(1960, 1, 1), date(2050, 12, 31)),
        st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%Y%m%d", "%Y/%m/%d"]),
    )
    def test_can_be_read_by_the_form_that_is_named(self, day, written):
        shape, form = date_shape(day.strftime(written))

        read = _read(day.strftime(written), form)
        assert read == day.isoformat() or shape is ValueShape.DAY_OR_MONTH_FIRST


def _read(value: str, form: str) -> str:
    try:
        return parse_profile(f'dates = "{form}"').standard_cell("stage_on", value)
    except CellError:
        return ""


class TestWordsForUnknown:
    @pytest.mark.parametrize("value", ["N/A", "unknown", "TBC", "-"])
    def test_are_known_in_any_capitals(self, value):
        assert is_word_for_unknown(value)

    @pytest.mark.parametrize("value", ["no", "yes", "0", "female"])
    def test_are_no_answers(self, value):
        assert not is_word_for_unknown(value)

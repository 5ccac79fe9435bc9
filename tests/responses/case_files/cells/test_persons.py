import pytest

from responses.case_files.cells.readers import check_names_somebody
from responses.case_files.faults import CellError, FaultCode
from tests.each import for_each


class TestWhoConfirmed:
    @pytest.mark.parametrize("somebody", ["A. Adviser", "PC 1234", "IDVA 7", "41", "Nia"])
    def test_may_be_anybody(self, somebody):
        check_names_somebody(somebody)

    @for_each(
        "nobody",
        ["N/A", "n.a.", "-", "?", "null", "NaN", "None", "not confirmed", "TBC", "no", "x"],
    )
    def test_is_never_a_word_for_nobody(self, nobody):
        with pytest.raises(CellError) as caught:
            check_names_somebody(nobody)

        assert caught.value.code is FaultCode.NOBODY_NAMED

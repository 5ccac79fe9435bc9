import pytest

from responses.imports.merging.suspicions import FEWEST_CASES, USUAL, Sign, suspicions_in


class TestSuspicions:
    @pytest.mark.parametrize("sign", Sign)
    def test_begin_above_what_is_usual(self, sign):
        usual = round(USUAL[sign] * 1000)

        assert suspicions_in({"signs": {sign: usual}, "touched": 1000}) == ()
        [found] = suspicions_in({"signs": {sign: usual + 1}, "touched": 1000})
        assert (found.sign, found.cases, found.touched) == (sign, usual + 1, 1000)

    def test_are_none_of_few_cases(self):
        few = {"signs": {Sign.NUMBER_GOES: FEWEST_CASES - 1}, "touched": FEWEST_CASES - 1}

        assert suspicions_in(few) == ()

    def test_are_none_of_a_file_that_was_not_compared(self):
        assert suspicions_in({}) == ()

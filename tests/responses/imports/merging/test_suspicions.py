from responses.imports.merging.suspicions import FEWEST_CASES, Sign, suspicions_in
from tests.each import for_each

FEW, SOME, MANY = 50, 100, 200
"""Of a thousand cases."""
LIMITS = {
    Sign.CRIME_CHANGES: MANY,
    Sign.NUMBER_GOES: SOME,
    Sign.NUMBER_CHANGES: MANY,
    Sign.ADVISER_CHANGES: SOME,
    Sign.STAGE_GOES_BACK: FEW,
    Sign.HEARING_GOES_BACK: FEW,
    Sign.FLAGS_BECOME_UNKNOWN: SOME,
    Sign.EXCLUSION_GOES: 20,
    Sign.BIRTH_YEAR_CHANGES: FEW,
    Sign.REPORT_DAY_CHANGES: SOME,
    Sign.MUCH_WAITS: MANY,
}


class TestSuspicions:
    @for_each("sign", Sign)
    def test_begin_above_what_is_usual(self, sign):
        usual = LIMITS[sign]

        assert suspicions_in({"signs": {sign: usual}, "touched": 1000}) == ()
        [found] = suspicions_in({"signs": {sign: usual + 1}, "touched": 1000})
        assert (found.sign, found.cases, found.touched) == (sign, usual + 1, 1000)

    def test_are_none_of_few_cases(self):
        few = {"signs": {Sign.NUMBER_GOES: FEWEST_CASES - 1}, "touched": FEWEST_CASES - 1}

        assert suspicions_in(few) == ()

    def test_are_none_of_a_file_that_was_not_compared(self):
        assert suspicions_in({}) == ()

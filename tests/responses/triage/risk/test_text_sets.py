import pytest
from scipy.stats import beta

from responses.triage.risk.text_sets import (
    NEEDED,
    NativeReadingError,
    RiskMeasure,
    TextSetError,
    is_recall_known,
    measure,
    parse_readings,
    parse_set,
    read_set,
    shipped_readings,
)

SET = [
    "category\tabout\ttext",
    "immediate\trisk\the said he will kill me",
    "serious\trisk\tshe took the bins in for me",
    "none\tplain\the has a knife block in the kitchen and it is very nice",
    "none\tplain\tthey have a gun and that is what I told the police",
]
HEAD = "language,read_on,read_by,risk_texts,missed"


class TestASet:
    def test_is_measured_by_what_a_rule_finds(self):
        measured = measure(read_set(parse_set(SET, language="en")))

        assert (measured.texts, measured.risk, measured.found, measured.found_in_all) == (
            4,
            2,
            1,
            2,
        )
        assert (measured.recall, measured.precision) == (0.5, 0.5)

    def test_without_risk_has_no_recall(self):
        measured = measure(read_set(parse_set([SET[0], SET[3]], language="en")))

        assert (measured.recall, measured.precision) == (None, None)

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (["text"], "first line"),
            ([SET[0], "urgent\trisk\thelp"], "Line 2"),
            ([SET[0], "none"], "Line 2"),
        ],
    )
    def test_that_is_none_is_told_with_the_line(self, lines, said):
        with pytest.raises(TextSetError, match=said):
            parse_set(lines, language="en")


class TestTheInterval:
    def test_is_that_of_clopper_and_pearson(self):
        measured = RiskMeasure(
            texts=312, risk=156, found=154, ahead=151, found_in_all=174, doubted=6
        )

        assert measured.recall_interval == pytest.approx((0.9544570, 0.9984436), abs=1e-7)
        assert measured.recall_interval[0] == pytest.approx(beta.ppf(0.025, 154, 3))


class TestRecallWithWhatPeopleWrite:
    def test_is_known_of_no_language_today(self):
        assert shipped_readings() == ()

    @pytest.mark.parametrize(
        ("rows", "is_known"),
        [
            ([f"cy,2027-01-04,two interpreters,{NEEDED},0"], True),
            (["cy,2027-01-04,one,100,0", "cy,2027-02-01,another,49,0"], True),
            ([f"cy,2027-01-04,one,{NEEDED - 1},0"], False),
            (["cy,2027-01-04,one,400,1"], False),
            (["en,2027-01-04,one,400,0"], False),
            ([], False),
        ],
    )
    def test_is_known_once_149_were_read_and_none_was_missed(self, rows, is_known):
        assert is_recall_known("cy", parse_readings([HEAD, *rows])) is is_known

    def test_needs_as_many_as_rules_worse_than_98_of_100_seldom_pass(self):
        assert 0.98**NEEDED < 0.05 < 0.98 ** (NEEDED - 1)

    def test_is_told_with_the_line_where_the_file_is_wrong(self):
        with pytest.raises(NativeReadingError, match="Line 2"):
            parse_readings([HEAD, "cy,soon,one,9,0"])

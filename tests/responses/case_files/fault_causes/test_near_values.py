import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.cells.codes import CHANNELS
from responses.case_files.cells.readers import YES_NO
from responses.case_files.columns import COLUMNS
from responses.case_files.fault_causes.groups import ForceNames, near_code, near_column
from tests.each import for_each

FORCES = ForceNames(
    names={"kent": "kent", "kent police": "kent", "essex": "essex"}, allowed={"kent"}
)


class TestANearCode:
    @pytest.mark.parametrize(
        ("value", "meant"),
        [("Front Counter", "front_counter"), ("ONLINE", "online"), ("call 101", "call_101"),
         ("front_countre", "front_counter"), ("by post", "")],
    )  # fmt: skip
    def test_differs_by_capitals_signs_or_a_slip(self, value, meant):
        assert near_code(value, CHANNELS) == meant

    @given(st.text(max_size=12))
    def test_is_a_no_only_where_no_was_written(self, value):
        meant = near_code(value, YES_NO.codes)

        assert meant in {"", value.casefold().strip().strip("_-., /'!?"), *YES_NO.codes}
        assert meant != "no" or "no" in value.casefold()

    @pytest.mark.parametrize("value", ["N", "non", "not", "not known", "n/a", "none", "noo"])
    def test_is_never_a_no_for_a_word_like_it(self, value):
        assert near_code(value, YES_NO.codes) == ""


class TestANearColumn:
    @pytest.mark.parametrize(
        ("heading", "meant"),
        [("Reported on", "reported_on"), ("reported-on", "reported_on"), ("casekey", "case_key"),
         ("Sex", "sex"), ("weather", "")],
    )  # fmt: skip
    def test_is_called_nearly_so(self, heading, meant):
        assert near_column(heading) == meant

    @for_each("name", COLUMNS)
    def test_is_itself_in_other_capitals(self, name):
        assert near_column(name.upper().replace("_", " ")) == name


class TestForces:
    def test_are_known_by_every_name(self):
        assert FORCES.named(" Kent Police ") == "kent"

    def test_are_near_only_where_the_file_may_have_them(self):
        assert FORCES.near("Knt Police") == "kent"
        assert FORCES.near("esex") == ""

import pytest

from responses.case_files.columns import COLUMNS
from responses.imports.merging.jumps import FEWEST_ROWS, compare


def measures(rows=100, good_rows=None, **filled):
    return {
        "rows": rows,
        "good_rows": rows if good_rows is None else good_rows,
        "completeness": dict.fromkeys(COLUMNS, 1.0) | filled,
    }


def jumps(now, before) -> set[str]:
    return {found.measure.value for found in compare(now, before) if found.is_jump}


class TestAJump:
    @pytest.mark.parametrize(
        ("now", "jump"),
        [
            ({"rows": 151}, "rows"),
            ({"rows": 66}, "rows"),
            ({"good_rows": 89}, "refused"),
            ({"contact_mobile": 0.89}, "without_number"),
            ({"birth_year": 0.5}, "without_birth_year"),
            ({"ethnicity": 0.5}, "without_ethnicity"),
            ({name: 0.0 for name in COLUMNS if name.startswith("flag_")}, "flags_unknown"),
        ],
    )
    def test_is_marked(self, now, jump):
        assert jumps(measures(**now), measures()) == {jump}

    @pytest.mark.parametrize(
        "now", [{"rows": 150}, {"rows": 67}, {"good_rows": 91}, {"contact_mobile": 0.91}]
    )
    def test_is_no_small_change(self, now):
        assert jumps(measures(**now), measures()) == set()

    def test_of_a_share_needs_rows(self):
        few = FEWEST_ROWS - 1

        assert jumps(measures(rows=few, contact_mobile=0.0), measures(rows=few)) == set()

    def test_needs_a_load_before(self):
        found = compare(measures(), None)

        assert not any(one.is_jump for one in found)
        assert {one.before for one in found} == {None}

from collections import Counter

import pytest

from access.forces.reference_file import ForceRow, force_rows

ROWS = list(force_rows())
WELSH = {"dyfed-powys", "gwent", "north-wales", "south-wales"}


def row(code: str) -> ForceRow:
    return next(row for row in ROWS if row.code == code)


class TestForces:
    def test_are_43_territorial_and_the_transport_police(self) -> None:
        assert Counter(row.is_territorial for row in ROWS) == {True: 43, False: 1}
        assert not row("btp").is_territorial

    def test_have_each_code_name_and_number_once(self) -> None:
        for column in ("code", "name"):
            assert len({getattr(row, column) for row in ROWS}) == len(ROWS)
        numbers = [row.ons_code for row in ROWS if row.ons_code]
        assert len(set(numbers)) == len(numbers)

    def test_say_from_when_they_exist(self) -> None:
        assert all(row.valid_from.year >= 1829 for row in ROWS)

    def test_of_wales_have_a_welsh_name(self) -> None:
        named = {row.code for row in ROWS if row.name_cy and row.is_territorial}

        assert named >= WELSH
        assert row("dyfed-powys").name_cy == "Heddlu Dyfed-Powys"
        assert row("gwent").name_cy == "Heddlu Gwent"

    @pytest.mark.parametrize("code", sorted(WELSH))
    def test_of_wales_lie_in_wales(self, code: str) -> None:
        assert row(code).region_code.startswith("W")

    def test_of_england_do_not(self) -> None:
        assert {row.code for row in ROWS if row.region_code.startswith("W")} == WELSH

    def test_know_the_names_that_files_use(self) -> None:
        assert "Avon and Somerset Constabulary" in {
            row("avon-and-somerset").name,
            *row("avon-and-somerset").aliases,
        }

    def test_share_no_alias(self) -> None:
        aliases = Counter(alias.casefold() for row in ROWS for alias in row.aliases)

        assert not [alias for alias, count in aliases.items() if count > 1]

    def test_give_no_alias_that_is_the_name_of_another(self) -> None:
        names = {row.name.casefold(): row.code for row in ROWS}

        for each in ROWS:
            for alias in each.aliases:
                assert names.get(alias.casefold(), each.code) == each.code

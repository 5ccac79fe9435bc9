import pytest

from responses.case_files.cells import contacts


class TestIsTextable:
    @pytest.mark.parametrize("number", ["+447700900010", "+447700900999", "+447700900112"])
    def test_is_a_simulated_number_among_simulated_people_alone(self, number):
        assert contacts.is_textable(number, is_simulated=True)
        assert not contacts.is_textable(number, is_simulated=False)

    @pytest.mark.parametrize(
        "number",
        ["+447700900000", "+447700900009", "+447700900111", "+447700900222", "+447700901000"],
    )
    def test_is_no_number_that_means_something_to_the_service(self, number):
        assert not contacts.is_textable(number, is_simulated=True)

    @pytest.mark.parametrize("written", ["", "+", "+44", "nobody", "+44 7700 900010"])
    def test_is_nothing_that_is_no_number(self, written):
        assert not contacts.is_textable(written, is_simulated=True)
        assert not contacts.is_textable(written, is_simulated=False)

    def test_is_no_landline_and_no_foreign_number_of_real_people(self):
        assert not contacts.is_textable("+442079460000", is_simulated=False)
        assert not contacts.is_textable("+33612345678", is_simulated=False)

    def test_is_a_mobile_of_the_kingdom_and_the_islands_of_real_people_alone(self):
        mobile, jersey = "+447" + "911123456", "+447" + "797712345"

        assert contacts.is_textable(mobile, is_simulated=False)
        assert contacts.is_textable(jersey, is_simulated=False)
        assert not contacts.is_textable(mobile, is_simulated=True)

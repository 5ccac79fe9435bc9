from datetime import date

import pytest

from survey.bank import questions
from survey.definition.json_entry import DefinitionError


class TestCodes:
    def test_know_the_twelve_rights_of_2021(self):
        code = questions.read_victims_codes()["2021"]

        assert list(code.rights) == [str(number) for number in range(1, 13)]
        assert code.rights["7"] == "To make a Victim Personal Statement"
        assert code.without_report == {"1", "4", "12"}

    def test_say_what_nobody_has_looked_up(self):
        assert questions.read_victims_codes()["2021"].from_memory == {"in_force_on"}

    def test_take_a_new_code_from_the_file_alone(self, tmp_path):
        path = tmp_path / "victims-code.toml"
        path.write_text(
            '[2028]\ntitle = "The new Code"\nin_force_on = 2028-01-01\nfrom_memory = []\n'
            'without_report = ["1"]\n[2028.rights]\n1 = "To be heard"\n'
        )

        code = questions.read_victims_codes(path)["2028"]

        assert (code.title, code.in_force_on) == ("The new Code", date(2028, 1, 1))
        assert code.rights == {"1": "To be heard"}

    def test_name_the_file_that_is_no_toml(self, tmp_path):
        path = tmp_path / "victims-code.toml"
        path.write_text("[2028")

        with pytest.raises(DefinitionError, match=r"^victims-code\.toml: "):
            questions.read_victims_codes(path)

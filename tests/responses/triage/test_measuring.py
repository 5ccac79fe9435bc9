import pytest
from django.core.management import CommandError, call_command

from tests.responses.triage.redaction.test_redacting import SET
from tests.responses.triage.risk.sets import FOLDER


@pytest.fixture
def small_set(tmp_path):
    file = tmp_path / "en.tsv"
    file.write_text(
        "category\tabout\ttext\n"
        "immediate\trisk\the said he will kill me\n"
        "serious\trisk\tshe took the bins in for me\n"
    )
    return file


class TestMeasureTriage:
    def test_says_recall_with_its_interval_and_that_it_is_not_known_of_what_people_write(
        self, small_set, capsys
    ):
        call_command("measure_triage", str(small_set), "--missed")

        said = capsys.readouterr().out
        assert "en: 2 texts, 2 of them of risk" in said
        assert "a rule finds 1: recall 0.500, 95 % interval 0.013 to 0.987" in said
        assert "30 staffed minutes: 1" in said
        assert "Recall with what people write: not known." in said
        assert "2: she took the bins in for me" in said

    @pytest.mark.slow
    def test_takes_one_half_of_a_set(self, capsys):
        file = FOLDER / "texts" / "cy.tsv"

        call_command("measure_triage", str(file), half="held-back")

        assert "cy: 26 texts" in capsys.readouterr().out

    def test_says_what_is_wrong_with_a_file(self, tmp_path):
        file = tmp_path / "en.tsv"
        file.write_text("text\n")

        with pytest.raises(CommandError, match="first line"):
            call_command("measure_triage", str(file))


class TestMeasureRedaction:
    @pytest.mark.slow
    def test_says_how_much_of_each_kind_was_taken_out(self, capsys):
        call_command("measure_redaction", str(SET), "--missed")

        said = capsys.readouterr().out
        assert "Postcode: 34 of 34 taken out, recall 1.000" in said
        assert "Of 85 texts without a mark something was taken out of 0." in said
        assert "Name: Gwenno" in said

    def test_says_what_is_wrong_with_a_file(self, tmp_path):
        with pytest.raises(CommandError, match=r"none\.tsv"):
            call_command("measure_redaction", str(tmp_path / "none.tsv"))

import pytest

from survey.definition.types import Instrument
from tests import importer_report
from tests.survey.interchange import samples


@pytest.mark.slow
class TestSampleForms:
    def test_are_imported_or_refused_for_the_reasons_we_read_in_them(self, samples_folder):
        found = {
            name: set() if isinstance(outcome, Instrument) else {each.reason for each in outcome}
            for name, outcome in samples.outcomes(samples_folder)
        }

        assert found == samples.EXPECTED

    def test_are_reported_as_they_are(self, samples_folder):
        assert importer_report.DOCUMENT.read_text(encoding="utf-8") == (
            importer_report.report(samples_folder)
        )

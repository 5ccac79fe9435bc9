"""What we export, other tools can read: pyxform says so."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from survey.definition.parsing import parse_definition
from survey.interchange.workbooks.writing import workbook_of
from survey.interchange.xlsform.writing import write_form
from tests.survey import shipped
from tests.survey.interchange import judge, make

EXAMPLES = 40


def random_instruments():
    """Always the same ones: they are judged in one run of the judge."""
    found = []

    @seed(20261125)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(make.instruments())
    def collect(instrument):
        found.append(instrument)

    collect()
    return found


def verdicts(instruments, folder):
    if not judge.is_here():
        pytest.skip("pyxform's own environment is not there: ./dev test makes it")
    for place, instrument in enumerate(instruments):
        content = workbook_of(write_form(instrument))
        (folder / f"{place}.xlsx").write_bytes(content)
    paths = sorted(map(str, folder.iterdir()))
    return {verdict for verdict, _ in json.loads(judge.run(judge.JUDGE, *paths)).values()}


@pytest.mark.slow
class TestPyxform:
    def test_accepts_every_instrument_that_ships(self, tmp_path):
        instruments = [parse_definition(raw) for raw in shipped.definitions()]

        assert verdicts(instruments, tmp_path) == {"accepted"}

    def test_accepts_any_instrument(self, tmp_path):
        assert verdicts(random_instruments(), tmp_path) == {"accepted"}

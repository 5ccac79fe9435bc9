import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.interchange.faults import Reason
from survey.interchange.workbooks.writing import workbook_of
from survey.interchange.xlsform.writing import write_form
from tests.survey import shipped
from tests.survey.interchange import judge, make, samples

EXAMPLES = 40
BEYOND = {
    Reason.PLACE, Reason.MEDIA, Reason.MEDIA_COLUMN, Reason.REPEATED, Reason.OUTSIDE_FILE,
}  # fmt: skip
"""What a text survey does not have: places, media, repeats, and lists in other files."""


def random_instruments():
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


def judged(paths):
    if not judge.is_here():
        pytest.skip("pyxform's own environment is not there: ./dev test makes it")
    found = json.loads(judge.run(judge.JUDGE, *sorted(map(str, paths))))
    return {Path(path).name: verdict for path, (verdict, _) in found.items()}


def verdicts(instruments, folder):
    for place, instrument in enumerate(instruments):
        content = workbook_of(write_form(instrument))
        (folder / f"{place}.xlsx").write_bytes(content)
    return set(judged(folder.iterdir()).values())


@pytest.mark.slow
class TestPyxform:
    def test_accepts_every_instrument_that_ships(self, tmp_path):
        instruments = [parse_definition(raw) for raw in shipped.definitions()]

        assert verdicts(instruments, tmp_path) == {"accepted"}

    def test_accepts_any_instrument(self, tmp_path):
        assert verdicts(random_instruments(), tmp_path) == {"accepted"}

    def test_accepts_again_what_we_took_from_others(self, samples_folder, tmp_path):
        taken = [each for _, each in samples.outcomes(samples_folder)]
        instruments = [each for each in taken if isinstance(each, Instrument)]

        assert verdicts(instruments, tmp_path) == {"accepted"}

    def test_takes_little_that_we_do_not(self, samples_folder):
        accepted = judged(samples_folder.iterdir())
        fitting = {
            name: isinstance(outcome, Instrument)
            for name, outcome in samples.outcomes(samples_folder)
            if accepted[name] == "accepted"
            and (isinstance(outcome, Instrument) or BEYOND.isdisjoint(f.reason for f in outcome))
        }

        assert len(fitting) > 30
        assert sum(fitting.values()) / len(fitting) >= 0.8

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import DataOrigin
from responses.case_files.file_kinds import read_cases
from responses.case_files.reading import CaseFileRules, good_rows
from responses.imports.actions import import_cases
from responses.models import Case, Import, PersonHold
from tests.conftest import NOW, TESTER
from tests.responses.case_files.examples import csv_text
from tests.responses.imports.holding_files import cells, stored, texted

pytestmark = pytest.mark.django_db
PEOPLE = {"R-1": ("07700900321", "+447700900321"), "R-2": ("07700900322", "+447700900322")}
SAID = st.sampled_from(
    [{}, {"deceased": "yes"}, {"deceased": "Yes"}, {"number_safe": "no"},
     {"exclude_code": "NOCONTACT", "exclude_by": "DC 1", "exclude_on": "2026-11-01"},
     {"exclude_code": "RISKLIFE"}, {"flag_domestic_abuse": "yes"}, {"flag_stalking": "Y"},
     {"risk_level": "high"}]
)  # fmt: skip
TYPOS = st.sampled_from(
    [{}, {"sex": "femail"}, {"stage_on": "31/10/2026"}, {"offence_code": "?"}, {"birth_year": "19"}]
)
CONTACTS = st.sampled_from(["{}", "DO NOT TEXT {}", "{} (partner)", ""])


@st.composite
def file_rows(draw):
    row = st.tuples(st.sampled_from(sorted(PEOPLE)), SAID, TYPOS, CONTACTS)
    return draw(st.lists(row, min_size=1, max_size=5))


class _Text:
    def __init__(self, text: str) -> None:
        self.name, self._text = "cases.csv", text

    def open(self, _mode: str):
        import io

        return io.BytesIO(self._text.encode())


def load_file(text: str) -> None:
    rules = CaseFileRules(force_codes={"city-of-london"}, today=NOW.date(), is_simulated=True)
    import_cases.import_cases(
        rows=good_rows(read_cases(_Text(text), rules=rules), reject=lambda _read: None),
        source=Import.Source.CASE_FILE,
        file_names=["cases.csv"],
        is_simulated=True,
        by=TESTER,
        at=NOW,
        doubts=rules.doubts,
        forces=["city-of-london"],
    )


@pytest.mark.safety
class TestAFile:
    @pytest.mark.slow
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(rows=file_rows())
    def test_saf_1_texts_nobody_of_whom_a_row_warns_or_is_refused(self, rows):
        for model in (PersonHold, Case, Import, DataOrigin):
            model.objects.all().delete()
        with time_machine.travel(NOW, tick=False):
            for key, (_number, e164) in PEOPLE.items():
                stored(case_key=key, contact_mobile=e164)
            text = csv_text(
                [
                    cells(**{
                        "case_key": key, "contact_mobile": contact.format(PEOPLE[key][0]),
                        **said, **typo,
                    })
                    for key, said, typo, contact in rows
                ]
            )  # fmt: skip

            load_file(text)

            sent = texted()
        doubted = {
            PEOPLE[key][1] for key, said, typo, contact in rows if said or typo or contact != "{}"
        }
        assert sent.isdisjoint(doubted)

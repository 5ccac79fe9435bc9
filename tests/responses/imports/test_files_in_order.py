from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from responses.case_files.case import DEFAULT_LANGUAGE
from responses.case_files.columns import CaseRow
from responses.imports.merging.cases import StoredRow, merge
from responses.imports.selectors import stored_cases
from responses.models import Case, HeldChange, Import
from responses.models.contacts import Contact
from tests.conftest import EXAMPLES, NOW
from tests.responses import held
from tests.responses.asked import SAFE, load
from tests.responses.imports.merging.rows import TODAY, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
_keys = count()
numbers = st.sampled_from(["", "+447700900321", "+447700900322"])
files = st.lists(st.tuples(rows, numbers), min_size=3, max_size=3)
few_examples = settings(
    max_examples=max(EXAMPLES // 4, 5),
    phases=[Phase.generate],  # To shrink rows in a database takes longer than to read them.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def of_one_case(found: list[tuple[CaseRow, str]]) -> list[CaseRow]:
    key = f"order-{next(_keys)}"
    own = {"case_key": key, "victim_told_on": None, **SAFE}
    return [replace(row, contact_mobile=number, **own) for row, number in found]


def stored(row: CaseRow) -> CaseRow:
    return stored_cases.row_of(Case.objects.get(case_key=row.case_key))


def without_contact(row: CaseRow) -> CaseRow:
    added = ("contact_", "safe_", "number_", "exclude_by", "exclude_on")
    names = [name for name in vars(row) if name.startswith(added)]
    return replace(row, **{name: getattr(stored(row), name) for name in names})


class TestFiles:
    @few_examples
    @given(files)
    def test_are_stored_as_they_are_merged(self, found):
        first, *later = of_one_case(found)
        load(first, at=NOW - timedelta(hours=9))
        expected = replace(first, language=first.language or DEFAULT_LANGUAGE)
        for hours, row in enumerate(later):
            load(row, at=NOW - timedelta(hours=8 - hours))
            expected = merge(StoredRow(expected), row, today=TODAY).row

        assert stored(first) == without_contact(expected)

    @pytest.mark.safety
    @few_examples
    @given(files)
    def test_saf_18_change_nothing_and_ask_nothing_the_second_time(self, found):
        first, *later = of_one_case(found)
        load(first, at=NOW - timedelta(hours=9))
        for row in later:
            load(row, at=NOW - timedelta(hours=8))
        tables = (Case, HeldChange, Contact, Import)
        before = [list(table.objects.order_by("pk").values()) for table in tables]

        load(later[-1], at=NOW)

        assert [list(table.objects.order_by("pk").values()) for table in tables] == before

    @few_examples
    @given(files)
    def test_are_as_the_last_one_says_once_all_is_confirmed(self, found):
        first, *later = of_one_case(found)
        load(first, at=NOW - timedelta(hours=9))
        load(later[0], at=NOW - timedelta(hours=8))

        held.confirm_all()

        for name in ("flags", "risk_level", "victim_role", "exclude_code", "is_deceased"):
            assert getattr(stored(first), name) == getattr(later[0], name)

from dataclasses import replace

import pytest

from responses.imports.merging.cases import sign_exclusion
from responses.models import Case
from tests.responses.imports.merging.rows import PLAIN, TODAY


@pytest.mark.safety
class TestALoaderWithALongName:
    def test_excludes_by_as_much_of_it_as_a_case_can_hold(self):
        by = "Nominated officer of the data quality unit, second shift"

        found = sign_exclusion(replace(PLAIN, exclude_code="NOCONTACT"), held=None, by=by, on=TODAY)

        assert found.exclude_by == by[: Case._meta.get_field("exclude_by").max_length]
        assert len(found.exclude_by) < len(by)

from dataclasses import replace

from responses.imports.merging.loader_exclusions import signed
from responses.models import Case
from tests.responses.imports.merging.rows import PLAIN, TODAY


class TestALoaderWithALongName:
    def test_excludes_by_as_much_of_it_as_a_case_can_hold(self):
        by = "Nominated officer of the data quality unit, second shift"

        found = signed(replace(PLAIN, exclude_code="NOCONTACT"), held=None, by=by, on=TODAY)

        assert found.exclude_by == by[: Case._meta.get_field("exclude_by").max_length]
        assert len(found.exclude_by) < len(by)

from datetime import date

import pytest

from access import actions, selectors
from access.forces.life import ForceLife
from access.models import Force
from access.permissions import Role
from responses.case_files.faults import FaultCode
from responses.case_files.police_uk.rows import PoliceUkRules, SourceFile, read_file
from responses.case_files.reading import CaseFileRules
from responses.cases import selectors as cases_selectors
from responses.imports.presenters.faults import fault_message
from responses.models import Case
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.case_files.examples import csv_lines, read_case_file, record
from tests.responses.case_files.police_uk_files import street_row, street_text

OCTOBER = date(2026, 10, 1)
LIVES = {
    "gwent": ForceLife("Gwent Police", date(1974, 4, 1), OCTOBER, "south-wales-one"),
    "south-wales-one": ForceLife("One Police", OCTOBER, predecessors=("gwent", "south-wales")),
}
RULES = CaseFileRules(force_codes=frozenset(LIVES), today=NOW.date(), force_lives=LIVES)


def read(**changes: str):
    rows = read_case_file(csv_lines(record(**changes)), file="x.csv", rules=RULES)
    return next(iter(rows))


class TestARowOfAForceThatEnded:
    def test_is_taken_for_a_crime_reported_before(self):
        assert read(force="gwent", reported_on="2026-09-30", stage_on="2026-10-20").force == "gwent"

    def test_is_refused_from_that_day_on_with_what_to_name_instead(self):
        fault = read(force="gwent", reported_on="2026-10-01")

        assert (fault.code, fault.column, fault.value) == (
            FaultCode.FORCE_ENDED, "force", "Gwent Police",
        )  # fmt: skip
        assert fault_message(fault) == (
            "This force ended on 2026-10-01. For crimes reported from that day on, name "
            "south-wales-one."
        )


class TestARowOfAForceThatBegan:
    def test_is_taken_from_that_day_on(self):
        assert read(force="south-wales-one").force == "south-wales-one"

    def test_is_refused_before_with_the_forces_of_that_time(self):
        fault = read(force="south-wales-one", reported_on="2026-09-30")

        assert fault.code == FaultCode.FORCE_NOT_BEGUN
        assert fault_message(fault).endswith("name the force of that time: gwent, south-wales.")


class TestAFileOfPoliceUk:
    def test_is_refused_for_a_month_in_which_its_force_was_none(self):
        text = street_text(street_row(month="2026-10", **{"Falls within": "Gwent Police"}))
        file = SourceFile("street.csv", text.splitlines(keepends=True))

        rules = PoliceUkRules(
            codes_by_name={"gwent police": "gwent"}, lives=LIVES, today=NOW.date()
        )
        [fault] = read_file(file, rules=rules)

        assert (fault.code, fault.row, fault.file) == (FaultCode.FORCE_ENDED, 2, "street.csv")


@pytest.mark.django_db
class TestTheApi:
    def test_takes_the_cases_of_predecessors_and_refuses_them_after_their_end(self):
        actions.merge_forces(
            predecessors=list(Force.objects.filter(code__in=["gwent", "south-wales"])),
            into="south-wales-one", name="One Police", name_cy="", on=OCTOBER,
            with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip
        user = _staff(Role.DATA_LOADER, "south-wales-one")

        def send(**changes: str):
            body = [record(**changes)]
            return _client(user).post("/api/v1/cases/", body, content_type="application/json")

        assert send(force="gwent", reported_on="2026-09-01").status_code == 201
        refused = send(force="gwent", reported_on="2026-10-02", case_key="K2")

        assert refused.status_code == 400
        assert refused.json()["rows"][0]["faults"][0]["code"] == "force_ended"
        viewer = selectors.viewer_for(user.pk)
        assert [case.case_key for case in cases_selectors.cases_for(viewer)] == ["K1"]
        assert Case.objects.count() == 1

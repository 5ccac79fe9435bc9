import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from access import actions, selectors
from access.models import AuditEvent, Force
from access.permissions import Role
from access.viewer import Viewer
from tests.conftest import NOW, TESTER, _staff

pytestmark = pytest.mark.django_db
APRIL = date(2027, 4, 1)


def merge(
    *ending: str, into="south-east", name="South East Police", on=APRIL, with_staff=False
) -> Force:
    forces = {force.code: force for force in Force.objects.filter(code__in=ending)}
    return actions.merge_forces(
        predecessors=[forces[code] for code in ending],
        into=into,
        name=name,
        name_cy="",
        on=on,
        with_staff=with_staff,
        by=TESTER,
        at=NOW,
    )


def viewer(force: str) -> Viewer:
    found = selectors.viewer_for(_staff(Role.FORCE_ANALYST, force, prefix=f"{force}.").pk)
    assert found
    return found


class TestAMerger:
    def test_ends_forces_and_begins_another_in_their_region(self):
        successor = merge("kent", "surrey")

        kent = Force.objects.get(code="kent")
        assert (kent.valid_to, kent.successor) == (APRIL, successor)
        assert (successor.valid_from, successor.region_name) == (APRIL, "South East")
        assert AuditEvent.objects.latest("pk").details == {
            "ended": ["kent", "surrey"],
            "on": "2027-04-01",
            "staff_moved": 0,
        }

    def test_may_be_into_a_force_that_is_there(self):
        sussex = merge("surrey", into="sussex", name="")

        assert sussex.name == "Sussex Police"
        assert sussex.valid_from.year == 1974

    def test_survives_the_next_reading_of_the_reference_file(self):
        from access.forces.reference_file import force_rows

        merge("kent", "surrey")
        actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)

        assert Force.objects.get(code="kent").successor_id == "south-east"

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"on": date(2027, 4, 2)}, "first day of a month"),
            ({"on": date(1974, 4, 1)}, "Not there before that day: kent"),
            ({"into": "kent", "name": ""}, "cannot end in itself"),
            ({"name": ""}, "is new: give its name"),
            ({"into": "sussex"}, "is there already"),
        ],
    )
    def test_is_refused_and_changes_nothing(self, given, why):
        with pytest.raises(actions.UnableToMergeForcesError, match=why):
            merge("kent", "surrey", **given)

        assert not Force.objects.filter(valid_to__isnull=False).exists()

    def test_is_not_of_or_into_a_force_that_has_ended(self):
        merge("kent", "surrey")

        with pytest.raises(actions.UnableToMergeForcesError, match="Ended before: kent"):
            merge("kent", into="sussex", name="")
        with pytest.raises(actions.UnableToMergeForcesError, match="surrey has ended"):
            merge("sussex", into="surrey", name="")


class TestLineage:
    def test_of_a_force_is_itself(self):
        assert selectors.lineage("kent") == ("kent",)

    def test_goes_back_through_several_mergers(self):
        merge("kent", "surrey")
        merge("south-east", "sussex", into="channel", name="Channel Police", on=date(2028, 4, 1))

        assert selectors.lineage("channel") == ("channel", "south-east", "kent", "surrey", "sussex")
        assert selectors.lineage("kent") == ("kent",)


class TestStaff:
    def test_of_a_successor_reach_the_rows_of_those_that_ended_in_it(self):
        merge("kent", "surrey")

        heir = viewer("south-east")

        assert heir.reach == {"south-east", "kent", "surrey"}
        assert heir.reaches("kent")

    def test_of_one_that_ended_see_nothing_of_the_others(self):
        merge("kent", "surrey")

        assert viewer("kent").reach == {"kent"}

    def test_come_along_where_that_is_said(self):
        user = _staff(Role.FORCE_ANALYST, "kent")
        merge("kent", "surrey", with_staff=True)

        found = selectors.viewer_for(user.pk)

        assert found
        assert found.force_codes == {"south-east"}
        assert found.roles == {Role.FORCE_ANALYST}
        assert AuditEvent.objects.latest("pk").details["staff_moved"] == 1

    def test_look_at_the_one_force_that_is(self):
        merge("kent", "surrey")

        assert [force.code for force in selectors.forces_for(viewer("south-east"))] == [
            "south-east"
        ]


class TestForceLives:
    def test_are_of_forces_that_a_merger_ended_or_began(self):
        merge("kent", "surrey")
        merge("essex", into="norfolk", name="")

        lives = selectors.force_lives()

        assert lives.keys() == {"kent", "surrey", "south-east", "essex"}
        assert lives["kent"].successor == "south-east"
        assert lives["south-east"].predecessors == ("kent", "surrey")

    def test_end_on_the_day_on_which_the_next_begins(self):
        merge("kent", "surrey")
        lives = selectors.force_lives()

        assert not lives["kent"].has_ended(date(2027, 3, 31))
        assert lives["kent"].has_ended(APRIL)
        assert lives["south-east"].has_not_begun(date(2027, 3, 31))
        assert not lives["south-east"].has_not_begun(APRIL)


class TestTheCommand:
    def run(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command("merge_forces", *arguments, "--on", "2027-04-01", stdout=out)
        return out.getvalue()

    def test_merges_and_says_so(self):
        said = self.run("kent", "surrey", "--into", "south-east", "--name", "South East Police")

        assert said == "From 2027-04-01 kent, surrey are South East Police (south-east).\n"

    def test_says_why_not(self):
        with pytest.raises(CommandError, match="There is no force narnia"):
            self.run("narnia", "--into", "kent")
        with pytest.raises(CommandError, match="is new: give its name"):
            self.run("kent", "--into", "elsewhere")

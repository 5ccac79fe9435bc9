from datetime import timedelta

import pytest

from access.break_glass import rules
from access.break_glass.rules import CASE, PASSWORDS, GlassState
from access.permissions import Role
from access.viewer import HeldRole, Viewer
from tests.conftest import NOW

OFFICER, LEAD, ADMINISTRATOR, DPO = (
    Role.SAFE_CONTACT_OFFICER,
    Role.OPERATIONS_LEAD,
    Role.ADMINISTRATOR,
    Role.DATA_PROTECTION_OFFICER,
)
KENT = frozenset({"kent"})


def viewer(*held: tuple[Role, frozenset[str]]) -> Viewer:
    roles = [HeldRole(role=role, force_codes=codes, is_national=not codes) for role, codes in held]
    return Viewer(user_id=1, name="Ann").with_held(roles)


class TestARole:
    @pytest.mark.parametrize(
        ("held", "asks", "opens", "reviews"),
        [
            ([(OFFICER, KENT)], [CASE], [], False),
            ([(OFFICER, frozenset({"essex"}))], [], [], False),
            ([(LEAD, KENT)], [CASE], [], False),
            ([(LEAD, frozenset())], [CASE], [CASE], False),
            ([(OFFICER, KENT), (LEAD, frozenset({"essex"}))], [CASE], [], False),
            ([(LEAD, KENT), (DPO, frozenset())], [CASE], [], True),
            ([(ADMINISTRATOR, KENT)], [PASSWORDS], [PASSWORDS], False),
            ([(ADMINISTRATOR, frozenset({"essex"}))], [], [], False),
            ([(DPO, KENT)], [], [], True),
            ([(Role.ADVOCATE, KENT)], [], [], False),
            ([(Role.NATIONAL_ANALYST, frozenset())], [], [], False),
        ],
    )
    def test_counts_where_it_reaches_by_itself(self, held, asks, opens, reviews):
        who = viewer(*held)

        assert [kind for kind in (CASE, PASSWORDS) if rules.may_ask(who, kind, "kent")] == asks
        assert [kind for kind in (CASE, PASSWORDS) if rules.may_open(who, kind, "kent")] == opens
        assert rules.may_review(who, "kent") is reviews


class TestAState:
    @pytest.mark.parametrize(
        ("hours", "until", "refused", "reviewed", "state"),
        [
            (0.9, None, False, False, GlassState.WAITING),
            (1.0, None, False, False, GlassState.LAPSED),
            (0.5, None, True, False, GlassState.REFUSED),
            (1.9, 2, False, False, GlassState.OPEN),
            (2.0, 2, False, False, GlassState.CLOSED),
            (2.0, 2, False, True, GlassState.REVIEWED),
        ],
    )
    def test_is_by_the_clock(self, hours, until, refused, reviewed, state):
        found = rules.state_of(
            expires_at=NOW + timedelta(hours=1),
            until=NOW + timedelta(hours=until) if until else None,
            is_refused=refused,
            is_reviewed=reviewed,
            at=NOW + timedelta(hours=hours),
        )

        assert found is state

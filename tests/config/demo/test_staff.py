from collections import Counter

import pytest

from access.permissions import Role
from config.demo.staff.accounts import ACCOUNTS

TAKES = {
    Role.NATIONAL_ANALYST: 3,  # one asks for a file for researchers, and two others check it
    Role.OPERATIONS_LEAD: 2,  # more forces for a service
    Role.ADMINISTRATOR: 2,  # a role
    Role.SURVEY_DESIGNER: 2,  # a version of the questions
    Role.PAPER_KEYER: 2,  # a form that is keyed twice
}


class TestTheAccounts:
    @pytest.mark.parametrize("role", TAKES)
    def test_are_enough_for_what_takes_several_of_the_nation(self, role: Role) -> None:
        held = Counter(account.role for account in ACCOUNTS if account.force is None)

        assert held[role] >= TAKES[role]

    def test_have_one_address_each(self) -> None:
        assert len({account.email for account in ACCOUNTS}) == len(ACCOUNTS)

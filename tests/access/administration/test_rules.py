from datetime import date

from access.administration.rules import (
    LinkFor,
    WhyNot,
    check_other_roles,
    is_longer,
    takes_two,
    why_not_in,
    why_not_there,
)
from access.permissions import EITHER_ROLES, NATIONAL_ROLES, Role
from tests.each import for_each


class TestARole:
    @for_each("role", Role)
    def test_is_held_in_some_place(self, role):
        places = [(True, ""), (False, ""), (False, "idva"), (False, "cps")]

        assert any(
            why_not_there(role, in_force=force, organisation_kind=kind) is None
            for force, kind in places
        )

    @for_each("role", NATIONAL_ROLES)
    def test_of_the_nation_is_held_in_no_force(self, role):
        assert why_not_there(role, in_force=True, organisation_kind="") == WhyNot.WRONG_PLACE

    @for_each("role", frozenset(Role) - NATIONAL_ROLES - EITHER_ROLES)
    def test_of_a_force_is_not_held_nationally(self, role):
        assert why_not_there(role, in_force=False, organisation_kind="") == WhyNot.WRONG_PLACE

    def test_of_an_adviser_is_held_in_no_court(self):
        assert (
            why_not_there(Role.ADVOCATE, in_force=False, organisation_kind="courts")
            == WhyNot.WRONG_KIND
        )

    def test_of_a_partner_is_held_where_a_duty_is(self):
        def why(kind):
            return why_not_there(Role.PARTNER, in_force=False, organisation_kind=kind)

        assert why("idva") == WhyNot.WRONG_KIND
        assert {why(kind) for kind in ("cps", "courts", "probation", "witness", "support")} == {
            None
        }

    def test_of_a_language_reader_alone_has_languages(self):
        assert why_not_in(Role.LANGUAGE_READER, []) == WhyNot.LANGUAGES
        assert why_not_in(Role.FORCE_ANALYST, ["cy"]) == WhyNot.NO_LANGUAGES

    def test_of_an_administrator_stands_alone(self):
        assert check_other_roles(Role.ADMINISTRATOR, [Role.DATA_LOADER]) == WhyNot.ALONE
        assert check_other_roles(Role.DATA_LOADER, [Role.ADMINISTRATOR]) == WhyNot.ALONE
        assert check_other_roles(Role.ADMINISTRATOR, [Role.ADMINISTRATOR]) is None
        assert check_other_roles(Role.DATA_LOADER, [Role.FORCE_ANALYST]) is None


class TestAnEnd:
    def test_is_later_without_a_day(self):
        day, later = date(2026, 11, 28), date(2026, 11, 29)

        assert is_longer(None, day)
        assert is_longer(later, day)
        assert not is_longer(day, day)
        assert not is_longer(day, None)


class TestALink:
    def test_takes_two_where_it_would_be_enough_to_sign_in(self):
        def two(kind, *, has_second_factor=True, was_asked_lately=False):
            return takes_two(
                kind, has_second_factor=has_second_factor, was_asked_lately=was_asked_lately
            )

        assert two(LinkFor.BOTH)
        assert not two(LinkFor.PASSWORD)
        assert not two(LinkFor.PHONE)
        assert two(LinkFor.PASSWORD, has_second_factor=False)
        assert two(LinkFor.PHONE, was_asked_lately=True)

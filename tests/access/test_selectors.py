from datetime import date

import pytest
from django.db import IntegrityError, transaction

from access import actions, selectors
from access.models import DataOrigin, Force, User
from access.permissions import Role
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


class TestViewerFor:
    def test_knows_force_and_role(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        assert viewer.force_codes == {"city-of-london"}
        assert viewer.roles == {Role.FORCE_ANALYST}
        assert not viewer.is_national

    def test_is_national_without_force(self, national_analyst: User) -> None:
        assert selectors.viewer_for(national_analyst.pk).is_national

    def test_is_nobody_once_the_account_is_switched_off(self, force_analyst: User) -> None:
        User.objects.filter(pk=force_analyst.pk).update(is_active=False)

        assert selectors.viewer_for(force_analyst.pk) is None

    def test_is_not_national_without_any_role(self) -> None:
        user = User.objects.create_user(email="new@example.org", password="x")

        assert not selectors.viewer_for(user.pk).is_national


class TestForcesFor:
    def test_are_all_for_a_national_viewer(self, national_analyst: User) -> None:
        assert len(selectors.forces_for(selectors.viewer_for(national_analyst.pk))) == 44

    def test_are_the_own_for_a_force(self, force_analyst: User) -> None:
        forces = selectors.forces_for(selectors.viewer_for(force_analyst.pk))

        assert [force.code for force in forces] == ["city-of-london"]


class TestForcesOn:
    def test_are_those_that_exist_that_day(self) -> None:
        successor = Force.objects.create(
            code="wessex", name="Wessex Police", valid_from=date(2030, 4, 1)
        )
        Force.objects.filter(code="dorset").update(valid_to=date(2030, 4, 1), successor=successor)

        before = {force.code for force in selectors.forces_on(date(2030, 3, 31))}
        after = {force.code for force in selectors.forces_on(date(2030, 4, 1))}

        assert before - after == {"dorset"}
        assert after - before == {"wessex"}

    def test_cannot_end_before_they_begin(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Force.objects.filter(code="dorset").update(valid_to=date(1970, 1, 1))


class TestForceCodesByName:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("avon and somerset constabulary", "avon-and-somerset"),
            ("avon and somerset police", "avon-and-somerset"),
            ("dyfed-powys", "dyfed-powys"),
            ("london, city of", "city-of-london"),
        ],
    )
    def test_know_every_name_a_file_may_use(self, name: str, code: str) -> None:
        assert selectors.force_codes_by_name()[name] == code

    def test_do_not_know_any_other(self) -> None:
        assert "ruritania constabulary" not in selectors.force_codes_by_name()


class TestForceByCode:
    def test_finds_one_or_none(self) -> None:
        assert selectors.force_by_code("gwent").name == "Gwent Police"
        assert selectors.force_by_code("") is None


class TestAccounts:
    def test_are_found_whatever_the_case_of_the_address(self, force_analyst: User) -> None:
        assert selectors.user_by_email(force_analyst.email.upper()) == force_analyst
        assert selectors.has_account(force_analyst.email.upper())

    def test_switched_off_are_taken_but_not_found(self, force_analyst: User) -> None:
        User.objects.filter(pk=force_analyst.pk).update(is_active=False)

        assert selectors.has_account(force_analyst.email)
        assert selectors.user_by_email(force_analyst.email) is None


class TestTakes:
    @pytest.mark.parametrize("held", list(DataOrigin.Origin))
    def test_agrees_only_to_more_of_the_same(self, held: DataOrigin.Origin) -> None:
        actions.set_data_origin(origin=held, by=TESTER, at=NOW)

        assert [origin for origin in DataOrigin.Origin if selectors.accepts_origin(origin)] == [
            held
        ]

    def test_agrees_to_anybody_while_empty(self) -> None:
        assert all(selectors.accepts_origin(origin) for origin in DataOrigin.Origin)


class TestDataOrigin:
    def test_is_none_while_the_database_is_empty(self) -> None:
        assert selectors.data_origin() is None
        assert not selectors.is_simulated()

    def test_says_what_the_first_filling_said(self) -> None:
        actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)

        assert selectors.is_simulated()

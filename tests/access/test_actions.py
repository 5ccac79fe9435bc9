from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from access import actions
from access.audit import AuditKind
from access.forces.reference_file import ForceRow, force_rows
from access.models import AuditEvent, DataOrigin, Force, ForceAlias, Membership, User
from access.permissions import Role
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
REAL, SIMULATED = DataOrigin.Origin.REAL, DataOrigin.Origin.SIMULATED


def audited(kind: AuditKind) -> AuditEvent:
    return AuditEvent.objects.get(kind=kind)


def load(rows: Iterable[ForceRow]) -> int:
    return actions.load_forces(rows=rows, by=TESTER, at=NOW)


class TestLoadForces:
    def test_changes_nothing_the_second_time(self) -> None:
        before = AuditEvent.objects.count()

        assert load(force_rows()) == 0
        assert AuditEvent.objects.count() == before

    def test_adds_a_new_force_with_its_other_names(self) -> None:
        merged = ForceRow(
            code="wessex",
            name="Wessex Police",
            name_cy="",
            ons_code="",
            ons_name="",
            region_code="",
            region_name="",
            is_territorial=True,
            valid_from=date(2030, 4, 1),
            aliases=("Wessex Constabulary",),
        )

        assert load([merged]) == 1
        assert ForceAlias.objects.get(alias="Wessex Constabulary").force_id == "wessex"

    def test_mends_a_name(self) -> None:
        gwent = next(row for row in force_rows() if row.code == "gwent")

        load([replace(gwent, name_cy="Heddlu Gwent Newydd")])

        assert Force.objects.get(code="gwent").name_cy == "Heddlu Gwent Newydd"

    def test_leaves_forces_that_are_gone_from_the_file(self) -> None:
        load([])

        assert Force.objects.count() == 44


def create(email: str, role: Role, force: Force | None) -> User:
    return actions.create_user(
        email=email,
        name="Ann",
        password="correct horse battery",
        role=role,
        force=force,
        by=TESTER,
        at=NOW,
    )


class TestCreateUser:
    def test_makes_an_account_with_one_role(self) -> None:
        user = create("Ann@Example.org", Role.NATIONAL_ANALYST, None)

        assert user.email == "ann@example.org"
        assert user.check_password("correct horse battery")
        assert audited(AuditKind.USER_CREATED).details == {"role": "national_analyst"}

    def test_keeps_the_address_out_of_the_audit_trail(self) -> None:
        create("ann@example.org", Role.NATIONAL_ANALYST, None)

        event = audited(AuditKind.USER_CREATED)
        assert "ann@" not in f"{event.target}{event.details}{event.actor_name}"

    @pytest.mark.parametrize(
        ("role", "has_force"), [(Role.NATIONAL_ANALYST, True), (Role.FORCE_ANALYST, False)]
    )
    def test_refuses_a_role_in_the_wrong_place(self, role: Role, has_force: bool) -> None:
        force = Force.objects.get(code="gwent") if has_force else None

        with pytest.raises(IntegrityError), transaction.atomic():
            create("ann@example.org", role, force)

    def test_leaves_no_account_behind_when_it_fails(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            create("ann@example.org", Role.FORCE_ANALYST, None)

        assert not User.objects.filter(email="ann@example.org").exists()

    def test_takes_an_address_once(self, national_analyst: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            create(national_analyst.email.upper(), Role.NATIONAL_ANALYST, None)

    def test_gives_a_role_once(self, national_analyst: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=national_analyst, role=Role.NATIONAL_ANALYST)


class TestSetDataOrigin:
    def test_is_fixed_by_the_first_filling(self) -> None:
        actions.set_data_origin(origin=REAL, by=TESTER, at=NOW)
        actions.set_data_origin(origin=REAL, by=TESTER, at=NOW)

        assert DataOrigin.objects.get().origin == REAL
        assert audited(AuditKind.DATA_ORIGIN_SET).details == {"origin": "real"}

    @pytest.mark.parametrize(("first", "second"), [(REAL, SIMULATED), (SIMULATED, REAL)])
    def test_refuses_the_other_kind(
        self, first: DataOrigin.Origin, second: DataOrigin.Origin
    ) -> None:
        actions.set_data_origin(origin=first, by=TESTER, at=NOW)

        with pytest.raises(actions.UnableToSetDataOriginError, match=f"holds {first.value} data"):
            actions.set_data_origin(origin=second, by=TESTER, at=NOW)

        assert DataOrigin.objects.get().origin == first

    def test_has_one_row_by_the_word_of_the_database(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            DataOrigin.objects.create(singleton=False, origin=REAL, set_at=NOW, set_by="tests")

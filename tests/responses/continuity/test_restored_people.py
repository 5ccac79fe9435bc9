from collections.abc import Callable
from datetime import timedelta

import pytest

from access.administration.actions import mergers, roles, service_forces
from access.models import (
    AuditEvent,
    Force,
    ForcesRequest,
    Membership,
    MergerRequest,
    Organisation,
    RoleRequest,
    User,
)
from access.organisations import actions as organisations
from access.permissions import Role
from tests.access.administration.make import CITY, KENT, acting, administrator, analyst_of
from tests.conftest import NOW, TESTER, _staff
from tests.responses.continuity.test_release import lost, release
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.safety]
GWENT = "gwent"
END = NOW.date() + timedelta(days=1)


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Callable:
    return django_capture_on_commit_callbacks


@pytest.fixture
def another() -> User:
    return _staff(Role.OPERATIONS_LEAD, None, prefix="another.")


@pytest.fixture
def service() -> Organisation:
    return organisations.create_organisation(
        name="Harbour", kind="idva", forces=forces(CITY, KENT), by=TESTER, at=NOW
    )


def forces(*codes: str) -> list[Force]:
    return list(Force.objects.filter(code__in=codes))


def served(service: Organisation) -> set[str]:
    return set(service.forces.values_list("code", flat=True))


def serve(service: Organisation, *codes: str) -> ForcesRequest | None:
    lead = User.objects.filter(email__startswith="operations").first()
    by = acting(lead or _staff(Role.OPERATIONS_LEAD, None))
    return service_forces.set_forces(organisation=service, forces=forces(*codes), by=by, at=NOW)


def analyst() -> Membership:
    return _staff(Role.FORCE_ANALYST, KENT).memberships.get()


class TestAService:
    def test_serves_no_force_again_that_it_had_left(self, service, committed):
        with lost(), committed(execute=True):
            serve(service, CITY)
        assert served(service) == {CITY, KENT}

        assert release(Scripted()).ended == 1
        assert served(service) == {CITY}
        assert AuditEvent.objects.filter(kind="organisation.forces_set").count() == 1

    def test_keeps_what_two_people_gave_back_to_it_before_the_copy(
        self, service, another, committed
    ):
        with committed(execute=True):
            serve(service, CITY)
            request = serve(service, CITY, KENT)
            service_forces.add_forces(request=request, by=acting(another), at=NOW)
        gone = analyst()
        with lost(), committed(execute=True):
            roles.end_role(membership=gone, by=TESTER, at=NOW)

        assert release(Scripted()).ended == 1
        assert served(service) == {CITY, KENT}

    def test_has_no_forces_wait_that_were_refused(self, service, committed):
        request = serve(service, CITY, KENT, GWENT)
        with lost(), committed(execute=True):
            service_forces.set_aside(request=request, by=TESTER, at=NOW)

        assert release(Scripted()).ended == 1
        assert ForcesRequest.objects.get().state == "refused"


class TestARole:
    def test_ends_on_the_earlier_day_that_was_said_since(self, committed):
        held = analyst()
        with lost(), committed(execute=True):
            roles.end_role_on(membership=held, ends_on=END, by=TESTER, at=NOW)

        assert release(Scripted()).ended == 1
        assert Membership.objects.get(pk=held.pk).ends_on == END

    def test_waits_for_nobody_that_was_refused(self, committed):
        asker = administrator("first", CITY)
        request = roles.ask_for_role(
            user=_staff(Role.DATA_LOADER, CITY), wanted=analyst_of(), by=acting(asker), at=NOW
        )
        with lost(), committed(execute=True):
            roles.set_aside(request=request, by=TESTER, at=NOW)

        assert release(Scripted()).ended == 1
        assert RoleRequest.objects.get().state == "refused"


class TestAMerger:
    def test_waits_for_nobody_that_was_refused(self, committed):
        asker = administrator("first")
        request = MergerRequest.objects.create(
            ending=[KENT], into=GWENT, name="", name_cy="", on=END, with_staff=False,
            asked_at=NOW, asked_by=asker,
        )  # fmt: skip
        with lost(), committed(execute=True):
            mergers.set_aside(request=request, by=TESTER, at=NOW)

        assert release(Scripted()).ended == 1
        assert MergerRequest.objects.get().state == "refused"

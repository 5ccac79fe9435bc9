import pytest
from django.db import IntegrityError, transaction

from access import audit
from access.actor import RESPONDENT, Actor
from access.audit import AuditKind
from access.models import AuditEvent, Force, User
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def record(by: Actor, **details: object) -> AuditEvent:
    audit.record(AuditKind.RESPONSE_STARTED, by=by, at=NOW, target="thing", **details)
    return AuditEvent.objects.latest("pk")


class TestRecord:
    def test_names_the_member_of_staff(self, force_analyst: User) -> None:
        event = record(Actor.user(user_id=force_analyst.pk, name=str(force_analyst)))

        assert (event.actor_user, event.actor_name) == (force_analyst, "Force Analyst")

    def test_names_the_job(self) -> None:
        assert record(Actor.system("nightly")).actor_name == "nightly"

    def test_does_not_say_which_respondent_it_was(self) -> None:
        event = record(RESPONDENT)

        assert (event.actor_name, event.actor_user) == ("respondent", None)

    def test_keeps_time_target_and_counts(self) -> None:
        event = record(Actor.system("nightly"), created=3)

        assert (event.at, event.target, event.details) == (NOW, "thing", {"created": 3})

    def test_points_at_a_row_by_its_key(self) -> None:
        force = Force.objects.get(code="gwent")

        audit.record(AuditKind.FORCES_LOADED, by=RESPONDENT, at=NOW, target=force)

        assert AuditEvent.objects.latest("pk").target == "access.Force gwent"

    @pytest.mark.databases
    def test_is_refused_by_the_database_when_a_person_has_no_name(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEvent.objects.create(kind="x", at=NOW, actor_kind="user", actor_name="x")

"""Who: forces, staff, what they may do, and what was done."""

from typing import ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.actor import ActorKind
from access.permissions import EITHER_ROLES, NATIONAL_ROLES, Role


class Force(models.Model):
    """A police force, effective-dated: a merger ends one row and names its successor."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    ons_code = models.CharField(max_length=9, blank=True)
    ons_name = models.CharField(max_length=80, blank=True)
    region_code = models.CharField(max_length=9, blank=True)
    region_name = models.CharField(max_length=60, blank=True)
    is_territorial = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="force_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_welsh(self) -> bool:
        return self.region_code.startswith("W")


class ForceAlias(models.Model):
    """Another name under which files know a force, for the dates it was in use."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="aliases")
    alias = models.CharField(max_length=120, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.alias


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, name: str = "") -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A member of staff. Signs in by e-mail address; has no username."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A role held by a person, in one force or nationally."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "force"], name="membership_once"),
            # SQLite takes two missing forces for different ones, so the nation needs its own.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(force__isnull=True),
                name="membership_once_nationally",
            ),
            models.CheckConstraint(
                name="membership_national_roles_have_no_force",
                condition=Q(role__in=sorted(NATIONAL_ROLES), force__isnull=True)
                | Q(role__in=sorted(EITHER_ROLES))
                | (~Q(role__in=sorted(NATIONAL_ROLES)) & Q(force__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.force_id or 'national'}"


class ApiKey(models.Model):
    """A key by which another system signs in as a person. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    key_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="api_key_revoked_at_with_by",
                condition=Q(revoked_at__isnull=True, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AuditEvent(models.Model):
    """One thing that was done. Written only by access.audit.record, never changed."""

    kind = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind]
    )
    actor_name = models.CharField(max_length=120)
    actor_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    target = models.CharField(max_length=120, blank=True)
    force_code = models.CharField(max_length=40, blank=True, db_default="", db_index=True)
    """Whose people or cases it concerns, where it concerns one force's."""
    details = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="audit_event_user_is_named",
                condition=Q(actor_kind=ActorKind.USER, actor_user__isnull=False)
                | (~Q(actor_kind=ActorKind.USER) & Q(actor_user__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class DataOrigin(models.Model):
    """Whether this database holds real or simulated people. One row, set once, at the
    first filling; no code path changes it."""

    class Origin(models.TextChoices):
        REAL = "real", _("Real")
        SIMULATED = "simulated", _("Simulated")

    singleton = models.BooleanField(primary_key=True, default=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="data_origin_one_row", condition=Q(singleton=True)),
        ]

    def __str__(self) -> str:
        return self.origin


class TaskRun(models.Model):
    """A background task with its arguments, from when it is wanted until it has ended well. What
    a queue loses, or a killed worker leaves, is handed out again from here. Written only by
    access.background.task_queue."""

    task = models.CharField(max_length=120)
    """Where the task stands: package.module.name."""
    arguments = models.CharField(max_length=200)
    """A list of ids, as JSON: never anything about a person."""
    wanted_at = models.DateTimeField()
    hand_out_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When it is given to the queue, for the first time or again; none where nothing is to do."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """Since it last ended well."""
    running_until = models.DateTimeField(null=True, blank=True)
    """The end of the lease of who runs it now."""
    is_wanted_again = models.BooleanField(default=False)
    """Somebody wanted it while it ran."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it last ended well."""
    failed_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=160, blank=True)
    """Kind of error and place in the code: never its message, which may name a person."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "arguments"], name="task_run_once"),
            models.CheckConstraint(
                name="task_run_given_up_has_failed",
                condition=Q(given_up_at__isnull=True) | Q(failed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.arguments}"


class ScheduledSlot(models.Model):
    """That a scheduled task was wanted for a time of its schedule: once, however many
    schedulers there are."""

    task = models.CharField(max_length=120)
    slot_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "slot_at"], name="scheduled_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.slot_at:%Y-%m-%d %H:%M}"

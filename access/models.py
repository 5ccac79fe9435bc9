from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from access.actor import ActorKind
from access.permissions import EITHER_ROLES, NATIONAL_ROLES, ORGANISATION_ROLES, Role
from access.work_models.approval import Approval as Approval
from access.work_models.approval import ApprovalRequest as ApprovalRequest
from access.work_models.audit_chain import AuditChainEnd as AuditChainEnd
from access.work_models.audit_chain import AuditHead as AuditHead
from access.work_models.audit_chain import AuditLink as AuditLink
from access.work_models.break_glass import BreakGlass as BreakGlass
from access.work_models.break_glass import GlassLook as GlassLook
from access.work_models.calls import SystemCall as SystemCall
from access.work_models.destruction import DestructionRun as DestructionRun
from access.work_models.digests import DigestChoice as DigestChoice
from access.work_models.digests import DigestMail as DigestMail
from access.work_models.organisations import ForcesRequest as ForcesRequest
from access.work_models.organisations import Organisation as Organisation
from access.work_models.people import AccountMail as AccountMail
from access.work_models.people import MergerRequest as MergerRequest
from access.work_models.people import RoleRequest as RoleRequest
from access.work_models.providers import ProviderSubject as ProviderSubject
from access.work_models.providers import SignInProvider as SignInProvider
from access.work_models.saved_views import SavedView as SavedView
from access.work_models.tables import ScheduledSlot as ScheduledSlot
from access.work_models.tables import TaskRun as TaskRun
from access.work_models.tables import TryCount as TryCount
from access.work_models.webhooks import WebhookDelivery as WebhookDelivery
from access.work_models.webhooks import WebhookEndpoint as WebhookEndpoint


class Force(models.Model):
    """From `valid_from` up to but without `valid_to`."""

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

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def is_welsh(self) -> bool:
        return self.region_code.startswith("W")


class ForceAlias(models.Model):
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
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    session_epoch = models.PositiveIntegerField(default=0, db_default=0)
    """Raised to end every session of the account (sign_in.actions.end_sessions)."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions of an earlier epoch are over."""
        known = f"{self.session_epoch} {self.password}"
        return salted_hmac("session of staff", known, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


IS_CURRENT = Q(ends_on__isnull=True) | Q(ends_on__gte=TruncDate(Now()))
"""Roles that have not ended, by the database's clock; the last day counts to its end."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(IS_CURRENT)


class Membership(models.Model):
    """In a force, in an organisation, or nationally."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    languages = models.JSONField(default=list)
    """Codes of a language reader's own languages."""
    body = models.CharField(max_length=20, blank=True, default="", db_default="")
    """An access.permissions.OversightBody, for oversight only."""
    ends_on = models.DateField(null=True, blank=True)
    """The last day; None without an end."""

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "force"], name="membership_once"),
            # Two NULLs differ in a unique constraint, so national roles need another.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(force__isnull=True, organisation__isnull=True),
                name="membership_once_nationally",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(organisation__isnull=False),
                name="membership_once_in_an_organisation",
            ),
            models.CheckConstraint(
                name="membership_of_an_organisation_has_no_force",
                condition=(Q(organisation__isnull=True) & ~Q(role=Role.PARTNER))
                | Q(
                    organisation__isnull=False,
                    role__in=sorted(ORGANISATION_ROLES),
                    force__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="membership_national_roles_have_no_force",
                condition=Q(role__in=sorted(NATIONAL_ROLES), force__isnull=True)
                | Q(role__in=sorted(EITHER_ROLES | ORGANISATION_ROLES))
                | (~Q(role__in=sorted(NATIONAL_ROLES)) & Q(force__isnull=False)),
            ),
            models.CheckConstraint(
                name="membership_languages_are_a_readers",
                condition=(Q(role=Role.LANGUAGE_READER) & ~Q(languages=[]))
                | (~Q(role=Role.LANGUAGE_READER) & Q(languages=[])),
            ),
            models.CheckConstraint(
                name="membership_body_is_of_who_oversees",
                condition=Q(body="") | Q(role=Role.OVERSIGHT),
            ),
        ]

    def __str__(self) -> str:
        place = self.force_id or (str(self.organisation) if self.organisation else "national")
        return f"{self.user_id} {self.role} {place}"


class ApiKey(models.Model):
    """Only its hash is stored."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    key_hash = models.CharField(max_length=64, unique=True)
    shown = models.CharField(max_length=10, blank=True, db_default="")
    """Its first characters."""
    label = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200, blank=True, db_default="")
    force = models.ForeignKey(
        Force, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scopes = models.JSONField(default=list)
    """Values of access.api_keys.scopes.KeyScope."""
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    used_for = models.JSONField(default=dict)
    """Scope to the last day of use."""
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
    """Written by access.audit.record only, and never changed."""

    kind = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind]
    )
    actor_name = models.CharField(max_length=120)
    actor_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    target = models.CharField(max_length=120, blank=True)
    force_code = models.CharField(max_length=40, blank=True, db_default="", db_index=True)
    """The force that it concerns; empty for none or several."""
    details = models.JSONField(default=dict)
    seal = models.CharField(max_length=64, blank=True, default="", db_default="")
    """Made with a key that the database does not hold (access.sealing.audit_seals); empty for older
    events."""

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
    """One row, written once (decision 15)."""

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


class Continuity(models.Model):
    """Whether this is the latest copy of itself. One row."""

    class HoldReason(models.TextChoices):
        OLDER_COPY = "older copy", _("It is an older copy of itself.")
        RESTORED = "restored", _("It was restored from a backup.")
        JOURNAL_GONE = "journal gone", _("The contact journal that belongs to it has gone.")

    singleton = models.BooleanField(primary_key=True, default=True)
    generation = models.UUIDField()
    """Names the database in the journal, the same in every copy."""
    mark = models.BigIntegerField(default=0, db_default=0)
    """No journal entry has a higher one, unless this is an older copy."""
    issued = models.JSONField(default=dict)
    """By model, the highest ids last written to the journal."""
    held_at = models.DateTimeField(null=True, blank=True)
    held_because = models.CharField(
        max_length=12, blank=True, db_default="", choices=HoldReason.choices
    )
    behind_since = models.DateTimeField(null=True, blank=True)
    """Since when the journal misses an opt-out that could not be written."""
    copied_at = models.DateTimeField(null=True, blank=True)
    """Time of the last `manage.py backup`."""
    restore_tried_at = models.DateTimeField(null=True, blank=True)
    """Time of the last tested restore."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="continuity_one_row", condition=Q(singleton=True)),
            models.CheckConstraint(
                name="continuity_hold_has_a_reason",
                condition=Q(held_at__isnull=True, held_because="")
                | (Q(held_at__isnull=False) & ~Q(held_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.mark}"

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.work_models.approval import Approval, ApprovalRequest

NOT_BY_THEMSELVES = ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))


class RoleRequest(ApprovalRequest):
    APPROVED: ClassVar = {"state": "given"}
    IS_REFUSED_AGAIN: ClassVar = True

    class RequestState(models.TextChoices):
        WAITING = "waiting"
        GIVEN = "given"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        """By the requester, or because the person left."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_requests"
    )
    role = models.CharField(max_length=30)
    force = models.ForeignKey("access.Force", null=True, on_delete=models.PROTECT)
    """None for a role that is national or in an organisation."""
    organisation = models.ForeignKey("access.Organisation", null=True, on_delete=models.PROTECT)
    languages = models.JSONField(default=list)
    """Only for a language reader."""
    body = models.CharField(max_length=20, blank=True, default="", db_default="")
    """An access.permissions.OversightBody, for oversight only."""
    ends_on = models.DateField(null=True)
    """The last day; None without an end."""
    replaces = models.ForeignKey(
        "access.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The role that ends when this one is given."""
    state = models.CharField(
        max_length=9, choices=RequestState.choices, default=RequestState.WAITING
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_request_is_given_by_another",
                condition=~Q(state="given")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & NOT_BY_THEMSELVES),
            ),
            models.CheckConstraint(
                name="role_request_is_of_another",
                condition=~Q(asked_by=F("user")),
            ),
            models.CheckConstraint(
                name="role_request_waits_undecided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=Q(state="waiting"), name="role_request_waiting"
            ),
        ]

    def audit_target(self) -> models.Model:
        user: models.Model = self.user
        return user

    def audit_details(self) -> dict[str, Any]:
        place = {"service": self.organisation_id, "force": self.force_id, "body": self.body}
        return {"role": self.role, **{name: value for name, value in place.items() if value}}

    def __str__(self) -> str:
        return f"{self.role} for {self.user_id}: {self.state}"


class MergerRequest(ApprovalRequest):
    APPROVED: ClassVar = {"state": "done"}
    IS_REFUSED_AGAIN: ClassVar = True

    class MergerState(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    ending = models.JSONField()
    """Codes of the forces that end."""
    into = models.CharField(max_length=40)
    """Code of the force that continues, which may be new and called `name`."""
    name = models.CharField(max_length=120, blank=True)
    name_cy = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    """The first day of the joined force."""
    with_staff = models.BooleanField()
    """Whether staff of the ending forces move."""
    state = models.CharField(max_length=9, choices=MergerState.choices, default=MergerState.WAITING)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="merger_request_is_done_by_another",
                condition=~Q(state="done")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="merger_request_waits_undecided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
        ]

    def audit_details(self) -> dict[str, Any]:
        asked = {"into": self.into} if self.state == "waiting" else {}
        return {"ended": self.ending, **asked}

    def __str__(self) -> str:
        return f"{', '.join(self.ending)} into {self.into}: {self.state}"


class AccountMail(Approval):
    WAITING: ClassVar = {"needs_second": True, "decided_at": None, "ended_at": None}
    REFUSED: ClassVar = {"is_refused": True}
    WITHDRAWN: ClassVar = {"is_refused": True}

    class MailKind(models.TextChoices):
        JOIN = "join"
        """Link: choose a password and switch the account on."""
        PASSWORD = "password"  # noqa: S105  what was lost
        """Link: choose a new password. The second factor stays."""
        PHONE = "phone"
        """Link: remove the second factor, by password."""
        BOTH = "both"
        """Link: choose a new password and remove the second factor."""
        BACK = "back"
        """Link: choose a new password and switch the account on again."""
        SECOND_ASKED = "second asked"
        """Notice: a link was requested that another administrator must allow."""
        LINK_USED = "link used"
        ROLE_GIVEN = "role given"
        ROLE_ENDED = "role ended"
        GLASS_BROKEN = "glass broken"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_mails"
    )
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    needs_second = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None for notices of the service itself."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_refused = models.BooleanField(default=False)
    nonce = models.CharField(max_length=32, blank=True)
    """Makes each link different. No link is made from it alone: it takes the service's secret too.
    """
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """Set when a later link replaced it, or the person left."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="account_mail_is_allowed_by_another",
                condition=Q(decided_by__isnull=True) | NOT_BY_THEMSELVES | Q(is_refused=True),
            ),
            models.CheckConstraint(
                name="account_mail_is_of_another",
                condition=Q(asked_by__isnull=True) | ~Q(asked_by=F("user")),
            ),
            models.CheckConstraint(
                name="account_mail_that_needs_a_second_waits_for_one",
                condition=Q(needs_second=False)
                | Q(sent_at__isnull=True, used_at__isnull=True)
                | Q(decided_by__isnull=False, is_refused=False),
            ),
        ]

    def audit_target(self) -> models.Model:
        user: models.Model = self.user
        return user

    def audit_details(self) -> dict[str, Any]:
        return {"lost": self.kind, "takes_two": self.needs_second}

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"

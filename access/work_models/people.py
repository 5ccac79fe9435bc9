"""The tables of what takes two administrators (roles and mergers of forces that are asked for) and
of mails about accounts. Others take them from access.models."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.work_models.requests import SecondPersonRequest

NOT_BY_THEMSELVES = ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))


class RoleRequest(SecondPersonRequest):
    """A role that an administrator asks for somebody. Another administrator gives it or refuses it:
    nobody gives a role alone, and nobody gives one to themselves."""

    class RequestState(models.TextChoices):
        WAITING = "waiting"
        GIVEN = "given"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        """By who asked, or because the person left."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_requests"
    )
    role = models.CharField(max_length=30)
    force = models.ForeignKey("access.Force", null=True, on_delete=models.PROTECT)
    """None for a role that is held nationally, or in an organisation."""
    organisation = models.ForeignKey("access.Organisation", null=True, on_delete=models.PROTECT)
    languages = models.JSONField(default=list)
    """Of a language reader."""
    body = models.CharField(max_length=20, blank=True, default="", db_default="")
    """Of who oversees, one of access.permissions.OversightBody."""
    ends_on = models.DateField(null=True)
    """The last day of the role; None for one without an end."""
    replaces = models.ForeignKey(
        "access.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The role that ends in the moment in which this one is given: the person moves."""
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

    def __str__(self) -> str:
        return f"{self.role} for {self.user_id}: {self.state}"


class MergerRequest(SecondPersonRequest):
    """A merger of forces that an administrator asks for; another one merges them, or refuses."""

    class MergerState(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    ending = models.JSONField()
    """The codes of the forces that end."""
    into = models.CharField(max_length=40)
    """The code of the force that goes on, which may be a new one with `name`."""
    name = models.CharField(max_length=120, blank=True)
    name_cy = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    """The first day on which they are one."""
    with_staff = models.BooleanField()
    """Whether staff of the forces that end become staff of the other."""
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

    def __str__(self) -> str:
        return f"{', '.join(self.ending)} into {self.into}: {self.state}"


class AccountMail(models.Model):
    """A mail to a member of staff about their account: with a link that does one thing once, or
    that says what was done. It holds no text and no link: both are worked out when it is sent."""

    class MailKind(models.TextChoices):
        JOIN = "join"
        """With a link: choose a password, and the account is switched on."""
        PASSWORD = "password"  # noqa: S105  what was lost
        """With a link: choose a new password. The second factor stays."""
        PHONE = "phone"
        """With a link: by the password, take the second factor away."""
        BOTH = "both"
        """With a link: choose a new password, and the second factor is taken away."""
        BACK = "back"
        """With a link: choose a new password, and the account is switched on again."""
        SECOND_ASKED = "second asked"
        """Says that somebody asked for a link, which another administrator has to allow."""
        LINK_USED = "link used"
        """Says that a link was used."""
        ROLE_GIVEN = "role given"
        ROLE_ENDED = "role ended"
        GLASS_BROKEN = "glass broken"
        """Says that something closed was opened in an emergency."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_mails"
    )
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    needs_second = models.BooleanField(default=False)
    """Whether it is sent only when another administrator has allowed it."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None where the service itself tells something."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_refused = models.BooleanField(default=False)
    nonce = models.CharField(max_length=32, blank=True)
    """Makes the link another one than that of any mail before. No link is made from it alone: it
    takes the service's secret too."""
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When a later link took its place, or the person left."""

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

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"

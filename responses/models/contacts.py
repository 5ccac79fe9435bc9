"""The vault's tables."""

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from responses.models.cases import Case, Import
from responses.models.danger import DangerNotice
from responses.models.held_changes import HeldChange, PersonHold
from responses.models.invitations import Invitation
from responses.models.replies.text_replies import DangerReply
from responses.models.responses import Response
from responses.models.uploads import Upload

AT_ONCE = date(2000, 1, 1)
"""A day that has come."""


class Contact(models.Model):
    """Encrypted, destroyed 90 days after the wave closes (decision 10)."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    mobile = models.BinaryField(null=True)
    email = models.BinaryField(null=True)
    mobile_failed_on = models.DateField(null=True, blank=True)
    """The day on which a text to the number failed permanently."""
    person_key = models.CharField(max_length=64, db_index=True)
    """The key of the number; of the address where there is no number."""
    address_key = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    """The key of the e-mail address; empty where there is none. Any suppressed key of a contact
    blocks it (decision 42)."""
    texted_key = models.CharField(max_length=64, blank=True, db_index=True)
    """The key of the person last texted, who may not be the person of the present number."""
    number_safe = models.CharField(max_length=8, default="unknown")
    safe_channel = models.CharField(max_length=8, blank=True)
    safe_from = models.TimeField(null=True, blank=True)
    safe_to = models.TimeField(null=True, blank=True)
    safe_days = models.CharField(max_length=7, blank=True, db_default="")
    """The weekdays agreed as safe, as digits from 0 (Monday); empty if any is. Agreed on a page
    only, so that no case file changes it."""
    safe_until = models.DateField(null=True, blank=True)
    """The last day for which the victim agreed, where they named one. Agreed on a page alone."""
    safe_confirmed_by = models.CharField(max_length=80, blank=True)
    safe_confirmed_on = models.DateField(null=True, blank=True)
    safe_voided_on = models.DateField(null=True, blank=True)
    """The date of the confirmation of a number that was replaced since. Only a later confirmation
    counts."""
    safe_word_hash = models.CharField(max_length=200, blank=True)
    safe_word_by = models.CharField(max_length=120, blank=True, db_default="")
    """The person who set the passphrase: a member of staff by name, or facts.CASE_FILE; empty
    without a passphrase."""
    safe_word_by_id = models.IntegerField(null=True, blank=True)
    """The member of staff who set the word on a page, or who brought the case file with which it
    took the place of another; None where a case file brought the first one."""
    safe_word_replaced_anothers = models.BooleanField(default=False, db_default=False)
    """The passphrase replaced one that another person had set."""
    advocate_route = models.CharField(max_length=8, blank=True)
    is_agreed_on_page = models.BooleanField(default=False, db_default=False)
    """The record was confirmed on a staff page; an older one in the case file does not replace
    it."""
    is_number_held = models.BooleanField(default=False, db_default=False)
    """A case file brought another number or address that no one has confirmed. The next one also
    waits, whatever the case has become."""
    override_asked_by_id = models.IntegerField(null=True, blank=True)
    """The person who says that an unsafe number is safe; a second person must confirm it."""
    override_asked_on = models.DateField(null=True, blank=True)
    renewal_due_on = models.DateField(null=True, blank=True)
    """The day from which staff are asked to find out whether contact is still safe, because the
    case is still to be asked about; None if no one is."""
    look_at_on = models.DateField(default=AT_ONCE, db_default=AT_ONCE)
    """Before this day the contact cannot be due to be destroyed, so that retention does not look at
    it (responses.data_protection.selectors.over_contacts)."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["case"], name="contact_with_word", condition=~Q(safe_word_hash="")
            ),
            models.Index(
                fields=["renewal_due_on", "case"],
                name="contact_renewal_due",
                condition=Q(renewal_due_on__isnull=False),
            ),
            # Few of very many have an address.
            models.Index(
                fields=["address_key"],
                name="contact_with_address",
                condition=~Q(address_key=""),
            ),
            models.Index(fields=["look_at_on", "case"], name="contact_to_look_at"),
            # Few numbers are bad, and each import asks.
            models.Index(
                fields=["person_key"],
                name="contact_number_failed",
                condition=Q(mobile_failed_on__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="contact_safe_record_is_whole",
                condition=Q(safe_confirmed_on__isnull=True, safe_confirmed_by="")
                | (Q(safe_confirmed_on__isnull=False) & ~Q(safe_confirmed_by="")),
            ),
            models.CheckConstraint(
                name="contact_word_is_somebodys",
                condition=Q(safe_word_hash="", safe_word_by="", safe_word_by_id__isnull=True)
                | (~Q(safe_word_hash="") & ~Q(safe_word_by="")),
            ),
            models.CheckConstraint(
                name="contact_override_is_whole",
                condition=Q(override_asked_by_id__isnull=True, override_asked_on__isnull=True)
                | Q(override_asked_by_id__isnull=False, override_asked_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactBefore(models.Model):
    """Kept as long as the import can be undone; decrypts only in the place of the original."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    import_batch = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="+", db_column="loading_id"
    )
    mobile = models.BinaryField(null=True)
    email = models.BinaryField(null=True)
    columns = models.JSONField(encoder=DjangoJSONEncoder)
    """The other columns of the contact."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_batch", "case"], name="contact_before_once"),
        ]

    def __str__(self) -> str:
        return f"contact before import {self.import_batch_id}"


class HeldContact(models.Model):
    """Waits for a second person, encrypted; destroyed once decided or forgotten."""

    held_change = models.OneToOneField(HeldChange, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"contact of held change {self.held_change_id}"


class UploadPart(models.Model):
    """Encrypted; destroyed when imported or discarded, and after a day in any case."""

    class PartKind(models.TextChoices):
        FILE = "file"
        REJECTED = "rejected"
        SHEETS = "sheets"
        """The workbook's cells, stored at first opening for naming columns."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=8, choices=PartKind.choices)
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "kind", "number"], name="upload_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} part {self.number}"


class WithdrawnAnswers(models.Model):
    """Encrypted; its six words bring them back within seven days, then they are destroyed."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"withdrawn answers of response {self.response_id}"


class SealedText(models.Model):
    """Encrypted; destroyed 24 months after sending, and with withdrawn answers."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed text of response {self.response_id}"


class SealedRedaction(models.Model):
    """Encrypted; destroyed with the original."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed redaction of response {self.response_id}"


class SealedWish(models.Model):
    """Encrypted; destroyed six months after asking, and with withdrawn answers."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed wish of response {self.response_id}"


class SealedDanger(models.Model):
    """Encrypted; destroyed seven days after the notice was sent."""

    notice = models.OneToOneField(DangerNotice, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed danger of notice {self.notice_id}"


class SealedReply(models.Model):
    """Encrypted; destroyed a week after it was closed."""

    reply = models.OneToOneField(DangerReply, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sealed reply {self.reply_id}"


class AnsweredNumber(models.Model):
    """So that it never gets a second answer."""

    person_key = models.CharField(max_length=64, unique=True)
    answered_on = models.DateField()

    def __str__(self) -> str:
        return f"answered on {self.answered_on}"


class SealedRiskModel(models.Model):
    """Encrypted, because it is made of parts of words; at most one, destroyed six months after
    training."""

    sealed = models.BinaryField()
    trained_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed model of {self.trained_at:%Y-%m-%d}"


class ContactHistory(models.Model):
    """By key, for the fatigue rules of all forces; kept after the contact is destroyed."""

    person_key = models.CharField(max_length=64, db_index=True)
    invited_on = models.DateField()

    def __str__(self) -> str:
        return f"invited on {self.invited_on}"


class KeyPair(models.Model):
    """By key; kept, so that an opt-out by one holds for the other."""

    number_key = models.CharField(max_length=64)
    address_key = models.CharField(max_length=64, db_index=True)
    birth_year = models.PositiveSmallIntegerField()
    """0 where it is not known. A key with many years of birth is no person's own."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number_key", "address_key", "birth_year"], name="key_pair_once"
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"


class UnsafeNumber(models.Model):
    """By key; kept until two people say that it is safe."""

    person_key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"unsafe number {self.pk}"


class HeldKey(models.Model):
    """Active while its person is on hold."""

    key = models.CharField(max_length=64)
    hold = models.ForeignKey(PersonHold, on_delete=models.CASCADE, related_name="keys")
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "key"], name="held_key_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["key"], name="held_key_active", condition=Q(is_active=True)),
            models.Index(fields=["key"], name="held_key_by_key"),
        ]

    def __str__(self) -> str:
        return f"held key {self.pk}"


class StopPress(models.Model):
    """As long as its visit can undo it (decision 42). The id is the ticket that the session
    holds."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    cancelled = models.JSONField(default=list)
    """The cancelled messages' earlier state, as invitations.message_ends writes it."""
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"stop pressed {self.at:%Y-%m-%d}"


class Suppression(models.Model):
    """By key: never contacted again by any force."""

    person_key = models.CharField(max_length=64)
    is_number_only = models.BooleanField(default=False, db_default=False)
    """The number or address belongs to another person, who said so: nothing is sent to it, but the
    intended person may be asked another way."""
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    channel = models.CharField(max_length=12)
    journalled_at = models.DateTimeField(null=True, blank=True)
    """When it was written to the journal kept apart; None while it still must be."""
    press = models.ForeignKey(
        StopPress, on_delete=models.SET_NULL, null=True, blank=True, related_name="suppressions"
    )
    """The press that can take it back; None if none can now, or if it was requested again."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_key", "is_number_only"], name="suppression_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                name="suppression_to_journal",
                condition=Q(journalled_at__isnull=True),
            ),
            models.Index(
                fields=["person_key"],
                name="suppression_number_only",
                condition=Q(is_number_only=True),
            ),
        ]

    def __str__(self) -> str:
        return f"suppressed {self.at:%Y-%m-%d}"

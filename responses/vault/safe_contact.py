from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from responses.case_files.case import NumberSafe
from responses.models import Case
from responses.models.contacts import Contact
from responses.vault import contacts
from responses.vault.facts import RENEWED_FROM_DAY, SAFE_CONTACT_DAYS
from responses.vault.opt_outs import unsafe_numbers

OVERRIDE_PERIOD = timedelta(days=7)
"""Time for which one person's statement that an unsafe number is safe waits for a second's."""


@dataclass(frozen=True, kw_only=True)
class SafeContactAgreement:
    is_number_safe: bool
    channel: str
    start: time | None = None
    end: time | None = None
    days: str = ""
    """As Contact.safe_days; empty for any."""
    until: date | None = None
    word_hash: str = ""


@dataclass(frozen=True, kw_only=True)
class SafeContact:
    """The part shown to the person who confirms it."""

    last_digits: str
    number_safe: str
    channel: str
    start: time | None
    end: time | None
    days: str
    until: date | None
    confirmed_by: str
    confirmed_on: date | None
    has_word: bool
    word_by: str
    """Author of the passphrase: a member of staff's name, or facts.CASE_FILE; empty without a
    passphrase."""
    override_asked_by_id: int | None
    override_asked_on: date | None

    @property
    def expires_on(self) -> date | None:
        """After 90 days, or when the victim said."""
        if self.confirmed_on is None:
            return None
        after = self.confirmed_on + timedelta(days=SAFE_CONTACT_DAYS)
        return min(after, self.until or after)

    def has_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today

    def may_be_renewed(self, today: date) -> bool:
        """It counts today, allows a message, and the victim named no last day."""
        return (
            self.has_word
            and self.expires_on is not None
            and not self.has_expired(today)
            and self.until is None
            and self.number_safe == NumberSafe.YES
            and bool(self.channel)
        )

    def is_override_waiting(self, today: date) -> bool:
        asked_on = self.override_asked_on
        return asked_on is not None and today <= asked_on + OVERRIDE_PERIOD


def read(case_id: int) -> SafeContact | None:
    """None if the case has neither number nor address."""
    contact = (
        Contact.objects.filter(case_id=case_id)
        .filter(Q(mobile__isnull=False) | Q(email__isnull=False))
        .first()
    )
    if contact is None:
        return None
    unsafe_numbers.mark([contact])
    return SafeContact(
        last_digits=contacts.masked_numbers([case_id]).get(case_id, ""),
        number_safe=contact.number_safe,
        channel=contact.safe_channel,
        start=contact.safe_from,
        end=contact.safe_to,
        days=contact.safe_days,
        until=contact.safe_until,
        confirmed_by=contact.safe_confirmed_by,
        confirmed_on=contact.safe_confirmed_on,
        has_word=bool(contact.safe_word_hash),
        word_by=contact.safe_word_by,
        override_asked_by_id=contact.override_asked_by_id,
        override_asked_on=contact.override_asked_on,
    )


def cases_said_of() -> QuerySet[Contact, int]:
    """With a staff record or an unsafe number; for use inside another query."""
    found = Contact.objects.filter(Q(is_agreed_on_page=True) | Q(number_safe=NumberSafe.NO))
    return found.values_list("case_id", flat=True)


def names_adviser(adviser: str) -> Exists:
    return Exists(Contact.objects.filter(case=OuterRef("pk"), advocate_route=adviser))


def cases_with_record(case_ids: Collection[int]) -> frozenset[int]:
    """Also where it is over by now."""
    said = (
        Q(safe_confirmed_on__isnull=False)
        | Q(safe_voided_on__isnull=False)
        | ~Q(safe_channel="")
        | ~Q(safe_word_hash="")
        | Q(safe_from__isnull=False)
        | Q(safe_to__isnull=False)
        | ~Q(number_safe=NumberSafe.UNKNOWN)
    )
    found = Contact.objects.filter(said, case_id__in=list(case_ids))
    return frozenset(found.values_list("case_id", flat=True))


def write(
    case_id: int, agreed: SafeContactAgreement, *, by: str, user_id: int | None, on: date
) -> None:
    """For the number stored now."""
    changes: dict[str, object] = {
        "number_safe": NumberSafe.YES if agreed.is_number_safe else NumberSafe.NO,
        "safe_channel": agreed.channel,
        "safe_from": agreed.start,
        "safe_to": agreed.end,
        "safe_days": agreed.days,
        "safe_until": agreed.until,
        "renewal_due_on": None,
        "safe_confirmed_by": by,
        "safe_confirmed_on": on,
        "safe_voided_on": None,
        "is_agreed_on_page": True,
        "override_asked_by_id": None,
        "override_asked_on": None,
    }
    if agreed.word_hash:
        changes |= {
            "safe_word_hash": agreed.word_hash,
            "safe_word_by": by,
            "safe_word_by_id": user_id,
            "safe_word_replaced_anothers": _replaces_anothers(case_id, user_id=user_id),
        }
    Contact.objects.filter(case_id=case_id).update(**changes)
    contact = Contact.objects.get(case_id=case_id)
    unsafe_numbers.remember([contact])
    if agreed.is_number_safe:
        unsafe_numbers.forget(contact)


def _replaces_anothers(case_id: int, *, user_id: int | None) -> bool:
    worded = Contact.objects.filter(case_id=case_id).exclude(safe_word_hash="")
    return worded.exclude(
        safe_word_by_id=user_id, safe_word_by_id__isnull=False, safe_word_replaced_anothers=False
    ).exists()


def renew(case_id: int, *, by: str, on: date) -> None:
    Contact.objects.filter(case_id=case_id).update(
        safe_confirmed_by=by, safe_confirmed_on=on, is_agreed_on_page=True, renewal_due_on=None
    )


def note_renewals(cases: QuerySet[Case], *, today: date) -> int:
    """Records with a passphrase in their last fifteen days; clears other notes. Returns how many
    are new."""
    oldest = today - timedelta(days=SAFE_CONTACT_DAYS)
    due = Contact.objects.filter(
        safe_confirmed_on__gte=oldest,
        safe_confirmed_on__lte=today - timedelta(days=RENEWED_FROM_DAY),
        number_safe=NumberSafe.YES,
        safe_until__isnull=True,
        case__in=cases,
    ).exclude(safe_word_hash="")
    noted = Contact.objects.filter(renewal_due_on__isnull=False)
    noted.exclude(pk__in=due.values("pk")).update(renewal_due_on=None)
    return due.filter(renewal_due_on__isnull=True).update(renewal_due_on=today)


def renewals(today: date) -> QuerySet[Contact]:
    oldest = today - timedelta(days=SAFE_CONTACT_DAYS)
    due = Contact.objects.filter(renewal_due_on__isnull=False, safe_confirmed_on__gte=oldest)
    return due.only("case_id", "safe_confirmed_on").order_by("safe_confirmed_on", "case_id")


def ask_override(case_id: int, *, user_id: int, on: date) -> None:
    Contact.objects.filter(case_id=case_id).update(
        override_asked_by_id=user_id, override_asked_on=on
    )

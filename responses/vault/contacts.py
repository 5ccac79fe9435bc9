"""The vault: the one door to contact details (decision 10).

Nothing else reads or writes the tables of responses.models.contacts; an import contract holds
it. A number leaves by `reach` alone, at the moment of sending. Elsewhere a person is a
key: an HMAC of the number or address, the same in every force, that cannot be turned back."""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from access import bulk_write
from access.actor import Actor
from responses.case_files import phone_numbers
from responses.case_files.case import CaseRow
from responses.cases.sensitivity import is_sensitive_case
from responses.models import Case
from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.vault import encryption, sending_hours
from responses.vault.facts import ContactFacts, fatigued_until

BATCH = 1_000
REPLACED = (
    "mobile", "email", "mobile_failed_on", "person_key", "number_safe", "safe_channel", "safe_from",
    "safe_to", "safe_confirmed_by", "safe_confirmed_on", "safe_voided_on", "safe_word_hash",
    "advocate_route", "is_agreed_on_page",
)  # fmt: skip
AGREED = (
    "number_safe", "safe_channel", "safe_from", "safe_to", "safe_confirmed_by",
    "safe_confirmed_on", "is_agreed_on_page",
)  # fmt: skip


@dataclass(frozen=True)
class SafeHours:
    """The hours agreed as safe; an end that was not agreed is open."""

    start: time | None = None
    end: time | None = None


@dataclass(frozen=True)
class Person:
    """Whom a case's contact reaches, as a key, and what a decision may know of it."""

    key: str
    facts: ContactFacts
    safe_hours: SafeHours


@dataclass(frozen=True)
class Reach:
    """A way to a person. Never printed, logged or stored."""

    channel: str
    to: str = field(repr=False)


class NoNumberError(LookupError):
    """The vault holds no way to reach the person of the case."""


def store(rows: Sequence[tuple[int, CaseRow]], *, is_simulated: bool) -> int:
    """Keep the contacts of cases, each a case's id and its row, in place of those held. A row
    without a contact takes away what is held of the number and its safety, but not the agreed
    word: a link already sent goes on asking for it. Returns how many were stored."""
    without = [case_id for case_id, row in rows if not row.has_contact]
    for start in range(0, len(without), BATCH):
        _forget_numbers(without[start : start + BATCH])
    having = [(case_id, row) for case_id, row in rows if row.has_contact]
    for start in range(0, len(having), BATCH):
        _store_batch(having[start : start + BATCH], is_simulated=is_simulated)
    return len(having)


def _forget_numbers(case_ids: Sequence[int]) -> None:
    Contact.objects.filter(case_id__in=case_ids).update(
        mobile=None,
        email=None,
        number_safe="unknown",
        safe_channel="",
        safe_confirmed_by="",
        safe_confirmed_on=None,
        is_agreed_on_page=False,
        safe_voided_on=Coalesce("safe_confirmed_on", "safe_voided_on"),
    )


def _store_batch(rows: Sequence[tuple[int, CaseRow]], *, is_simulated: bool) -> None:
    contacts = [_contact(case_id, row, is_simulated=is_simulated) for case_id, row in rows]
    failed = dict(
        Contact.objects.filter(
            person_key__in=[contact.person_key for contact in contacts],
            mobile_failed_on__isnull=False,
        ).values_list("person_key", "mobile_failed_on")
    )
    held = Contact.objects.in_bulk([case_id for case_id, _row in rows], field_name="case_id")
    for contact in contacts:
        contact.mobile_failed_on = failed.get(contact.person_key)
        if contact.case_id in held:
            _take_over(contact, held[contact.case_id])
    rows_to_write = [
        {name: getattr(contact, name) for name in ("case_id", *REPLACED, "texted_key")}
        for contact in contacts
    ]
    bulk_write.write_rows(Contact, rows=rows_to_write, unique=("case_id",), keep="texted_key")


def _take_over(contact: Contact, held: Contact) -> None:
    """What outlasts an amendment. The agreed word stays until another is agreed, or a link
    already sent would open to the year of birth; a confirmation given for another number does
    not speak for this one, however often the case file repeats it (SAF-2)."""
    contact.safe_word_hash = contact.safe_word_hash or held.safe_word_hash
    if _stands(held, contact):
        for name in AGREED:
            setattr(contact, name, getattr(held, name))
    contact.safe_voided_on = held.safe_voided_on
    if contact.person_key != held.person_key and held.safe_confirmed_on:
        contact.safe_voided_on = held.safe_confirmed_on
    voided, confirmed = contact.safe_voided_on, contact.safe_confirmed_on
    if voided and confirmed and confirmed <= voided:
        contact.safe_confirmed_on, contact.safe_confirmed_by = None, ""


def _stands(held: Contact, contact: Contact) -> bool:
    """Whether what was agreed on a page outlasts the case file: for the same number, until the
    file brings a later record, or says that the number is not safe."""
    filed_on, agreed_on = contact.safe_confirmed_on, held.safe_confirmed_on
    return (
        held.is_agreed_on_page
        and agreed_on is not None
        and contact.person_key == held.person_key
        and contact.number_safe != "no"
        and (filed_on is None or filed_on < agreed_on)
    )


def _contact(case_id: int, row: CaseRow, *, is_simulated: bool) -> Contact:
    mobile = row.contact_mobile
    is_usable = phone_numbers.is_textable(mobile, is_simulated=is_simulated)
    # Half a record is none: a day without a name, or a name without a day, confirms nothing.
    is_confirmed = bool(row.safe_contact_confirmed_on and row.safe_contact_confirmed_by)
    return Contact(
        case_id=case_id,
        mobile=_sealed(mobile, "mobile", case_id) if is_usable else None,
        email=_sealed(row.contact_email, "email", case_id) if row.contact_email else None,
        person_key=person_key(mobile=mobile, email=row.contact_email),
        number_safe=row.number_safe,
        safe_channel=row.safe_contact_channel,
        safe_from=row.safe_contact_from,
        safe_to=row.safe_contact_to,
        safe_confirmed_by=row.safe_contact_confirmed_by if is_confirmed else "",
        safe_confirmed_on=row.safe_contact_confirmed_on if is_confirmed else None,
        safe_word_hash=row.safe_word_hash,
        advocate_route=row.advocate_route,
    )


def person_key(*, mobile: str, email: str = "") -> str:
    """The key of a person: by number, else by address; at random where there is neither."""
    known_by = mobile or email.strip().casefold()
    if not known_by:
        return secrets.token_hex(32)
    return hmac.new(settings.PERSON_KEY.encode(), known_by.encode(), hashlib.sha256).hexdigest()


def people(case_ids: Sequence[int], *, on: date) -> Mapping[int, Person]:
    """For each case with a contact: its person's key, and the facts that decide whether and
    when that person may be asked, over all forces."""
    opted_out = Suppression.objects.filter(person_key=OuterRef("person_key"))
    contacts = list(
        Contact.objects.filter(case_id__in=case_ids).annotate(is_opted_out=Exists(opted_out))
    )
    invited = _invited_days({contact.person_key for contact in contacts}, before=on)
    return {
        contact.case_id: Person(
            key=contact.person_key,
            facts=ContactFacts(
                has_mobile=contact.mobile is not None,
                has_address=_has_address(contact),
                is_bad_number=contact.mobile_failed_on is not None,
                number_safe=contact.number_safe,
                safe_channel=contact.safe_channel,
                safe_confirmed_on=contact.safe_confirmed_on,
                has_safe_hours=sending_hours.has_safe_hours(contact.safe_from, contact.safe_to),
                is_opted_out=contact.is_opted_out,
                fatigued_until=fatigued_until(invited[contact.person_key]),
            ),
            safe_hours=SafeHours(contact.safe_from, contact.safe_to),
        )
        for contact in contacts
    }


def _invited_days(keys: Collection[str], *, before: date) -> Mapping[str, list[date]]:
    days: dict[str, list[date]] = defaultdict(list)
    history = ContactHistory.objects.filter(person_key__in=keys, invited_on__lte=before)
    for key, invited_on in history.values_list("person_key", "invited_on"):
        days[key].append(invited_on)
    return days


def _has_address(contact: Contact) -> bool:
    return contact.email is not None and bool(settings.EMAILS_ARE_SENT)


def reach(case_id: int) -> Reach:
    """The one way to the person of a case, decrypted. For the sender only, at the moment of
    sending; it is neither logged nor kept. Raises NoNumberError."""
    contact = Contact.objects.filter(case_id=case_id).first()
    if contact is not None:
        facts = ContactFacts(
            has_mobile=contact.mobile is not None,
            has_address=_has_address(contact),
            safe_channel=contact.safe_channel,
        )
        name = {"sms": "mobile", "email": "email"}.get(facts.channel)
        if name:
            return Reach(facts.channel, opened(getattr(contact, name), name, case_id))
    message = "There is no number to text and no address to write to."
    raise NoNumberError(message)


def forget_address(case_id: int) -> None:
    """No e-mail can reach this person's address, whichever force holds it: it is of no use."""
    keys = Contact.objects.filter(case_id=case_id).values("person_key")
    Contact.objects.filter(person_key__in=keys).update(email=None)


def masked_numbers(case_ids: Iterable[int]) -> Mapping[int, str]:
    """The last three digits of each case's number: enough to tell simulated people apart."""
    contacts = Contact.objects.filter(case_id__in=list(case_ids), mobile__isnull=False)
    return {
        contact.case_id: f"••• {opened(contact.mobile, 'mobile', contact.case_id)[-3:]}"
        for contact in contacts
        if contact.mobile is not None
    }


def agreed_word_hash(case: Case) -> str:
    """The hash of the word agreed with the victim, or nothing where none was."""
    contact = Contact.objects.filter(case=case).only("safe_word_hash").first()
    return contact.safe_word_hash if contact else ""


def word_hash_in_force(force_code: str) -> str:
    """The newest hash of an agreed word in a force, or nothing: what judging a word costs there."""
    hashes = Contact.objects.filter(case__force=force_code).exclude(safe_word_hash="")
    return hashes.order_by("-pk").values_list("safe_word_hash", flat=True).first() or ""


def is_sensitive(case: Case) -> bool:
    """Whether the case may be reached only by what was agreed with the victim."""
    return is_sensitive_case(
        flags=case.flags, crime_group=case.crime_group, risk_level=case.risk_level
    )


def suppress(*, case_id: int, by: Actor, at: datetime, channel: str) -> bool:
    """Never contact this person again, in any force (SAF-12), nor whoever has the number that
    was texted, if another has been given since. Says whether anyone is known by the case: of one
    loaded as history, or long over, nobody is."""
    keys = _keys(case_id)
    for key in keys:
        Suppression.objects.get_or_create(
            person_key=key, defaults={"at": at, "by": by.name, "channel": channel}
        )
    return bool(keys)


def suppress_number(mobile: str, *, by: Actor, at: datetime, channel: str) -> None:
    """The same for who rings and says a number: also where no case of ours holds it."""
    Suppression.objects.get_or_create(
        person_key=person_key(mobile=mobile),
        defaults={"at": at, "by": by.name, "channel": channel},
    )


def cases_of_number(mobile: str) -> set[int]:
    """The cases whose contact is the number, or whose last text went to it."""
    key = person_key(mobile=mobile)
    contacts = Contact.objects.filter(Q(person_key=key) | Q(texted_key=key))
    return set(contacts.values_list("case_id", flat=True))


def is_suppressed(case_id: int) -> bool:
    return Suppression.objects.filter(person_key__in=_keys(case_id)).exists()


def cases_of_same_person(case_id: int) -> set[int]:
    """Every case whose contact reaches a person of this one, in any force."""
    contacts = Contact.objects.filter(person_key__in=_keys(case_id))
    return set(contacts.values_list("case_id", flat=True))


def _keys(case_id: int) -> set[str]:
    """Whom the case's number reaches, and whom its last text reached."""
    keys = Contact.objects.filter(case_id=case_id).values_list("person_key", "texted_key").first()
    return set(keys or ()) - {""}


def record_invited(*, case_id: int, on: date) -> None:
    """Remember that the person was invited, for the fatigue rules of every force."""
    contacts = Contact.objects.filter(case_id=case_id)
    ContactHistory.objects.bulk_create(
        ContactHistory(person_key=key, invited_on=on)
        for key in contacts.values_list("person_key", flat=True)
    )
    contacts.update(texted_key=F("person_key"))


def holds_number_texted(case_id: int) -> bool:
    """Whether the number held now is still the one that the last text went to."""
    same = Contact.objects.filter(case_id=case_id, person_key=F("texted_key"))
    return same.filter(mobile__isnull=False).exists()


def record_bad_number(*, case_id: int, on: date) -> None:
    """No text can reach this person's number, whichever force holds it."""
    keys = Contact.objects.filter(case_id=case_id).values("person_key")
    Contact.objects.filter(person_key__in=keys, mobile__isnull=False).update(mobile_failed_on=on)


def record_undeliverable(*, case_id: int, on: date) -> None:
    """The last text about the case could never be delivered: whoever holds the number that it
    went to has a bad one. A number given since is another and stays good."""
    texted = Contact.objects.filter(case_id=case_id).exclude(texted_key="").values("texted_key")
    Contact.objects.filter(person_key__in=texted, mobile__isnull=False).update(mobile_failed_on=on)


def forget_invited(*, case_id: int, on: date) -> None:
    """The text of that day never left the provider, so it counts for no rule of fatigue."""
    texted = Contact.objects.filter(case_id=case_id).values("texted_key")
    entry = ContactHistory.objects.filter(person_key__in=texted, invited_on=on).first()
    if entry is not None:
        entry.delete()


def cases_with_contact() -> QuerySet[Contact, int]:
    """The cases whose contact is still held, for use inside another query."""
    return Contact.objects.values_list("case_id", flat=True)


def person_keys(cases: QuerySet) -> set[str]:
    """The keys of the persons whom the cases of a query concern."""
    contacts = Contact.objects.filter(case_id__in=cases)
    return set(contacts.values_list("person_key", flat=True))


def destroy(case_ids: Iterable[int]) -> int:
    """Delete contacts for good. Suppression and contact history stay, as keys alone."""
    ids, destroyed = sorted(case_ids), 0
    for start in range(0, len(ids), BATCH):
        destroyed += Contact.objects.filter(case_id__in=ids[start : start + BATCH]).delete()[0]
    return destroyed


def _sealed(text: str, name: str, case_id: int) -> bytes:
    return encryption.encrypt(text, place=place(name, case_id), keyring=keyring())


def opened(stored: bytes | memoryview, name: str, case_id: int) -> str:
    return encryption.decrypt(stored, place=place(name, case_id), keyring=keyring())


def place(name: str, case_id: int) -> str:
    return f"responses.Contact.{name}:{case_id}"


def keyring() -> encryption.Keyring:
    return _parsed_keyring(tuple(settings.VAULT_KEYS))


@lru_cache(maxsize=4)
def _parsed_keyring(items: tuple[str, ...]) -> encryption.Keyring:
    return encryption.parse_keyring(items)

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from responses.models import AskingOpportunity, Case
from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.vault import contacts, person_keys
from responses.vault.opt_outs import unsafe_numbers


def decrypted_contacts(case_ids: Collection[int]) -> list[Mapping[str, object]]:
    """Everything stored, decrypted, for the person who asks."""
    rows: list[Mapping[str, object]] = []
    for contact in Contact.objects.filter(case_id__in=case_ids).order_by("pk"):
        row: dict[str, object] = {
            field.attname: getattr(contact, field.attname)
            for field in Contact._meta.concrete_fields
            if not field.attname.endswith(("_key", "_hash"))
        }
        for name in ("mobile", "email"):
            sealed = getattr(contact, name)
            row[name] = (
                None if sealed is None else contacts.decrypt_field(sealed, name, contact.case_id)
            )
        rows.append(row | {"has_agreed_word": bool(contact.safe_word_hash)})
    return rows


def records_of_number(mobile: str) -> Mapping[str, object]:
    """Days of invitations, chances, opt-out, and whether reported unsafe."""
    key = person_keys.person_key(mobile=mobile)
    invited = ContactHistory.objects.filter(person_key=key).order_by("invited_on")
    could_be_asked = AskingOpportunity.objects.filter(person_key=key).order_by("on", "pk")
    suppressed = Suppression.objects.filter(person_key=key).order_by("at").first()
    return {
        "invited_on": list(invited.values_list("invited_on", flat=True)),
        "could_be_asked": list(could_be_asked.values("on", "closes", "chance")),
        "never_contacted_again_since": suppressed.at if suppressed else None,
        "is_known_as_not_safe": unsafe_numbers.is_remembered(key),
    }


# Only hashes of the agreed words are stored (SAF-6).
def hashes_of(case_ids: Collection[int]) -> Mapping[int, str]:
    contacts = Contact.objects.filter(case__in=case_ids).order_by("-pk")
    agreed = dict(contacts.values_list("case_id", "safe_word_hash"))
    return {case_id: agreed.get(case_id, "") for case_id in case_ids}


@dataclass(frozen=True)
class AgreedWord:
    """Empty where none was agreed. `costs_as` then is the newest hash of the force, for equal
    time."""

    case: Case
    word_hash: str
    costs_as: str
    set_by_id: int | None
    replaced_anothers: bool


def word_of(cases: QuerySet[Case]) -> AgreedWord:
    """In as many queries whether there is one or not (SAF-6)."""
    own = Contact.objects.filter(case=OuterRef("pk")).order_by("pk")
    words = Contact.objects.filter(case__force=OuterRef("force")).exclude(safe_word_hash="")
    own_hash = Coalesce(Subquery(own.values("safe_word_hash")[:1]), Value(""))
    newest = Subquery(words.order_by("-pk").values("safe_word_hash")[:1])
    case = cases.annotate(
        word_hash=own_hash,
        set_by_id=Subquery(own.values("safe_word_by_id")[:1]),
        replaced_anothers=Coalesce(
            Subquery(own.values("safe_word_replaced_anothers")[:1]),
            Value(False),  # noqa: FBT003
        ),
        costs_as=Coalesce(NullIf(own_hash, Value("")), newest, Value("")),
    ).get()
    return AgreedWord(
        case=case,
        word_hash=case.word_hash,
        costs_as=case.costs_as,
        set_by_id=case.set_by_id,
        replaced_anothers=case.replaced_anothers,
    )

"""Only hashes of the agreed words are stored (SAF-6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from responses.models import Case
from responses.models.contacts import Contact


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

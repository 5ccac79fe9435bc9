from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from responses.eligibility.rules import Decision
from responses.eligibility.selectors import exclusions
from responses.models import Case, Import, OutboxMessage, StageEvent
from responses.models.invitations import TELEPHONE
from responses.sms.delivery_states import UNSENT
from responses.vault import contacts


def undecided_case_ids(force_code: str | None) -> list[int]:
    """Imported or amended after their last decision, with a pending event, or with a lifted
    exclusion; of one force, or of all (None)."""
    pending = StageEvent.objects.filter(decision=Decision.PENDING)
    lifted = exclusions.exclusions_lifted_since_decision()
    loaded = loaded_undecided()
    if force_code is not None:
        pending = pending.filter(case__force=force_code)
        lifted = lifted.filter(case__force=force_code)
        loaded = loaded.filter(force=force_code)
    return sorted(
        {
            *pending.values_list("case_id", flat=True),
            *lifted.values_list("case_id", flat=True),
            *loaded.values_list("pk", flat=True),
        }
    )


def loaded_undecided() -> QuerySet[Case]:
    marked = Case.objects.filter(last_import__all_decided_at__isnull=True)
    return marked.filter(~Exists(_decided_since_its_import()))


def _decided_since_its_import() -> QuerySet[StageEvent]:
    return StageEvent.objects.filter(
        case=OuterRef("pk"), decided_at__gte=OuterRef("last_import__loaded_at")
    )


def marked_imports() -> QuerySet[Import]:
    return Import.objects.filter(all_decided_at__isnull=True)


def read_imports() -> QuerySet[Import]:
    return marked_imports().filter(first_read_at__isnull=False)


def unread_imports() -> QuerySet[Import]:
    return marked_imports().filter(first_read_at__isnull=True)


def decided_without(one: Import) -> QuerySet[StageEvent]:
    of_amended = StageEvent.objects.filter(case__last_import=one, decided_at__gte=one.loaded_at)
    return of_amended.exclude(case__first_import=one)


def every_undecided_case_id(among: Collection[int] | None = None) -> set[int]:
    is_waiting = Exists(StageEvent.objects.filter(case=OuterRef("pk"), decision=Decision.PENDING))
    is_lifted = Q(pk__in=exclusions.exclusions_lifted_since_decision().values("case"))
    found = Case.objects.filter(~Exists(_decided_since_its_import()) | is_waiting | is_lifted)
    if among is not None:
        found = found.filter(pk__in=among)
    return set(found.values_list("pk", flat=True))


def people_being_asked() -> set[str]:
    """Will be invited and have no message yet."""
    unsent = OutboxMessage.objects.filter(
        state__in=UNSENT, invitation__stage_event__decision=Decision.INVITE
    )
    return contacts.keys_of_persons(waits_for_invitation().values("case")) | (
        contacts.keys_of_persons(unsent.values("invitation__stage_event__case"))
    )


def uninvited_events() -> QuerySet[StageEvent]:
    """With a stored contact, to be asked by a message."""
    return _reachable_uninvited().filter(drawn_mode="")


def events_to_call_about() -> QuerySet[StageEvent]:
    """To be asked by an interviewer."""
    return _reachable_uninvited().filter(drawn_mode=TELEPHONE)


def _reachable_uninvited() -> QuerySet[StageEvent]:
    return (
        waits_for_invitation()
        .filter(case_id__in=contacts.cases_with_contact())
        .select_related("case")
        .order_by("on", "pk")
    )


def waits_for_invitation() -> QuerySet[StageEvent]:
    return every_uninvited_event().filter(may_wait_for_invitation=True)


def every_uninvited_event() -> QuerySet[StageEvent]:
    """By no mark: narrow it, or all events are read."""
    return StageEvent.objects.filter(decision=Decision.INVITE, invitation__isnull=True)


def unmarked_events() -> QuerySet[StageEvent]:
    """None is right."""
    unmarked = every_uninvited_event().filter(may_wait_for_invitation=False)
    return unmarked.filter(case_id__in=contacts.cases_with_contact())


def marked_in_vain() -> QuerySet[StageEvent]:
    marked = StageEvent.objects.filter(may_wait_for_invitation=True)
    return marked.exclude(decision=Decision.INVITE, invitation__isnull=True)

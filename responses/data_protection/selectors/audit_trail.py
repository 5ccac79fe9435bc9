"""Reads the audit trail about people's data, for those who are accountable for it (SAF-15). It has
no action of a respondent and does not show who answered (decision 14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from access.actor import ActorKind
from access.audit import AuditKind
from access.models import AuditEvent, Membership, User
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.models import Case

PAGE = 50
CASE, USER = Case._meta.label, User._meta.label
SHOWN = (
    AuditKind.CASE_FOUND,
    AuditKind.LIMIT_REACHED,
    AuditKind.SAFE_CONTACT_CONFIRMED,
    AuditKind.SAFE_CONTACT_OVERRIDE_ASKED,
    AuditKind.SAFE_CONTACT_RENEWED,
    AuditKind.WORK_LIST_READ,
    AuditKind.TEXT_QUEUE_READ,
    AuditKind.TEXT_READ,
    AuditKind.TEXT_TAKEN,
    AuditKind.TEXT_JUDGED,
    AuditKind.TEXT_HANDED_OVER,
    AuditKind.TEXT_CLOSED,
    AuditKind.TEXT_READ_TWICE,
    AuditKind.FOLLOW_UP_LIST_READ,
    AuditKind.FOLLOW_UP_READ,
    AuditKind.FOLLOW_UP_TAKEN,
    AuditKind.FOLLOW_UP_HANDED_OVER,
    AuditKind.FOLLOW_UP_TRIED,
    AuditKind.FOLLOW_UP_ENDED,
    AuditKind.READING_BARRED,
    AuditKind.REDACTED_TEXT_READ,
    AuditKind.TEXT_CODED,
    AuditKind.CODING_SETTLED,
    AuditKind.REDACTION_FAULTED,
    AuditKind.REDACTION_LIST_READ,
    AuditKind.REDACTION_MENDED,
    AuditKind.REDACTION_SHUT,
    AuditKind.QUOTE_CHOSEN,
    AuditKind.QUOTE_LIST_READ,
    AuditKind.QUOTE_RELEASED,
    AuditKind.QUOTE_REFUSED,
    AuditKind.QUOTE_TAKEN_BACK,
    AuditKind.ROTA_CHANGED,
    AuditKind.INTERVIEWING_SET,
    AuditKind.CALL_TAKEN,
    AuditKind.CALL_NUMBER_SHOWN,
    AuditKind.CALL_HANDED_OVER,
    AuditKind.CALL_REVIEWED,
    AuditKind.CODE_DRAWN,
    AuditKind.PAPER_PRINTED,
    AuditKind.PAPER_KEYED,
    AuditKind.PAPER_SETTLED,
    AuditKind.PAPER_BARRED,
    AuditKind.CARD_PRINTED,
    AuditKind.NEW_LINK_ASKED,
    AuditKind.CASE_GIVEN,
    AuditKind.CASE_BARRED,
    AuditKind.PLACE_ALLOWED,
    AuditKind.CASE_UNTIED,
    AuditKind.CASES_OFFERED,
    AuditKind.CASE_KEPT_BACK,
    AuditKind.ADVISER_RULE_SET,
    AuditKind.ADVISER_RULE_ENDED,
    AuditKind.EXCLUSION_CONFIRMED,
    AuditKind.EXCLUSION_REFUSED,
    AuditKind.EXCLUSION_WITHDRAWN,
    AuditKind.HELD_CHANGE_CONFIRMED,
    AuditKind.HELD_CHANGE_REFUSED,
    AuditKind.HELD_CHANGES_FORGOTTEN,
    AuditKind.CASES_IMPORTED,
    AuditKind.CASES_IMPORT_UNDONE,
    AuditKind.CASE_FILE_UPLOADED,
    AuditKind.CASE_FILE_WORK_ASKED,
    AuditKind.CASE_FILE_DISCARDED,
    AuditKind.REJECTED_ROWS_TAKEN,
    AuditKind.FIGURES_EXPORTED,
    AuditKind.EARLY_READER_ADDED,
    AuditKind.EARLY_READER_REMOVED,
    AuditKind.RELEASE_READ_EARLY,
    AuditKind.MAPPING_PROFILE_SAVED,
    AuditKind.CONTACT_OPTED_OUT,
    AuditKind.OPT_OUT_UNDONE,
    AuditKind.LINKS_ENDED,
    AuditKind.RESPONSE_WITHDRAWN,
    AuditKind.RESPONSE_BROUGHT_BACK,
    AuditKind.WITHDRAWN_ANSWERS_DESTROYED,
    AuditKind.SUBJECT_ACCESS_GIVEN,
    AuditKind.CONTACTS_DESTROYED,
    AuditKind.KEYS_ROTATED,
    AuditKind.DUTY_SIGNED,
    AuditKind.DUTY_CONFIRMED,
    AuditKind.DUTY_TAKEN_BACK,
    AuditKind.USER_CREATED,
    AuditKind.USER_SWITCHED_OFF,
    AuditKind.USER_SWITCHED_ON,
    AuditKind.USER_EMPTIED,
    AuditKind.API_KEY_CREATED,
    AuditKind.ORGANISATION_CREATED,
    AuditKind.ORGANISATION_FORCES_SET,
    AuditKind.ORGANISATION_JOINED,
    AuditKind.ORGANISATION_LEFT,
)
"""The kinds of event about people's data; the other kinds are technical."""


@dataclass(frozen=True)
class Trail:
    events: Sequence[AuditEvent]
    case_keys: Mapping[str, str]
    """Target of an event to the key of the case it names."""
    people: Mapping[str, str]
    """Target of an event to the name of the account it names."""
    older: int | None
    """The id before which the next page starts; None on the last page."""


def trail_for(viewer: Viewer, *, kind: str, before: int | None) -> Trail:
    """One page of the trail, newest first: events with an id below `before`, of one kind, or of all
    where `kind` is not one of SHOWN."""
    events = events_for(viewer).order_by("-pk")
    if kind in SHOWN:
        events = events.filter(kind=kind)
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events[: PAGE + 1])
    shown = found[:PAGE]
    cases = visible_cases.reachable_cases(viewer).filter(pk__in=_ids(shown, CASE))
    people = User.objects.filter(pk__in=_ids(shown, USER))
    return Trail(
        events=shown,
        case_keys={f"{CASE} {case.pk}": case.case_key for case in cases},
        people={f"{USER} {user.pk}": str(user) for user in people},
        older=shown[-1].pk if len(found) > PAGE else None,
    )


def events_for(viewer: Viewer) -> QuerySet[AuditEvent]:
    """The events about the viewer's forces or by their people, without those about cases hidden
    from the viewer."""
    events = AuditEvent.objects.filter(kind__in=SHOWN).exclude(actor_kind=ActorKind.RESPONDENT)
    for hidden in visible_cases.hidden_cases(viewer):
        events = events.exclude(target__in=_targets(hidden))
    if viewer.is_national:
        return events
    own_people = Membership.objects.filter(force_id__in=viewer.reach).values("user")
    by_own_people = Q(force_code="", actor_user__in=own_people)
    return events.filter(Q(force_code__in=viewer.reach) | by_own_people)


def _targets(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases' names as targets of events."""
    number = Cast("pk", CharField())
    return cases.order_by().values_list(Concat(Value(f"{CASE} "), number), flat=True)


def _ids(events: Iterable[AuditEvent], label: str) -> list[int]:
    named = (event.target.rpartition(" ") for event in events)
    return [int(number) for what, _space, number in named if what == label]

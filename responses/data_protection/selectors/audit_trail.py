"""For those accountable for it (SAF-15)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from access.actor import ActorKind
from access.audit import AuditKind
from access.models import AuditEvent, Membership, RoleRequest, User
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.models import Case

PAGE, PART = 50, 1_000
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
    AuditKind.READING_CONFIRMED,
    AuditKind.READING_AGREEMENT_ASKED,
    AuditKind.READING_AGREEMENT_APPROVED,
    AuditKind.READING_AGREEMENT_REFUSED,
    AuditKind.READING_AGREEMENT_ENDED,
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
    AuditKind.WORDING_SIGNED,
    AuditKind.WORDING_UNSIGNED,
    AuditKind.WORDING_PROPOSED,
    AuditKind.WORDING_AGREED,
    AuditKind.WORDING_REFUSED,
    AuditKind.WORDING_TAKEN_BACK,
    AuditKind.WORDING_ASKED_ABOUT,
    AuditKind.WORDING_ANSWERED,
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
    AuditKind.ROLE_ASKED,
    AuditKind.ROLE_GIVEN,
    AuditKind.ROLE_REFUSED,
    AuditKind.ROLE_WITHDRAWN,
    AuditKind.ROLE_END_SET,
    AuditKind.ROLE_ENDED,
    AuditKind.USER_LEFT,
    AuditKind.LINK_ASKED,
    AuditKind.LINK_ALLOWED,
    AuditKind.LINK_REFUSED,
    AuditKind.LINK_USED,
    AuditKind.FORCE_ADDED,
    AuditKind.MERGER_ASKED,
    AuditKind.MERGER_SET_ASIDE,
    AuditKind.FORCES_MERGED,
    AuditKind.SENDING_PAUSED,
    AuditKind.SENDING_RESUME_ASKED,
    AuditKind.SENDING_RESUME_DONE,
    AuditKind.WITHDRAWAL_ASKED,
    AuditKind.WITHDRAWAL_DONE,
    AuditKind.DESK_REQUEST_SET_ASIDE,
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
    AuditKind.CASE_FILE_NOTES_ANSWERED,
    AuditKind.PEOPLE_HELD,
    AuditKind.PERSON_HOLD_RELEASED,
    AuditKind.PERSON_HOLD_STOPPED,
    AuditKind.PERSON_HOLDS_CLEARED,
    AuditKind.PERSON_HOLDS_FORGOTTEN,
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
    AuditKind.SUBJECT_ACCESS_ASKED,
    AuditKind.SUBJECT_ACCESS_REFUSED,
    AuditKind.CONTACTS_DESTROYED,
    AuditKind.KEYS_ROTATED,
    AuditKind.DUTY_SIGNED,
    AuditKind.DUTY_CONFIRMED,
    AuditKind.DUTY_TAKEN_BACK,
    AuditKind.USER_CREATED,
    AuditKind.USER_SWITCHED_OFF,
    AuditKind.USER_SWITCHED_ON,
    AuditKind.USER_EMPTIED,
    AuditKind.SIGNED_IN,
    AuditKind.SIGNED_OUT,
    AuditKind.SIGN_IN_FAILED,
    AuditKind.SECOND_FACTOR_FAILED,
    AuditKind.IDENTITY_CONFIRMED,
    AuditKind.IDENTITY_NOT_CONFIRMED,
    AuditKind.PASSWORD_CHANGED,
    AuditKind.SECOND_FACTOR_ADDED,
    AuditKind.SECOND_FACTOR_REMOVED,
    AuditKind.RECOVERY_CODES_MADE,
    AuditKind.SESSIONS_ENDED,
    AuditKind.TEXT_ACTION_RECORDED,
    AuditKind.DANGER_ASKED,
    AuditKind.DANGER_SENT,
    AuditKind.DANGER_OPENED,
    AuditKind.DANGER_CONFIRMED,
    AuditKind.DANGER_UNCONFIRMED,
    AuditKind.DANGER_OPENED_BY_READER,
    AuditKind.DANGER_READ,
    AuditKind.DANGER_REVIEWED,
    AuditKind.DANGER_LIST_READ,
    AuditKind.RECEIVING_UNIT_SET,
    AuditKind.POLICE_ROUTE_SET,
    AuditKind.GLASS_ASKED,
    AuditKind.GLASS_BROKEN,
    AuditKind.GLASS_REFUSED,
    AuditKind.GLASS_LOOKED,
    AuditKind.GLASS_CLOSED,
    AuditKind.GLASS_REVIEWED,
    AuditKind.PROVIDER_ASKED,
    AuditKind.PROVIDER_APPROVED,
    AuditKind.PROVIDER_SET_ASIDE,
    AuditKind.PROVIDER_ENDED,
    AuditKind.SUBJECT_BOUND,
    AuditKind.TRAIL_BROKEN,
    AuditKind.TRAIL_EXPORTED,
    AuditKind.API_KEY_CREATED,
    AuditKind.API_KEY_TAKEN,
    AuditKind.API_KEY_USED,
    AuditKind.API_KEY_ENDED,
    AuditKind.RESEARCH_ASKED,
    AuditKind.RESEARCH_CHECKED,
    AuditKind.RESEARCH_TAKEN,
    AuditKind.RESEARCH_ENDED,
    AuditKind.PEER_GROUPS_ASKED,
    AuditKind.PEER_GROUPS_SET_ASIDE,
    AuditKind.PEER_GROUPS_LOADED,
    AuditKind.SAID_AND_DONE_UNWANTED,
    AuditKind.SAID_AND_DONE_TAKEN_BACK,
    AuditKind.ORGANISATION_CREATED,
    AuditKind.ORGANISATION_FORCES_SET,
    AuditKind.ORGANISATION_FORCES_ASKED,
    AuditKind.ORGANISATION_FORCES_SET_ASIDE,
    AuditKind.ORGANISATION_JOINED,
    AuditKind.ORGANISATION_LEFT,
)
"""The kinds of event about people's data; the other kinds are technical."""
FAILED = (AuditKind.SIGN_IN_FAILED, AuditKind.SECOND_FACTOR_FAILED)


@dataclass(frozen=True)
class Trail:
    events: Sequence[AuditEvent]
    case_keys: Mapping[str, str]
    """Target of an event to the key of the case it names."""
    people: Mapping[str, str]
    """Target of an event to the name of the account it names."""
    bodies: Mapping[int, str]
    """Present and former overseers, with the body for which they oversee."""
    older: int | None
    """The id before which the next page starts; None on the last page."""


@dataclass(frozen=True)
class Narrowing:
    kind: str = ""
    person: str = ""
    """Part of a name or address: of the person who acted, or of the account affected."""
    begins: datetime | None = None
    ends: datetime | None = None
    """The moment before which it was."""


def trail_for(viewer: Viewer, *, narrowed: Narrowing, before: int | None) -> Trail:
    """Newest first, with an id below `before`."""
    events = _narrowed(events_for(viewer), narrowed).order_by("-pk")
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events[: PAGE + 1])
    shown = found[:PAGE]
    return _trail(viewer, shown, older=shown[-1].pk if len(found) > PAGE else None)


def whole_trail(viewer: Viewer, *, narrowed: Narrowing) -> Iterator[Trail]:
    """Oldest first, in parts that fit in memory."""
    events, last = _narrowed(events_for(viewer), narrowed).order_by("pk"), 0
    while part := list(events.filter(pk__gt=last)[:PART]):
        last = part[-1].pk
        yield _trail(viewer, part, older=None)


def _trail(viewer: Viewer, events: Sequence[AuditEvent], *, older: int | None) -> Trail:
    cases = visible_cases.reachable_cases(viewer).filter(pk__in=_ids(events, CASE))
    people = User.objects.filter(pk__in=_ids(events, USER))
    actors = {each.actor_user_id for each in events if each.actor_user_id}
    return Trail(
        events=events,
        case_keys={f"{CASE} {case.pk}": case.case_key for case in cases},
        people={f"{USER} {user.pk}": str(user) for user in people},
        bodies=_bodies(actors | set(_ids(events, USER))),
        older=older,
    )


def _bodies(people: Collection[int]) -> dict[int, str]:
    given = RoleRequest.objects.filter(state=RoleRequest.RequestState.GIVEN).order_by("decided_at")
    held = (
        rows.exclude(body="").filter(user__in=people).values_list("user", "body")
        for rows in (given, Membership.objects.order_by("pk"))
    )
    return {user: body for rows in held for user, body in rows}


def _narrowed(events: QuerySet[AuditEvent], narrowed: Narrowing) -> QuerySet[AuditEvent]:
    if narrowed.kind:
        events = events.filter(kind=narrowed.kind)
    if narrowed.begins:
        events = events.filter(at__gte=narrowed.begins)
    if narrowed.ends:
        events = events.filter(at__lt=narrowed.ends)
    if narrowed.person:
        named = Q(name__icontains=narrowed.person) | Q(email__icontains=narrowed.person)
        people = User.objects.filter(named)
        accounts = people.order_by().values_list(
            Concat(Value(f"{USER} "), Cast("pk", CharField())), flat=True
        )
        by_them = Q(actor_user__in=people) | Q(actor_name__icontains=narrowed.person)
        events = events.filter(by_them | Q(target__in=accounts))
    return events


def events_for(viewer: Viewer) -> QuerySet[AuditEvent]:
    """About the viewer's forces or by their people, without cases hidden from the viewer."""
    events = AuditEvent.objects.filter(kind__in=SHOWN).exclude(actor_kind=ActorKind.RESPONDENT)
    for hidden in visible_cases.hidden_cases(viewer):
        events = events.exclude(target__in=_targets(hidden))
    if viewer.is_national:
        return events
    held = Membership.objects.filter(force_id__in=viewer.reach)
    by_own_people = Q(force_code="", actor_user__in=held.values("user"))
    at_their_accounts = Q(force_code="", kind__in=FAILED, target__in=_accounts(held))
    return events.filter(Q(force_code__in=viewer.reach) | by_own_people | at_their_accounts)


def _accounts(held: QuerySet[Membership]) -> QuerySet[Membership]:
    number = Cast("user_id", CharField())
    return held.order_by().values_list(Concat(Value(f"{USER} "), number), flat=True)


def _targets(cases: QuerySet[Case]) -> QuerySet[Case]:
    number = Cast("pk", CharField())
    return cases.order_by().values_list(Concat(Value(f"{CASE} "), number), flat=True)


def _ids(events: Iterable[AuditEvent], label: str) -> list[int]:
    named = (event.target.rpartition(" ") for event in events)
    return [int(number) for what, _space, number in named if what == label]

"""The only writer of the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from access.actor import Actor
from access.models import AuditEvent
from access.sealing import audit_seals

SAID = (
    "kind", "at", "actor_kind", "actor_name", "actor_user_id", "target", "force_code", "details",
)  # fmt: skip


class AuditKind(StrEnum):
    FORCES_LOADED = "forces.loaded"
    FORCES_MERGED = "forces.merged"
    FORCE_ADDED = "force.added"
    USER_CREATED = "user.created"
    USER_SWITCHED_OFF = "user.switched_off"
    USER_SWITCHED_ON = "user.switched_on"
    USER_EMPTIED = "user.emptied"
    USER_LEFT = "user.left"
    ROLE_ASKED = "role.asked"
    ROLE_GIVEN = "role.given"
    ROLE_REFUSED = "role.refused"
    ROLE_WITHDRAWN = "role.withdrawn"
    ROLE_END_SET = "role.end_set"
    ROLE_ENDED = "role.ended"
    LINK_ASKED = "account_link.asked"
    LINK_ALLOWED = "account_link.allowed"
    LINK_REFUSED = "account_link.refused"
    LINK_USED = "account_link.used"
    MERGER_ASKED = "merger.asked"
    MERGER_SET_ASIDE = "merger.set_aside"
    ORGANISATION_CREATED = "organisation.created"
    ORGANISATION_FORCES_SET = "organisation.forces_set"
    ORGANISATION_FORCES_ASKED = "organisation.forces_asked"
    ORGANISATION_FORCES_SET_ASIDE = "organisation.forces_set_aside"
    ORGANISATION_JOINED = "organisation.joined"
    ORGANISATION_LEFT = "organisation.left"
    API_KEY_CREATED = "api_key.created"
    API_KEY_TAKEN = "api_key.taken"
    API_KEY_USED = "api_key.used"
    API_KEY_ENDED = "api_key.ended"
    DIGEST_CHOSEN = "digest.chosen"
    DIGEST_STOPPED = "digest.stopped"
    VIEW_SAVED = "view.saved"
    VIEW_TAKEN_AWAY = "view.taken_away"
    DIGESTS_SENT = "digests.sent"
    WEBHOOK_REGISTERED = "webhook.registered"
    WEBHOOK_ROTATED = "webhook.rotated"
    WEBHOOK_SWITCHED_OFF = "webhook.switched_off"
    WEBHOOK_SWITCHED_ON = "webhook.switched_on"
    WEBHOOKS_RESEALED = "webhooks.resealed"
    FACTORS_RESEALED = "second_factors.resealed"
    SIGNED_IN = "user.signed_in"
    SIGNED_OUT = "user.signed_out"
    SIGN_IN_FAILED = "user.sign_in_failed"
    SECOND_FACTOR_FAILED = "user.second_factor_failed"
    IDENTITY_CONFIRMED = "user.identity_confirmed"
    IDENTITY_NOT_CONFIRMED = "user.identity_not_confirmed"
    PASSWORD_CHANGED = "user.password_changed"  # noqa: S105  the name of a kind
    SECOND_FACTOR_ADDED = "user.second_factor_added"
    SECOND_FACTOR_REMOVED = "user.second_factor_removed"
    RECOVERY_CODES_MADE = "user.recovery_codes_made"
    PROVIDER_ASKED = "sign_in_provider.asked"
    PROVIDER_APPROVED = "sign_in_provider.approved"
    PROVIDER_SET_ASIDE = "sign_in_provider.set_aside"
    PROVIDERS_RESEALED = "sign_in_providers.resealed"
    PROVIDER_ENDED = "sign_in_provider.ended"
    SUBJECT_BOUND = "user.bound_to_provider"
    GLASS_ASKED = "glass.asked"
    GLASS_BROKEN = "glass.broken"
    GLASS_REFUSED = "glass.refused"
    GLASS_LOOKED = "glass.looked"
    GLASS_CLOSED = "glass.closed"
    GLASS_REVIEWED = "glass.reviewed"
    SESSIONS_ENDED = "user.sessions_ended"
    TRAIL_BROKEN = "audit_trail.broken"
    TRAIL_EXPORTED = "audit_trail.exported"
    WEBHOOKS_FORGOTTEN = "webhooks.forgotten"
    DATABASE_HELD = "database.held"
    DATABASE_RELEASED = "database.released"
    DATABASE_COPIED = "database.copied"
    RESTORE_TRIED = "database.restore_tried"
    DATA_ORIGIN_SET = "data_origin.set"
    INSTRUMENT_DRAFT_SAVED = "instrument.draft_saved"
    INSTRUMENT_DRAFT_DISCARDED = "instrument.draft_discarded"
    INSTRUMENT_PROPOSED = "instrument.proposed"
    INSTRUMENT_PROPOSAL_WITHDRAWN = "instrument.proposal_withdrawn"
    INSTRUMENT_PUBLISHED = "instrument.published"
    INSTRUMENT_RETIRED = "instrument.retired"
    EVIDENCE_RECORDED = "evidence.recorded"
    EVIDENCE_TAKEN_BACK = "evidence.taken_back"
    READER_LANGUAGES_SET = "reader_languages.set"
    WORDING_SIGNED = "wording.signed"
    WORDING_UNSIGNED = "wording.unsigned"
    WORDING_PROPOSED = "wording.proposed"
    WORDING_AGREED = "wording.agreed"
    WORDING_REFUSED = "wording.refused"
    WORDING_TAKEN_BACK = "wording.taken_back"
    WORDING_ASKED_ABOUT = "wording.asked_about"
    WORDING_ANSWERED = "wording.answered"
    WORDINGS_EXPORTED = "wording.exported"
    BREAK_OFF_COUNTED = "break_off.counted"
    CASES_IMPORTED = "cases.imported"
    CASES_IMPORT_UNDONE = "cases.import_undone"
    CASE_FILE_UPLOADED = "cases.file_uploaded"
    CASE_FILE_CHECKED = "cases.file_checked"
    CASE_FILE_WORK_ASKED = "cases.file_work_asked"
    CASE_FILE_DISCARDED = "cases.file_discarded"
    CASE_FILES_FORGOTTEN = "cases.files_forgotten"
    REJECTED_ROWS_TAKEN = "cases.rejected_rows_taken"
    MAPPING_PROFILE_SAVED = "mapping_profile.saved"
    HISTORY_LOADED = "history.loaded"
    ELIGIBILITY_DECIDED = "eligibility.decided"
    MARKS_RECOUNTED = "marks.recounted"
    INVITATIONS_QUEUED = "invitations.queued"
    REMINDERS_QUEUED = "reminders.queued"
    MESSAGES_SENT = "messages.sent"
    MESSAGE_SET_ASIDE = "message.set_aside"
    MESSAGES_TRIED_AGAIN = "messages.tried_again"
    SENDING_ACCOUNT_SET = "sending.account_set"
    SENDING_PAUSED = "sending.paused"
    SENDING_RESUMED = "sending.resumed"
    SENDING_RESUME_ASKED = "sending.resume_asked"
    SENDING_RESUME_DONE = "sending.resume_done"
    WITHDRAWAL_ASKED = "withdrawal.asked"
    WITHDRAWAL_DONE = "withdrawal.done"
    DESK_REQUEST_SET_ASIDE = "desk_request.set_aside"
    RECEIPT_RECORDED = "receipt.recorded"
    REPLY_RECEIVED = "reply.received"
    REPLY_ANSWERED = "reply.answered"
    INVITATIONS_ENDED = "invitations.ended"
    DANGER_REPLY_RECEIVED = "danger_reply.received"
    DANGER_REPLIES_TOLD = "danger_reply.all_told"
    DANGER_REPLY_LIST_READ = "danger_reply.list_read"
    DANGER_REPLY_READ = "danger_reply.read"
    DANGER_REPLY_TAKEN = "danger_reply.taken"
    DANGER_REPLY_NUMBER_SHOWN = "danger_reply.number_shown"
    DANGER_REPLY_CLOSED = "danger_reply.closed"
    GATE_OPENED = "gate.opened"
    GATE_REFUSED = "gate.refused"
    RESPONSE_STARTED = "response.started"
    FURTHER_QUESTIONS_CHOSEN = "response.further_chosen"
    RESPONSE_COMPLETED = "response.completed"
    RESPONSE_WITHDRAWN = "response.withdrawn"
    WITHDRAWAL_REFUSED = "withdrawal.refused"
    RESPONSE_BROUGHT_BACK = "response.brought_back"
    WITHDRAWN_ANSWERS_DESTROYED = "withdrawn_answers.destroyed"
    OPEN_ANSWERS_SENT_IN = "open_answers.sent_in"
    SESSION_EXITED = "session.exited"
    TEXT_SENT = "text.sent"
    TEXTS_SORTED = "text.sorted"
    TEXT_QUEUE_READ = "text.queue_read"
    TEXT_READ = "text.read"
    TEXT_TAKEN = "text.taken"
    TEXT_JUDGED = "text.judged"
    TEXT_HANDED_OVER = "text.handed_over"
    TEXT_CLOSED = "text.closed"
    TEXT_READ_TWICE = "text.read_twice"
    TEXT_HANDED_BACK = "text.handed_back"
    TEXT_ESCALATED = "text.escalated"
    DESK_TOLD = "text.desk_told"
    SET_ASIDE_UNREADABLE = "text.set_aside_unreadable"
    TEXTS_REDACTED = "text.all_redacted"
    REDACTED_TEXT_READ = "text.redacted_read"
    TEXT_CODED = "text.coded"
    CODING_SETTLED = "text.coding_settled"
    REDACTION_FAULTED = "redaction.faulted"
    REDACTION_LIST_READ = "redaction.list_read"
    REDACTION_MENDED = "redaction.mended"
    REDACTION_SHUT = "redaction.shut"
    QUOTE_CHOSEN = "quote.chosen"
    QUOTE_LIST_READ = "quote.list_read"
    QUOTE_RELEASED = "quote.released"
    QUOTE_REFUSED = "quote.refused"
    QUOTE_TAKEN_BACK = "quote.taken_back"
    FOLLOW_UP_ASKED = "follow_up.asked"
    FOLLOW_UP_LIST_READ = "follow_up.list_read"
    FOLLOW_UP_READ = "follow_up.read"
    FOLLOW_UP_TAKEN = "follow_up.taken"
    FOLLOW_UP_HANDED_OVER = "follow_up.handed_over"
    FOLLOW_UP_HANDED_BACK = "follow_up.handed_back"
    FOLLOW_UP_ESCALATED = "follow_up.escalated"
    FOLLOW_UP_TRIED = "follow_up.tried"
    FOLLOW_UP_ENDED = "follow_up.ended"
    RISK_MODEL_TRAINED = "risk_model.trained"
    RISK_MODEL_FORGOTTEN = "risk_model.forgotten"
    READING_BARRED = "reading.barred"
    READING_CONFIRMED = "reading.confirmed"
    READING_AGREEMENT_ASKED = "reading_agreement.asked"
    READING_AGREEMENT_APPROVED = "reading_agreement.approved"
    READING_AGREEMENT_REFUSED = "reading_agreement.refused"
    READING_AGREEMENT_ENDED = "reading_agreement.ended"
    INTERVIEWING_SET = "interviewing.set"
    CALLS_OPENED = "calls.opened"
    CALL_TAKEN = "call.taken"
    CALL_NUMBER_SHOWN = "call.number_shown"
    CALL_ANSWERED = "call.answered"
    INTERVIEW_BEGUN = "interview.begun"
    CALL_ENDED = "call.ended"
    CALL_DANGER_REPORTED = "call.danger_reported"
    CALL_PRIVATE = "call.private"
    CALL_HANDED_OVER = "call.handed_over"
    CALL_REVIEWED = "call.reviewed"
    CALL_TIMES_FORGOTTEN = "call.times_forgotten"
    ROTA_CHANGED = "rota.changed"
    TEXT_ACTION_RECORDED = "text.action_recorded"
    DANGER_ASKED = "danger.asked"
    DANGER_SENT = "danger.sent"
    DANGER_OPENED = "danger.opened"
    DANGER_CONFIRMED = "danger.confirmed"
    DANGER_UNCONFIRMED = "danger.unconfirmed"
    DANGER_OPENED_BY_READER = "danger.opened_by_reader"
    DANGER_READ = "danger.read"
    DANGER_REVIEWED = "danger.reviewed"
    DANGER_LIST_READ = "danger.list_read"
    RECEIVING_UNIT_SET = "receiving_unit.set"
    POLICE_ROUTE_SET = "police_route.set"
    CASE_FOUND = "case.found"
    CASE_GIVEN = "case.given"
    CASE_BARRED = "case.barred"
    PLACE_ALLOWED = "case.place_allowed"
    CASE_UNTIED = "case.untied"
    CASES_OFFERED = "case.offered"
    CASE_KEPT_BACK = "case.kept_back"
    ADVISER_RULE_SET = "adviser_rule.set"
    ADVISER_RULE_ENDED = "adviser_rule.ended"
    WORK_LIST_READ = "work_list.read"
    SAFE_CONTACT_CONFIRMED = "safe_contact.confirmed"
    SAFE_CONTACT_RENEWED = "safe_contact.renewed"
    SAFE_CONTACT_RENEWALS_NOTED = "safe_contact.renewals_noted"
    SAFE_CONTACT_OVERRIDE_ASKED = "safe_contact.override_asked"
    EXCLUSION_CONFIRMED = "exclusion.confirmed"
    EXCLUSION_REFUSED = "exclusion.refused"
    EXCLUSION_WITHDRAWN = "exclusion.withdrawn"
    HELD_CHANGE_CONFIRMED = "held_change.confirmed"
    HELD_CHANGE_REFUSED = "held_change.refused"
    HELD_CHANGES_FORGOTTEN = "held_change.forgotten"
    CASE_FILE_NOTES_ANSWERED = "case_file.notes_answered"
    PEOPLE_HELD = "person_hold.begun"
    PERSON_HOLD_RELEASED = "person_hold.released"
    PERSON_HOLD_STOPPED = "person_hold.stopped"
    PERSON_HOLDS_CLEARED = "person_hold.cleared"
    PERSON_HOLDS_FORGOTTEN = "person_hold.forgotten"
    HELPLINE_CHECKED = "helpline.checked"
    HELPLINE_CHANGE_PROPOSED = "helpline.change_proposed"
    HELPLINE_CHANGE_WITHDRAWN = "helpline.change_withdrawn"
    HELPLINE_CHANGED = "helpline.changed"
    HELPLINE_RETIRED = "helpline.retired"
    DUTY_SIGNED = "duty.signed"
    DUTY_CONFIRMED = "duty.confirmed"
    DUTY_TAKEN_BACK = "duty.taken_back"
    TRIAL_PROPOSED = "trial.proposed"
    TRIAL_CONFIRMED = "trial.confirmed"
    TRIAL_PLACED = "trial.placed"
    TRIAL_CLOSED = "trial.closed"
    TRIAL_RESULT_KEPT = "trial.result_kept"
    CODE_DRAWN = "code.drawn"
    CARD_PRINTED = "card.printed"
    PAPER_PRINTED = "paper.printed"
    PAPER_KEYED = "paper.keyed"
    PAPER_SETTLED = "paper.settled"
    PAPER_BARRED = "paper.barred"
    PAPER_TAKEN_BACK = "paper.taken_back"
    NEW_LINK_ASKED = "new_link.asked"
    CONTACT_OPTED_OUT = "contact.opted_out"
    STOP_PRESSES_FORGOTTEN = "contact.stop_presses_forgotten"
    OPT_OUT_UNDONE = "contact.opt_out_undone"
    CONTACTS_DESTROYED = "contacts.destroyed"
    DESTRUCTION_STOPPED = "destruction.stopped"
    DESTRUCTION_RELEASE_ASKED = "destruction.release_asked"
    DESTRUCTION_RELEASED = "destruction.released"
    LINKS_ENDED = "links.ended"
    KEYS_ROTATED = "keys.rotated"
    SUBJECT_ACCESS_GIVEN = "subject_access.given"
    SUBJECT_ACCESS_ASKED = "subject_access.asked"
    SUBJECT_ACCESS_REFUSED = "subject_access.refused"
    STAFF_TRACES_DESTROYED = "staff_traces.destroyed"
    FIGURES_DESTROYED = "figures.destroyed"
    FIGURES_FILLED = "figures.filled"
    FIGURES_CORRECTED = "figures.corrected"
    FIGURES_EXPORTED = "figures.exported"
    TIMES_FILLED = "times.filled"
    ANSWERS_KEPT = "answers.kept_in_file"
    RECORDS_COUNTED = "records.counted"
    WAYS_COUNTED = "ways.counted"
    SUPPORT_COUNTED = "support.counted"
    VOICES_COUNTED = "voices.counted"
    THEMES_COUNTED = "themes.counted"
    TERMS_FOUND = "themes.terms_found"
    DRIVERS_COUNTED = "drivers.counted"
    ALERTS_RAISED = "alerts.raised"
    QUALITY_COUNTED = "quality.counted"
    ALERT_ANSWERED = "alert.answered"
    ALERTS_FOLLOWED = "alerts.followed"
    SAID_AND_DONE_WRITTEN = "said_and_done.written"
    SAID_AND_DONE_APPROVED = "said_and_done.approved"
    SAID_AND_DONE_UNWANTED = "said_and_done.unwanted"
    SAID_AND_DONE_TAKEN_BACK = "said_and_done.taken_back"
    SERIES_NOTED = "series.noted"
    SERIES_NOTE_TAKEN_BACK = "series.note_taken_back"
    REPORT_ISSUED = "report.issued"
    RELEASE_ANNOUNCED = "release.announced"
    RELEASE_MOVED = "release.moved"
    RELEASE_CANCELLED = "release.cancelled"
    RELEASE_WRITTEN = "release.written"
    RELEASE_MAKING_ASKED = "release.making_asked"
    RELEASE_MADE = "release.made"
    RELEASE_PROPOSED = "release.proposed"
    RELEASE_APPROVED = "release.approved"
    RELEASE_HELD_BACK = "release.held_back"
    EARLY_READER_ADDED = "release.early_reader_added"
    EARLY_READER_REMOVED = "release.early_reader_removed"
    RELEASE_READ_EARLY = "release.read_early"
    RELEASE_PUBLISHED = "release.published"
    LIMIT_REACHED = "limit.reached"
    TASK_GIVEN_UP = "task.given_up"
    TASK_WANTED_AGAIN = "task.wanted_again"
    MIXES_COMPARED = "figures.mixes_compared"
    QUESTIONS_KEPT = "figures.questions_kept"
    RESEARCH_ASKED = "research.asked"
    RESEARCH_MADE = "research.made"
    RESEARCH_CHECKED = "research.checked"
    RESEARCH_TAKEN = "research.taken"
    RESEARCH_ENDED = "research.ended"
    PEER_GROUPS_LOADED = "peer_groups.loaded"
    PEER_GROUPS_ASKED = "peer_groups.asked"
    PEER_GROUPS_SET_ASIDE = "peer_groups.set_aside"


class AuditFollower(Protocol):
    def __call__(
        self,
        kind: AuditKind,
        *,
        target: models.Model | str,
        details: Mapping[str, Any],
        by: Actor,
        at: datetime,
    ) -> None: ...


@cache
def _followers() -> Sequence[AuditFollower]:
    return [import_string(path) for path in settings.AUDIT_FOLLOWERS]


def record(
    kind: AuditKind,
    *,
    by: Actor,
    at: datetime,
    target: models.Model | str = "",
    **details: str | int | float | bool | list[str] | dict[str, int] | None,
) -> None:
    force = details.get("force") or getattr(target, "force_id", None) or ""
    event = AuditEvent(
        **_actor(by),
        kind=kind,
        at=at,
        target=target if isinstance(target, str) else f"{target._meta.label} {target.pk}",
        force_code=str(force),
        details=details,
    )
    _sealed(event).save(force_insert=True)
    for follow in _followers():
        follow(kind, target=target, details=details, by=by, at=at)


def record_each(kinds: Sequence[AuditKind], *, by: Actor, at: datetime) -> None:
    AuditEvent.objects.bulk_create(
        _sealed(AuditEvent(**_actor(by), kind=kind, at=at, force_code="", details={}))
        for kind in kinds
    )


def said_by(event: AuditEvent) -> dict[str, Any]:
    """Every column but number and seal."""
    return {name: getattr(event, name) for name in SAID}


def _sealed(event: AuditEvent) -> AuditEvent:
    event.seal = audit_seals.seal_event(said_by(event), key=audit_seals.seal_key())
    return event


def _actor(by: Actor) -> dict[str, Any]:
    return {"actor_kind": by.kind, "actor_name": by.name, "actor_user_id": by.user_id}

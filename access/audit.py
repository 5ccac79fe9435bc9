"""The only writer of the audit trail. Call record() inside the action's transaction, so that the
audit row exists exactly when the change does."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models

from access.actor import Actor
from access.models import AuditEvent


class AuditKind(StrEnum):
    FORCES_LOADED = "forces.loaded"
    FORCES_MERGED = "forces.merged"
    USER_CREATED = "user.created"
    USER_SWITCHED_OFF = "user.switched_off"
    USER_SWITCHED_ON = "user.switched_on"
    USER_EMPTIED = "user.emptied"
    ORGANISATION_CREATED = "organisation.created"
    ORGANISATION_FORCES_SET = "organisation.forces_set"
    ORGANISATION_JOINED = "organisation.joined"
    ORGANISATION_LEFT = "organisation.left"
    API_KEY_CREATED = "api_key.created"
    DIGEST_CHOSEN = "digest.chosen"
    DIGESTS_SENT = "digests.sent"
    WEBHOOK_REGISTERED = "webhook.registered"
    WEBHOOK_ROTATED = "webhook.rotated"
    WEBHOOK_SWITCHED_OFF = "webhook.switched_off"
    WEBHOOK_SWITCHED_ON = "webhook.switched_on"
    WEBHOOKS_RESEALED = "webhooks.resealed"
    WEBHOOKS_FORGOTTEN = "webhooks.forgotten"
    DATABASE_HELD = "database.held"
    DATABASE_RELEASED = "database.released"
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
    INVITATIONS_QUEUED = "invitations.queued"
    REMINDERS_QUEUED = "reminders.queued"
    MESSAGES_SENT = "messages.sent"
    MESSAGE_SET_ASIDE = "message.set_aside"
    MESSAGES_TRIED_AGAIN = "messages.tried_again"
    SENDING_ACCOUNT_SET = "sending.account_set"
    SENDING_PAUSED = "sending.paused"
    SENDING_RESUMED = "sending.resumed"
    RECEIPT_RECORDED = "receipt.recorded"
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
    TEXT_TAKEN_BACK = "text.taken_back"
    TEXT_BROUGHT_BACK = "text.brought_back"
    FOLLOW_UP_ASKED = "follow_up.asked"
    FOLLOW_UP_LIST_READ = "follow_up.list_read"
    FOLLOW_UP_READ = "follow_up.read"
    FOLLOW_UP_TAKEN = "follow_up.taken"
    FOLLOW_UP_HANDED_OVER = "follow_up.handed_over"
    FOLLOW_UP_HANDED_BACK = "follow_up.handed_back"
    FOLLOW_UP_ESCALATED = "follow_up.escalated"
    FOLLOW_UP_TRIED = "follow_up.tried"
    FOLLOW_UP_ENDED = "follow_up.ended"
    FOLLOW_UP_TAKEN_BACK = "follow_up.taken_back"
    FOLLOW_UP_BROUGHT_BACK = "follow_up.brought_back"
    RISK_MODEL_TRAINED = "risk_model.trained"
    RISK_MODEL_FORGOTTEN = "risk_model.forgotten"
    READING_BARRED = "reading.barred"
    INTERVIEWING_SET = "interviewing.set"
    CALLS_OPENED = "calls.opened"
    CALL_TAKEN = "call.taken"
    CALL_NUMBER_SHOWN = "call.number_shown"
    CALL_ANSWERED = "call.answered"
    INTERVIEW_BEGUN = "interview.begun"
    CALL_ENDED = "call.ended"
    CALL_HANDED_OVER = "call.handed_over"
    CALL_REVIEWED = "call.reviewed"
    CALL_TIMES_FORGOTTEN = "call.times_forgotten"
    ROTA_CHANGED = "rota.changed"
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
    HELPLINE_CHECKED = "helpline.checked"
    HELPLINE_CHANGE_PROPOSED = "helpline.change_proposed"
    HELPLINE_CHANGE_WITHDRAWN = "helpline.change_withdrawn"
    HELPLINE_CHANGED = "helpline.changed"
    HELPLINE_RETIRED = "helpline.retired"
    TRIAL_PROPOSED = "trial.proposed"
    TRIAL_CONFIRMED = "trial.confirmed"
    TRIAL_PLACED = "trial.placed"
    TRIAL_CLOSED = "trial.closed"
    TRIAL_RESULT_KEPT = "trial.result_kept"
    CODE_DRAWN = "code.drawn"
    CARD_PRINTED = "card.printed"
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
    STAFF_TRACES_DESTROYED = "staff_traces.destroyed"
    FIGURES_DESTROYED = "figures.destroyed"
    FIGURES_FILLED = "figures.filled"
    FIGURES_CORRECTED = "figures.corrected"
    FIGURES_EXPORTED = "figures.exported"
    TIMES_FILLED = "times.filled"
    RECORDS_COUNTED = "records.counted"
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
    RELEASE_PUBLISHED = "release.published"
    LIMIT_REACHED = "limit.reached"
    TASK_GIVEN_UP = "task.given_up"
    TASK_WANTED_AGAIN = "task.wanted_again"
    MIXES_COMPARED = "figures.mixes_compared"
    QUESTIONS_KEPT = "figures.questions_kept"
    PEER_GROUPS_LOADED = "peer_groups.loaded"


def record(
    kind: AuditKind,
    *,
    by: Actor,
    at: datetime,
    target: models.Model | str = "",
    **details: str | int | float | bool | list[str] | dict[str, int] | None,
) -> None:
    """Write one audit row. `details` hold counts and codes, never personal data.

    The force that the row concerns is `details["force"]`, or else the force of the target; empty
    where there is neither."""
    force = details.get("force") or getattr(target, "force_id", None) or ""
    AuditEvent.objects.create(
        **_actor(by),
        kind=kind,
        at=at,
        target=target if isinstance(target, str) else f"{target._meta.label} {target.pk}",
        force_code=str(force),
        details=details,
    )


def record_each(kinds: Sequence[AuditKind], *, by: Actor, at: datetime) -> None:
    """Several rows about one moment, in one write."""
    AuditEvent.objects.bulk_create(
        AuditEvent(**_actor(by), kind=kind, at=at, details={}) for kind in kinds
    )


def _actor(by: Actor) -> dict[str, Any]:
    return {"actor_kind": by.kind, "actor_name": by.name, "actor_user_id": by.user_id}

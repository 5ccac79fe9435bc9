"""Decision 10."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from access.partitions import rules as partitions
from responses.answering.selectors import withdrawals
from responses.data_protection.selectors import over_contacts
from responses.eligibility.selectors import opportunities
from responses.follow_up.endings import destroyed_before
from responses.helplines.selectors import checks_past_retention
from responses.imports.selectors import held_changes, person_holds
from responses.imports.selectors.undo import UNDO_PERIOD
from responses.imports.selectors.uploads import UPLOAD_KEPT_FOR
from responses.interviewing.selectors import team
from responses.models import (
    Case,
    CaseBefore,
    CaseEvent,
    CaseOffer,
    CaseTie,
    CodeAttempt,
    CodedText,
    DangerNotice,
    DangerOpening,
    DangerReview,
    DeskAction,
    DeskNotice,
    ExclusionRuling,
    FollowUp,
    Import,
    Invitation,
    LoadedForce,
    OpenAnswers,
    OutboxMessage,
    PaperReading,
    PoliceUkFiling,
    ReadingBar,
    Receipt,
    StageEvent,
    TelephoneCase,
    ThemeCoding,
    ThemeQuote,
    Upload,
    WrittenText,
)
from responses.replies import selectors as replies
from responses.sms.delivery_states import UNSENT
from responses.triage.retention import WORDS_KEPT_FOR, models_destroyed_before
from responses.vault import snapshots, upload_parts
from responses.vault.amendments import held_contacts
from responses.vault.opt_outs import held_people, undoable_stops
from responses.vault.sealed import (
    danger_details,
    redacted_texts,
    risk_models,
    wishes,
    withdrawn_answers,
    written_texts,
)

KEPT_YEARS = 7
"""Years for which cases, everything that belongs to them, their imports and uploads are kept."""


def receipts_to_destroy(at: datetime) -> QuerySet[Receipt]:
    """Processed, and the wave surely closed 90 days ago; a month at a time (ADR 99)."""
    return Receipt.objects.filter(
        processed_at__isnull=False, received_at__lt=receipts_kept_from(at)
    )


def receipts_kept_from(at: datetime) -> datetime:
    """Read or not."""
    return partitions.month_start(at - over_contacts.KEPT_FOR)


def messages_to_destroy(at: datetime) -> QuerySet[OutboxMessage]:
    """Finished, and the wave surely closed 90 days ago."""
    young = Invitation.objects.filter(
        pk=OuterRef("invitation"), invited_at__gt=at - over_contacts.KEPT_FOR
    )
    return OutboxMessage.objects.exclude(state__in=UNSENT).filter(~Exists(young))


def sessions_to_destroy(at: datetime) -> QuerySet[Session]:
    """Sessions that have expired."""
    return Session.objects.filter(expire_date__lte=at)


def first_day_kept(at: datetime) -> date:
    """The start of the oldest quarter with all its cases."""
    today = localdate(at)
    return date(today.year - KEPT_YEARS, (today.month - 1) // 3 * 3 + 1, 1)


def cases_past_retention(at: datetime) -> QuerySet[Case]:
    """Reported, and all stage events, before the first day kept."""
    first = first_day_kept(at)
    later = StageEvent.objects.filter(case=OuterRef("pk"), on__gte=first)
    waiting = WrittenText.objects.filter(
        response__invitation__stage_event__case=OuterRef("pk"),
        state=WrittenText.TextState.WAITING,
    )
    return Case.objects.filter(~Exists(later), ~Exists(waiting), reported_on__lt=first)


def uploads_past_retention(at: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(uploaded_at__lt=_midnight(first_day_kept(at)))


def imports_past_retention(at: datetime) -> QuerySet[Import]:
    old = Import.objects.filter(loaded_at__lt=_midnight(first_day_kept(at)))
    return old.filter(
        ~Exists(Case.objects.filter(first_import=OuterRef("pk"))),
        ~Exists(Case.objects.filter(last_import=OuterRef("pk"))),
        ~Exists(Upload.objects.filter(import_batch=OuterRef("pk"))),
    )


def open_answers_past_retention(at: datetime) -> QuerySet[OpenAnswers]:
    return OpenAnswers.objects.filter(completed_at__lt=_midnight(first_day_kept(at)))


def snapshots_to_destroy(at: datetime) -> QuerySet[CaseBefore]:
    return CaseBefore.objects.filter(import_batch__loaded_at__lt=at - UNDO_PERIOD)


def dead_codes(at: datetime) -> QuerySet[CodeAttempt]:
    return CodeAttempt.objects.filter(opened_at__isnull=True, expires_at__lte=at)


def expired_own_words(at: datetime) -> QuerySet[CodeAttempt]:
    return CodeAttempt.objects.exclude(own_word_hash="").filter(expires_at__lte=at)


def readings_past_retention(at: datetime) -> QuerySet[PaperReading]:
    return PaperReading.objects.filter(keyed_at__lte=at - withdrawals.CODE_KEPT_FOR)


SHORT_LIVED = frozenset(
    {
        "responses.UploadPart",
        "responses.StopPress",
        "responses.CodeAttempt",
        "responses.SealedDanger",
    }
)
"""Tables whose number of due rows cannot be predicted a day ahead."""


def count_due(at: datetime, *, known_since: datetime | None) -> Mapping[str, int]:
    """By table, what a run at this time would destroy."""
    due = {table: count for table, count in past_due(at).items() if table not in SHORT_LIVED}
    if known_since is not None:
        cases = cases_past_retention(at).filter(last_import__loaded_at__lte=known_since)
        due |= _count_cases(cases)
        due["responses.Contact"] = over_contacts.count_expired(at, known_since=known_since)
    return due


def past_due(at: datetime) -> Mapping[str, int]:
    """By table, what has been kept longer than allowed."""
    return {
        "responses.Contact": over_contacts.count_expired(at),
        "responses.ContactBefore": snapshots.count_before(at - UNDO_PERIOD),
        "responses.UploadPart": upload_parts.count_older(before=at - UPLOAD_KEPT_FOR),
        "responses.WithdrawnAnswers": withdrawn_answers.count_older(
            before=at - withdrawals.SEALED_FOR
        ),
        "responses.HeldChange": held_changes.changes_past_retention(at).count(),
        "responses.HeldContact": held_contacts.count_of(held_changes.changes_past_retention(at)),
        "responses.PersonHold": person_holds.past_retention(at).count(),
        "responses.HeldKey": held_people.count_of(person_holds.past_retention(at)),
        "responses.CaseBefore": snapshots_to_destroy(at).count(),
        "responses.Receipt": receipts_to_destroy(at).count(),
        "responses.OutboxMessage": messages_to_destroy(at).count(),
        "responses.Response": withdrawals.expired_codes(at).count(),
        "responses.OpenAnswers": withdrawals.expired_open_codes(at).count()
        + open_answers_past_retention(at).count(),
        **_count_handed_over(at),
        **_count_cases(cases_past_retention(at)),
        "responses.Upload": uploads_past_retention(at).count(),
        "responses.Import": imports_past_retention(at).count(),
        "responses.LoadedForce": LoadedForce.objects.filter(
            import_batch__in=imports_past_retention(at)
        ).count(),
        "responses.AskingOpportunity": opportunities.past_retention(at).count(),
        "responses.HelplineCheck": checks_past_retention(at).count(),
        **_count_words(before=at - WORDS_KEPT_FOR),
        "responses.SealedWish": wishes.count_older(before=destroyed_before(at)),
        "responses.SealedDanger": danger_details.count_older(before=at - danger_details.KEPT_FOR),
        "responses.SealedRiskModel": risk_models.count_older(before=models_destroyed_before(at)),
        "responses.TextReply": replies.past_retention(at).count(),
        "responses.DangerReply": replies.danger_past_retention(at).count(),
        "responses.SealedReply": replies.words_past_retention(at).count(),
        "responses.StopPress": undoable_stops.count_older(
            before=at - undoable_stops.FORGOTTEN_AFTER
        ),
    }


def _count_handed_over(at: datetime) -> Mapping[str, int]:
    return {
        "responses.CodeAttempt": dead_codes(at).count() + expired_own_words(at).count(),
        "responses.PaperReading": readings_past_retention(at).count(),
        "responses.CallAttempt": team.keying_past_retention(at).count(),
    }


def _count_words(*, before: datetime) -> Mapping[str, int]:
    texts = CodedText.objects.filter(sent_at__lte=before)
    return {
        "responses.SealedText": written_texts.count_older(before=before),
        "responses.SealedRedaction": redacted_texts.count_older(before=before),
        "responses.CodedText": texts.count(),
        "responses.ThemeCoding": ThemeCoding.objects.filter(text__in=texts).count(),
        "responses.ThemeQuote": ThemeQuote.objects.filter(text__in=texts).count(),
    }


def _count_cases(cases: QuerySet[Case]) -> Mapping[str, int]:
    """By table, the rows that go with the cases."""
    events = StageEvent.objects.filter(case__in=cases)
    return {
        "responses.Case": cases.count(),
        "responses.ExclusionRuling": ExclusionRuling.objects.filter(case__in=cases).count(),
        "responses.CaseTie": CaseTie.objects.filter(case__in=cases).count(),
        "responses.CaseOffer": CaseOffer.objects.filter(case__in=cases).count(),
        "responses.CaseEvent": CaseEvent.objects.filter(case__in=cases).count(),
        "responses.PoliceUkFiling": PoliceUkFiling.objects.filter(case__in=cases).count(),
        "responses.StageEvent": events.count(),
        "responses.Invitation": Invitation.objects.filter(stage_event__in=events).count(),
        "responses.TelephoneCase": TelephoneCase.objects.filter(
            invitation__stage_event__in=events
        ).count(),
        "responses.ReadingBar": ReadingBar.objects.filter(
            response__invitation__stage_event__in=events
        ).count(),
        "responses.FollowUp": FollowUp.objects.filter(
            response__invitation__stage_event__in=events
        ).count(),
        "responses.WrittenText": WrittenText.objects.filter(
            response__invitation__stage_event__in=events
        ).count(),
        "responses.DeskAction": DeskAction.objects.filter(
            text__response__invitation__stage_event__in=events
        ).count(),
        "responses.DeskNotice": DeskNotice.objects.filter(
            Q(text__response__invitation__stage_event__in=events)
            | Q(wish__response__invitation__stage_event__in=events)
        ).count(),
        "responses.DangerNotice": DangerNotice.objects.filter(case__in=cases).count(),
        "responses.DangerOpening": DangerOpening.objects.filter(notice__case__in=cases).count(),
        "responses.DangerReview": DangerReview.objects.filter(notice__case__in=cases).count(),
    }


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))

"""What tasks on cases, messages and answers ask of the database, and the sender."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.utils.timezone import localdate

from responses.answering.actions import withdrawals
from responses.break_off import actions as break_off
from responses.casework.actions import offers, safe_contact
from responses.continuity import upkeep
from responses.data_protection.selectors import over_contacts, retention
from responses.eligibility.selectors import case_histories, waiting
from responses.follow_up import selectors as follow_ups
from responses.imports.actions import uploads
from responses.invitations.actions import receipts, undo_opt_outs
from responses.invitations.selectors import outbox, reminders
from responses.models import Case, DangerReply, DeskNotice
from responses.replies.actions import notifying
from responses.themes.selectors import coding
from responses.triage.danger import selectors as danger
from responses.triage.selectors import texts
from responses.trials import actions as trials
from tests.bench.volume.costs import HOUR, MINUTE, NIGHT, PAGE, Moment, Read, keys
from tests.conftest import TESTER

TASKS: Mapping[str, tuple[Read, ...]] = {
    "responses.tasks.read_receipts": (
        Read(
            "unread receipts and their messages",
            lambda now: outbox.with_messages(outbox.unread_receipts()[: receipts.BATCH]),
            MINUTE,
        ),
    ),
    "responses.tasks.keep_journal": (
        Read("what the journal misses", lambda now: upkeep.keep_journal(at=now.at), MINUTE),
    ),
    "responses.tasks.look_up_messages": (
        Read(
            "messages to look up",
            lambda now: list(
                outbox.messages_to_look_up(transport=settings.SMS_TRANSPORT, at=now.at)[:200]
            ),
            MINUTE,
        ),
    ),
    "responses.tasks.sort_texts": (
        Read("texts that no rule has sorted", lambda _: texts.unsorted(most=200), MINUTE),
    ),
    "responses.tasks.escalate_texts": (
        Read(
            "texts whose clock has run out", lambda now: list(texts.overdue(now.at)[:200]), MINUTE
        ),
    ),
    "responses.tasks.send_desk_notices": (
        Read(
            "notices of urgent texts that are due",
            lambda now: list(
                DeskNotice.objects.filter(next_at__lte=now.at).order_by("next_at", "pk")
            ),
            MINUTE,
        ),
    ),
    "responses.tasks.tell_of_danger_replies": (
        Read(
            "replies about danger without an email",
            lambda now: list(
                DangerReply.objects.filter(
                    state=DangerReply.ReplyState.WAITING,
                    emailed_at=None,
                    received_at__gt=now.at - notifying.GIVEN_UP_AFTER,
                )
            ),
            MINUTE,
        ),
    ),
    "responses.tasks.note_unconfirmed_danger": (
        Read("danger notices without an answer", lambda now: danger.unconfirmed(now.at), MINUTE),
    ),
    "responses.tasks.escalate_wishes": (
        Read(
            "wishes whose day has passed",
            lambda now: follow_ups.overdue(on=localdate(now.at)),
            HOUR,
        ),
    ),
    "responses.tasks.redact_texts": (
        Read("texts to redact", lambda _: coding.to_redact(most=200), HOUR),
        Read("texts that coders may be shown", lambda _: coding.at_hand(), HOUR),
    ),
    "responses.tasks.note_renewals": (
        Read(
            "agreements that soon end",
            lambda now: safe_contact.note_renewals(by=TESTER, at=now.at),
            NIGHT,
        ),
    ),
    "responses.tasks.offer_cases": (
        Read(
            "cases whose file names an adviser",
            lambda now: offers.offer_cases(by=TESTER, at=now.at),
            HOUR,
        ),
    ),
    "responses.tasks.ask_who_is_due": (
        Read("undecided cases", lambda now: waiting.undecided_case_ids(None), HOUR),
        Read(
            "undecided cases of a force",
            lambda now: waiting.undecided_case_ids("kent"),
            HOUR,
        ),
        Read("people being asked", lambda now: waiting.people_being_asked(), HOUR),
        Read(
            "askable events of a quarter",
            lambda now: case_histories.count_askable_events(now.period, forces=["kent", "essex"]),
            HOUR,
        ),
        Read(
            "histories of 2,000 cases",
            lambda now: list(case_histories.case_histories(_case_ids(now, 2_000), today=now.today)),
            HOUR,
        ),
        Read("uninvited events", lambda now: list(waiting.uninvited_events()), HOUR),
        Read(
            "imports of which a case is undecided",
            lambda _: list(waiting.loaded_undecided().values_list("last_import", flat=True)),
            HOUR,
        ),
    ),
    "responses.tasks.recount_marks": (
        Read("every undecided case", lambda _: waiting.every_undecided_case_id(), NIGHT),
        Read("events without a mark", lambda _: list(waiting.unmarked_events()), NIGHT),
        Read("marks in vain", lambda _: list(waiting.marked_in_vain()), NIGHT),
        Read(
            "contacts noted for too late a day",
            lambda now: over_contacts.expired_contacts(now.at).count(),
            NIGHT,
        ),
    ),
    "responses.tasks.remind_who_did_not_open": (
        Read(
            "whom to remind",
            lambda now: reminders.invitations_to_remind(now.at, after=0, most=500),
            HOUR,
        ),
    ),
    "responses.tasks.forget_old_uploads": (
        Read("uploads", lambda now: uploads.forget_old_uploads(by=TESTER, at=now.at), HOUR),
    ),
    "responses.tasks.count_break_off": (
        Read(
            "where people stop",
            lambda now: break_off.count_break_off(by=TESTER, at=now.at),
            HOUR,
        ),
    ),
    "responses.tasks.watch_trials": (
        Read("trials", lambda now: trials.watch(by=TESTER, at=now.at), HOUR),
    ),
    "responses.tasks.forget_stop_presses": (
        Read("presses", lambda now: undo_opt_outs.forget_presses(by=TESTER, at=now.at), HOUR),
    ),
    "responses.tasks.destroy_withdrawn_answers": (
        Read(
            "withdrawn answers",
            lambda now: withdrawals.destroy_withdrawn_answers(by=TESTER, at=now.at),
            HOUR,
        ),
    ),
    "responses.tasks.apply_retention": (
        Read("what is due", lambda now: retention.past_due(now.at), NIGHT),
        Read(
            "what was due before",
            lambda now: retention.count_due(now.at, known_since=now.at - timedelta(days=1)),
            NIGHT,
        ),
        Read(
            "a page of contacts", lambda now: next(over_contacts.expired_pages(now.at), None), NIGHT
        ),
        *(
            Read(f"a page of {name}", lambda now, of=of, key=key: keys(of(now.at), key), NIGHT)
            for name, of, key in (
                ("receipts", retention.receipts_to_destroy, "pk"),
                ("messages", retention.messages_to_destroy, "pk"),
                ("sessions", retention.sessions_to_destroy, "pk"),
                ("cases", retention.cases_past_retention, "pk"),
                ("imports", retention.imports_past_retention, "pk"),
            )
        ),
    ),
}
SENDER = (
    Read(
        "whether a message is due",
        lambda now: [
            messages.exists()
            for messages in outbox.messages_to_claim(transport=settings.SMS_TRANSPORT, at=now.at)
        ],
        MINUTE,
    ),
    Read(
        "messages to send",
        lambda now: [
            list(messages[:20])
            for messages in outbox.messages_to_claim(transport=settings.SMS_TRANSPORT, at=now.at)
        ],
        MINUTE,
    ),
    Read(
        "the history of a case when it is sent",
        lambda now: case_histories.case_history_at_sending(now.case, today=now.today),
        PAGE,
    ),
)


def _case_ids(now: Moment, count: int) -> list[int]:
    found = Case.objects.filter(pk__gte=now.case.pk).order_by("pk")
    return list(found.values_list("pk", flat=True)[:count])

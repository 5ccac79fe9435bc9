"""What scheduled tasks, the sender and staff pages ask of the database, as calls: a task by its
path, each with the most that its dearest query may cost at a million cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.utils.timezone import localdate

from access import retention as access_retention
from access.audit_chain import chaining as audit_chain
from access.audit_chain import selectors as audit_chain_reads
from access.background import queue_repair
from access.destruction import bulk_delete
from access.digests import mails as digest_mails
from access.digests import selectors as digest_selectors
from access.limits import counts
from access.partitions import upkeep as partitions
from access.sign_in import actions as sign_in_actions
from access.sign_in import used_codes
from access.web import sessions
from access.webhooks import selectors as webhooks
from analytics.alerts.quality import counting as quality_counting
from analytics.casebook.selectors import clock
from analytics.modes import WEB_MODES
from analytics.refresh.selectors import stored_quarter
from analytics.releases.selectors import studio
from analytics.retention import actions as figures_retention
from responses import extract
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
from responses.models import Case
from responses.themes.selectors import coding
from responses.triage.selectors import texts
from responses.trials import actions as trials
from tests.conftest import TESTER

PAGE = 55_000
"""The cost of a query that somebody waits for. The dearest, the texts that wait for a coder, is put
at 49,000 to 51,000, as the sample of rows falls that statistics are made of."""
MINUTE = 60_000
"""Of one that is asked every minute or for every message."""
HOUR = 400_000
"""Of one that is asked once an hour: it may read a table of a million rows, and sort a part."""
NIGHT = 1_500_000
"""Of one that is asked once a day: it may read all tables that belong together."""
STREAM = 512_000
"""kB on disk of rows that are streamed to a task in the order of their keys."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When it is asked, and the quarter before, whose figures are shown."""

    at: datetime
    period: str
    case: Case

    @property
    def today(self) -> date:
        return localdate(self.at)


@dataclass(frozen=True)
class Read:
    """`cost` is the most of its dearest query; `spilt` the kB that a sort of it may put on disk:
    more than none only where many thousand rows are streamed in an order."""

    name: str
    call: Callable[[Moment], object]
    cost: float
    spilt: int = 0


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
            Read(f"a page of {name}", lambda now, of=of, key=key: _keys(of(now.at), key), NIGHT)
            for name, of, key in (
                ("receipts", retention.receipts_to_destroy, "pk"),
                ("messages", retention.messages_to_destroy, "pk"),
                ("sessions", retention.sessions_to_destroy, "pk"),
                ("cases", retention.cases_past_retention, "pk"),
                ("imports", retention.imports_past_retention, "pk"),
            )
        ),
    ),
    "access.tasks.send_digests": (
        Read("what waits for who asked", lambda now: digest_mails.make_mails(at=now.at), MINUTE),
        Read("mails that are due", lambda now: digest_selectors.due_mails(now.at), MINUTE),
    ),
    "access.tasks.deliver_webhooks": (
        Read("messages that are due", lambda now: webhooks.due_deliveries(now.at), MINUTE),
    ),
    "access.tasks.prune_background": (
        Read("ended work", lambda now: queue_repair.delete_ended(at=now.at), NIGHT),
    ),
    "access.tasks.forget_counts": (
        Read("counts of tries", lambda now: counts.forget(at=now.at), MINUTE),
        Read("used codes", lambda now: used_codes.forget(at=now.at), MINUTE),
        Read("ended sessions", lambda now: sessions.forget_ended(at=now.at), MINUTE),
    ),
    "access.tasks.chain_audit": (
        Read("events that are not chained", lambda now: audit_chain.chain(at=now.at), MINUTE),
    ),
    "access.tasks.seal_audit": (
        Read("the whole chain", lambda now: audit_chain_reads.verify(at=now.at), NIGHT),
    ),
    "access.tasks.make_partitions": (
        Read("months that come", lambda now: partitions.make_ahead(at=now.at), MINUTE),
    ),
    "access.tasks.destroy_old_traces": (
        Read(
            "old audit events",
            lambda now: _keys(access_retention.audit_events_past_retention(now.at), "pk"),
            NIGHT,
        ),
    ),
    "access.tasks.end_idle_accounts": (
        Read(
            "idle accounts",
            lambda now: sign_in_actions.end_idle_accounts(by=TESTER, at=now.at),
            NIGHT,
        ),
    ),
    "analytics.tasks.destroy_old_figures": (
        Read(
            "old figures",
            lambda now: figures_retention.destroy_old_figures(by=TESTER, at=now.at),
            NIGHT,
        ),
    ),
    "analytics.tasks.fill_step_times": (
        Read(
            "cases of a quarter",
            lambda now: extract.case_spans(now.period, until=now.at.date()),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.publish_due_releases": (
        Read("releases whose time has come", lambda now: list(studio.due(at=now.at)), MINUTE),
    ),
    "analytics.tasks.count_records": (
        Read(
            "answers of a quarter, for its records",
            lambda now: _all(extract.answer_rows(period=now.period)),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.count_themes": (
        Read(
            "coded words of a quarter",
            lambda now: _all(extract.coded_rows(now.period, completed_to=localdate(now.at))),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.find_terms": (
        Read("words that are used", lambda now: extract.term_counts(now.at), NIGHT),
    ),
    "analytics.tasks.refill_figures": (
        Read("quarters", lambda now: extract.periods(), NIGHT),
        Read(
            "answers of a quarter",
            lambda now: _all(extract.answer_rows(period=now.period)),
            NIGHT,
            STREAM,
        ),
        Read(
            "frame of a quarter", lambda now: _all(extract.frame_counts(now.period)), NIGHT, STREAM
        ),
        Read(
            "answers after the closing of a quarter",
            lambda now: _all(extract.answer_rows(period=now.period, completed_from=now.today)),
            NIGHT,
        ),
        Read("shown counts", lambda now: stored_quarter.counts_of(now.period), NIGHT),
        Read("counted responses", lambda now: stored_quarter.counted_in(now.period), NIGHT),
    ),
    "analytics.tasks.follow_alerts": (
        Read("alerts to draw", lambda now: clock.alerts_to_draw(), NIGHT),
        Read("cases that are late", lambda now: clock.cases_to_escalate(now.today), NIGHT),
        Read(
            "answers of a year and its eight weeks",
            lambda now: _all(
                extract.week_answers(
                    modes=WEB_MODES,
                    completed_from=now.today - timedelta(weeks=60),
                    completed_to=now.today,
                )
            ),
            NIGHT,
            STREAM,
        ),
    ),
    "analytics.tasks.raise_alerts": (
        Read(
            "how the answers of ten weeks came about",
            lambda now: extract.day_counts(first=now.today - timedelta(weeks=10), last=now.today),
            NIGHT,
            STREAM,
        ),
        Read(
            "how the answers of thirteen weeks came about, counted first",
            lambda now: extract.day_counts(
                first=now.today - timedelta(weeks=quality_counting.AT_ONCE), last=now.today
            ),
            NIGHT,
            STREAM,
        ),
        Read(
            "answers of 130 weeks",
            lambda now: _all(
                extract.week_answers(
                    modes=WEB_MODES,
                    completed_from=now.today - timedelta(weeks=130),
                    completed_to=now.today,
                )
            ),
            NIGHT,
            STREAM,
        ),
        Read(
            "coded words of 130 weeks",
            lambda now: _all(
                extract.decided_texts(
                    decided_from=now.today - timedelta(weeks=130),
                    decided_to=now.today,
                    within=timedelta(weeks=8),
                )
            ),
            NIGHT,
            STREAM,
        ),
    ),
}
SENDER = (
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


def _all(rows: object) -> None:
    """Read what many thousand rows are; the first batch is enough to have them planned."""
    list(islice(rows, 2_000))  # type: ignore[call-overload]


def _keys(due: object, key: str) -> object:
    return next(bulk_delete.key_batches(due, key=key), None)  # type: ignore[arg-type]


def _case_ids(now: Moment, count: int) -> list[int]:
    found = Case.objects.filter(pk__gte=now.case.pk).order_by("pk")
    return list(found.values_list("pk", flat=True)[:count])

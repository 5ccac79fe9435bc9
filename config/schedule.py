from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from access.background import queue_repair, task_queue
from config.cadence import Cadence, Daily, Every, Hourly, Weekly

MONDAY = 0


@dataclass(frozen=True)
class ScheduledTask:
    task: str
    cadence: Cadence
    does: str
    by_hand: str
    """The command that does the same at once; empty where there is none."""


SCHEDULE = (
    ScheduledTask(
        "responses.tasks.read_receipts",
        Every(minutes=1),
        "takes in what became of messages",
        "send_invitations",
    ),
    ScheduledTask(
        "responses.tasks.keep_journal",
        Every(minutes=1),
        "completes the journal kept apart",
        "",
    ),
    ScheduledTask(
        "responses.tasks.sort_texts",
        Every(minutes=1),
        "puts what victims wrote in order of urgency",
        "",
    ),
    ScheduledTask(
        "responses.tasks.note_unconfirmed_danger",
        Every(minutes=1),
        "escalates danger notices that were not confirmed within 10 minutes, and rings again",
        "",
    ),
    ScheduledTask(
        "responses.tasks.tell_of_danger_replies",
        Every(minutes=1),
        "emails the national desk about replies by text on possible danger",
        "",
    ),
    ScheduledTask(
        "responses.tasks.escalate_texts",
        Every(minutes=1),
        "passes on texts whose clock has run out, frees those whose reader has left, and tells who "
        "came on duty",
        "",
    ),
    ScheduledTask(
        "responses.tasks.send_desk_notices",
        Every(minutes=1),
        "emails desks about urgent texts",
        "",
    ),
    ScheduledTask(
        "responses.tasks.escalate_wishes",
        Every(minutes=15),
        "carries wishes to be contacted further whose day has passed, and frees those whose holder "
        "is gone",
        "",
    ),
    ScheduledTask(
        "responses.tasks.redact_texts",
        Every(minutes=60),
        "redacts what triage has closed, and gives it to coders ten people or more at a time",
        "",
    ),
    ScheduledTask(
        "responses.tasks.look_up_messages",
        Every(minutes=15),
        "asks the provider about messages without a receipt",
        "send_invitations",
    ),
    ScheduledTask(
        "responses.tasks.ask_who_is_due",
        Hourly(first=9, last=18),
        "decides who is asked, and puts invitations in the outbox and cases before interviewers",
        "send_invitations",
    ),
    ScheduledTask(
        "responses.tasks.recount_marks",
        Daily(time(8, 15)),
        "reads everything, and mends marks of cases that wait and of contacts that are due",
        "",
    ),
    ScheduledTask(
        "responses.tasks.remind_who_did_not_open",
        Hourly(first=9, last=18),
        "puts the one reminder in the outbox for who did not open the first text in a week",
        "send_invitations",
    ),
    ScheduledTask(
        "responses.tasks.watch_trials",
        Every(minutes=60),
        "closes trials that are full, over or harmful, and keeps their results",
        "",
    ),
    ScheduledTask(
        "responses.tasks.note_renewals",
        Daily(time(7, 30)),
        "notes which agreements with victims end within fifteen days, for the list of staff",
        "",
    ),
    ScheduledTask(
        "responses.tasks.offer_cases",
        Every(minutes=60),
        "offers cases whose file names an adviser to the service that their force chose",
        "",
    ),
    ScheduledTask(
        "responses.tasks.forget_old_uploads",
        Every(minutes=60),
        "destroys files that nobody came back for within a day",
        "",
    ),
    ScheduledTask(
        "responses.tasks.forget_stop_presses",
        Every(minutes=60),
        "forgets which presses on Stop could be undone, an hour after them",
        "",
    ),
    ScheduledTask(
        "responses.tasks.destroy_withdrawn_answers",
        Every(minutes=60),
        "destroys withdrawn answers after the seven days in which they can be brought back",
        "apply_retention",
    ),
    ScheduledTask(
        "responses.tasks.apply_retention",
        Daily(time(2, 30)),
        "destroys what has been kept for long enough",
        "apply_retention",
    ),
    ScheduledTask(
        "responses.tasks.count_break_off",
        Weekly(MONDAY, time(2, 45)),
        "counts at which question people stop, for designers",
        "",
    ),
    ScheduledTask(
        "access.tasks.forget_counts",
        Every(minutes=5),
        "deletes what tries were counted under, used one-time codes, and ended sessions",
        "",
    ),
    ScheduledTask(
        "access.tasks.chain_audit",
        Every(minutes=1),
        "chains and seals new audit events, and writes the sealed end to the journal",
        "verify_audit",
    ),
    ScheduledTask(
        "access.tasks.seal_audit",
        Daily(time(0, 15)),
        "seals the day's end of the audit trail, and verifies new events and some older ones",
        "verify_audit",
    ),
    ScheduledTask(
        "access.tasks.send_digests",
        Every(minutes=15),
        "tells staff who asked for mails that something waits for them",
        "",
    ),
    ScheduledTask(
        "access.tasks.deliver_webhooks",
        Every(minutes=1),
        "tells registered systems what happened ([webhooks](webhooks.md))",
        "",
    ),
    ScheduledTask(
        "access.tasks.prune_background",
        Daily(time(3, 0)),
        "throws away traces of background work, mails to staff and webhooks that ended long ago",
        "",
    ),
    ScheduledTask(
        "access.tasks.make_partitions",
        Daily(time(1, 30)),
        "makes the months ahead of tables that are cut into months ([how much](scale.md))",
        "",
    ),
    ScheduledTask(
        "access.tasks.destroy_old_traces",
        Daily(time(3, 15)),
        "destroys the audit trail by the month, and revoked keys, after 24 months",
        "",
    ),
    ScheduledTask(
        "access.tasks.end_idle_accounts",
        Daily(time(3, 20)),
        "switches off accounts unused for 12 months, and empties them after 24",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.destroy_old_figures",
        Daily(time(3, 30)),
        "destroys alerts and which answers were counted after seven years, and research files",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.fill_step_times",
        Daily(time(3, 45)),
        "measures how long the cases of each quarter take, and how soon victims are told",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.refill_figures",
        Daily(time(4, 0)),
        "fills the quarters that have not closed ([when figures move](statistics.md))",
        "refill_figures",
    ),
    ScheduledTask(
        "analytics.tasks.count_records",
        Daily(time(5, 0)),
        "counts how records compare with what victims said, a quarter once, when it has closed",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.count_themes",
        Daily(time(5, 15)),
        "counts what victims’ words speak of, a quarter once, when it has closed and is coded",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.find_terms",
        Weekly(MONDAY, time(5, 30)),
        "finds words that more people use than before",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.raise_alerts",
        Weekly(MONDAY, time(6, 0)),
        "looks for changes",
        "raise_alerts",
    ),
    ScheduledTask(
        "analytics.tasks.publish_due_releases",
        Every(minutes=1),
        "publishes what two people approved, from 9:30 of its day",
        "",
    ),
    ScheduledTask(
        "analytics.tasks.follow_alerts",
        Daily(time(7, 0)),
        "draws alerts, measures again what was done, reminds, and hands late ones to the lead",
        "",
    ),
)


def tick(*, at: datetime) -> int:
    """Return how many tasks were handed out."""
    for entry in SCHEDULE:
        slot_at = entry.cadence.latest(timezone.localtime(at))
        task_queue.enqueue_slot(entry.task, slot_at=slot_at, at=at)
    queue_repair.fail_killed(at=at)
    return task_queue.hand_out(at=at)


def markdown_table() -> str:
    return "\n".join(
        ["| when | task | does | by hand |", "| --- | --- | --- | --- |", *map(_row, SCHEDULE)]
    )


def _row(entry: ScheduledTask) -> str:
    name = entry.task.rpartition(".")[2]
    by_hand = f"`manage.py {entry.by_hand}`" if entry.by_hand else "–"
    return f"| {entry.cadence} | `{name}` | {entry.does} | {by_hand} |"

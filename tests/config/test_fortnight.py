import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from access import audit, retention
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import clocks
from access.digests.cadences import HowOften
from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind, Tier
from access.models import (
    AuditChainEnd,
    AuditEvent,
    AuditHead,
    DigestMail,
    Force,
    TaskRun,
    TryCount,
    User,
    WebhookDelivery,
)
from access.organisations import actions as organisations
from access.partitions import selectors as partitions
from access.permissions import Role
from access.webhooks import actions as webhooks
from access.webhooks.events import WebhookEvent, happened
from analytics.casebook.actions import steps
from analytics.models import (
    Alert,
    AlertCase,
    EmergingTerm,
    RecordRate,
    Release,
    ReleaseDraft,
    StepTime,
    ThemeRate,
    WeightRun,
)
from analytics.releases.draft import publish_at
from config import worker as config_worker
from config.schedule import SCHEDULE
from config.worker import Worker
from responses.answering.actions import withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.casework.actions import offers
from responses.follow_up import actions as wishes
from responses.invitations.actions import opt_outs, receipts, record_delivery
from responses.models import (
    BreakOffCount,
    Case,
    CaseOffer,
    CodedText,
    DangerNotice,
    DangerReply,
    DeskNotice,
    FollowUp,
    Invitation,
    OutboxMessage,
    Response,
    Trial,
    WrittenText,
)
from responses.models.contacts import (
    Contact,
    StopPress,
    Suppression,
    UploadPart,
    WithdrawnAnswers,
)
from responses.replies.actions import danger
from responses.sms.provider import Accepted
from responses.themes.actions import coding
from responses.triage.actions import reading, sorting
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory
from responses.vault.sealed.wishes import SafeWay
from tests.access.digests.make import wants
from tests.analytics import make
from tests.conftest import NOW, TESTER, _staff
from tests.responses.asked import NO_FLAGS, SAFE, decide, load, message_of, queue, row, send
from tests.responses.imports.uploading import bring, loader
from tests.responses.invited import invite
from tests.responses.scripted import Scripted
from tests.responses.themes import coded
from tests.responses.triage import at_the_desk
from tests.responses.triage.danger import notices as danger_notices

START = NOW + timedelta(weeks=20)
"""A Monday, and long enough after the instrument came into force."""

STEP = timedelta(hours=6)
FORTNIGHT = timedelta(days=14)
ASKED_AT = START - timedelta(days=4)
"""A Thursday."""

DAY_91_BEGINS_IN = timedelta(days=4)
ASKED_LONG_AGO = START - timedelta(days=28 + 90) + DAY_91_BEGINS_IN


@dataclass(frozen=True)
class Effect:
    is_seen: Callable[[], bool]
    after: timedelta = timedelta(0)
    within: timedelta = timedelta(days=1)


def reported(key: str, *, days_before: int, at: datetime) -> Case:
    day = (at - timedelta(days=days_before)).date()
    [case] = load(row(case_key=key, reported_on=day, stage_on=day), at=at)
    return case


def asked(key: str, *, at: datetime) -> Case:
    case = reported(key, days_before=20, at=at)
    decide(at)
    queue(at)
    assert send(at).sent == 1
    return case


def delivered(case: Case) -> Callable[[], bool]:
    first = message_of(case).pk
    return lambda: OutboxMessage.objects.get(pk=first).state == "delivered"


def written(kind: AuditKind) -> Callable[[], bool]:
    return lambda: AuditEvent.objects.filter(kind=kind, at__gte=START, actor_name="worker").exists()


def a_receipt_that_waits(_provider: Scripted) -> Effect:
    case = asked("receipt", at=ASKED_AT)
    receipts.store_receipt(
        reference=str(message_of(case).reference),
        provider_id="id",
        status="delivered",
        by=TESTER,
        at=START,
    )
    return Effect(delivered(case))


def an_opt_out_that_the_journal_misses(_provider: Scripted) -> Effect:
    opt_out = Suppression.objects.create(person_key="a" * 64, at=START, by="tests", channel="web")
    return Effect(Suppression.objects.filter(pk=opt_out.pk).exclude(journalled_at=None).exists)


def a_message_without_a_receipt(provider: Scripted) -> Effect:
    case = asked("no receipt", at=ASKED_AT)
    provider.ends(message_of(case).reference, "delivered")
    return Effect(delivered(case))


def a_case_whose_window_opens(_provider: Scripted) -> Effect:
    case = reported("to be asked", days_before=10, at=START)
    sent = OutboxMessage.objects.filter(
        invitation__stage_event__case=case, is_reminder=False, sent_at__isnull=False
    )
    return Effect(sent.exists, after=timedelta(days=3, hours=14))


def a_text_that_nobody_opened(_provider: Scripted) -> Effect:
    case = asked("unopened", at=ASKED_AT)
    record_delivery.record_status(
        message_id=message_of(case).pk,
        accepted=Accepted("id", "delivered"),
        by=TESTER,
        at=ASKED_AT,
    )
    sent = OutboxMessage.objects.filter(
        invitation__stage_event__case=case, is_reminder=True, sent_at__isnull=False
    )
    return Effect(sent.exists, after=timedelta(days=3))


def a_contact_whose_wave_closed(_provider: Scripted) -> Effect:
    held = Contact.objects.filter(case=asked("long ago", at=ASKED_LONG_AGO))
    return Effect(lambda: not held.exists(), after=DAY_91_BEGINS_IN)


def an_upload_that_nobody_came_back_for(_provider: Scripted) -> Effect:
    bring(by=loader(a_member_of_staff("loader@example.org")), at=START - timedelta(hours=20))
    return Effect(lambda: not UploadPart.objects.exists(), after=timedelta(hours=4))


def a_trace_of_a_task(_provider: Scripted) -> Effect:
    ended = TaskRun.objects.create(
        task="x", arguments="[]", wanted_at=START, ended_at=START - timedelta(days=28)
    )
    held = TaskRun.objects.filter(pk=ended.pk)
    return Effect(lambda: not held.exists(), after=timedelta(days=2))


def a_try_that_was_counted(_provider: Scripted) -> Effect:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    with Trying(Kind.CODE, sources.request_sources(request), at=START - timedelta(minutes=4)):
        pass
    of_address = TryCount.objects.exclude(tier=Tier.SERVICE)
    assert of_address.exists()
    return Effect(lambda: not of_address.exists())


def an_old_audit_event(_provider: Scripted) -> Effect:
    at = retention.audit_kept_from(START) - timedelta(seconds=1)
    audit.record(AuditKind.USER_CREATED, by=TESTER, at=at)
    held = AuditEvent.objects.filter(at=at)
    return Effect(lambda: not held.exists())


def months_that_come(_provider: Scripted) -> Effect:
    done = DBTaskResult.objects.filter(
        task_path="access.tasks.make_partitions", status="SUCCESSFUL"
    )
    return Effect(lambda: done.exists() and not partitions.tables_without_months(START))


def an_event_of_the_trail(_provider: Scripted) -> Effect:
    audit.record(AuditKind.USER_CREATED, by=TESTER, at=START)
    return Effect(AuditChainEnd.objects.filter(is_shipped=True).exists)


def a_day_of_the_trail(_provider: Scripted) -> Effect:
    sealed = AuditHead.objects.filter(is_shipped=True)
    return Effect(sealed.exists)


def an_idle_account(_provider: Scripted) -> Effect:
    idle = a_member_of_staff("idle@example.org")
    last = START - retention.idle_time() + timedelta(days=5)
    User.objects.filter(pk=idle.pk).update(last_login=last, date_joined=last)
    held = User.objects.filter(pk=idle.pk, is_active=False)
    return Effect(held.exists, after=timedelta(days=5))


def an_alert_of_eight_years_ago(_provider: Scripted) -> Effect:
    held = make.alert(first_week=date(2018, 9, 3), last_week=date(2018, 9, 24))
    return Effect(lambda: not Alert.objects.filter(pk=held.pk).exists())


def a_case_whose_day_passed(_provider: Scripted) -> Effect:
    owner = a_member_of_staff("owner@example.org")
    by = Actor.user(user_id=owner.pk, name="Owner")
    last = (START - timedelta(days=7)).date()
    alert = make.alert(item="Q-SAFE-1", first_week=last, last_week=last)
    steps.take(alert=alert, due_on=START.date() - timedelta(days=3), by=by, at=START)
    risen = AlertCase.objects.filter(alert=alert, escalated_on__isnull=False)
    return Effect(risen.exists, after=timedelta(days=3, hours=14))


def somebody_who_wants_to_be_told_on_mondays(_provider: Scripted) -> Effect:
    user = _staff(Role.FORCE_ANALYST, "dorset", prefix="told.")
    wants(user, HowOften.WEEKLY, topics=["alerts"], at=START)
    make.alert(force_id="dorset", item="Q-OVR-1")
    kept = DigestMail.objects.filter(user=user, state=DigestMail.MailState.KEPT)
    return Effect(kept.exists, after=timedelta(days=6, hours=22))


def an_event_that_a_system_is_told_of(_provider: Scripted) -> Effect:
    webhooks.register(
        force=Force.objects.get(code="durham"), label="System", url="https://127.0.0.1/",
        events=["alert.raised"], by=TESTER, at=START,
    )  # fmt: skip
    happened(
        WebhookEvent.ALERT_RAISED, number=1, page=("access:home",), at=START, forces={"durham"}
    )
    return Effect(WebhookDelivery.objects.filter(attempts__gt=0).exists)


def withdrawn_answers(_provider: Scripted) -> Effect:
    make.load([make.Victim(answers=make.SATISFIED, completed_at=START - timedelta(days=30))])
    response = Response.objects.latest("pk")
    code = selectors.code_of(selectors.seed_of(response))
    Response.objects.filter(pk=response.pk).update(withdrawal_hash=selectors.hash_of(code))
    words = selectors.words().written(code, language="en")
    at = START - selectors.SEALED_FOR + timedelta(days=2)
    assert withdrawals.withdraw_by_words(given=words, by=TESTER, at=at)
    return Effect(lambda: not WithdrawnAnswers.objects.exists(), after=timedelta(days=2))


def words_that_no_rule_has_sorted(_provider: Scripted) -> Effect:
    at_the_desk.on_the_rota("Ash", "Birch")
    text = at_the_desk.written(at=START)
    return Effect(WrittenText.objects.filter(pk=text.pk, sorted_at__isnull=False).exists)


def words_that_tell_of_danger(_provider: Scripted) -> Effect:
    at_the_desk.on_the_rota("Cedar")
    text = at_the_desk.written(better="He says he will kill me tonight.", at=START)
    told = DeskNotice.objects.filter(text=text, ended_at__isnull=False)
    return Effect(told.exists, within=STEP)


def a_danger_notice_without_an_answer(_provider: Scripted) -> Effect:
    reader = danger_notices.staff("Willow", Role.TRIAGE_OFFICER)
    text = danger_notices.danger_text(at=START)
    notice = danger_notices.send(text, reader, at=START)
    late = DangerNotice.objects.filter(pk=notice.pk, unconfirmed_at__isnull=False)
    return Effect(late.exists, after=timedelta(minutes=9), within=STEP)


def words_that_were_let_lie(_provider: Scripted) -> Effect:
    text = at_the_desk.written(at=START)
    late = WrittenText.objects.filter(pk=text.pk, escalated__gte=1)
    return Effect(late.exists, after=timedelta(days=1, hours=6))


def a_reply_about_danger(_provider: Scripted) -> Effect:
    at_the_desk.reader("Nan", desk=at_the_desk.NATIONAL)
    reply = danger.hand_to_desk(
        mobile="+447700900321", message="he has a knife", category=RiskCategory.IMMEDIATE,
        case_id=None, by=TESTER, at=START,
    )  # fmt: skip
    told = DangerReply.objects.filter(pk=reply.pk, emailed_at__isnull=False)
    return Effect(told.exists)


def a_wish_that_nobody_answered(_provider: Scripted) -> Effect:
    response = at_the_desk.begun()
    wishes.ask(
        response_id=response.pk, safe_way=SafeWay(way="By letter"), language="en", by=TESTER,
        at=START - timedelta(days=17),
    )  # fmt: skip
    late = FollowUp.objects.filter(response=response, escalated__gte=1)
    return Effect(late.exists, after=timedelta(days=1))


def words_that_triage_has_closed(_provider: Scripted) -> Effect:
    text = at_the_desk.written(at=START)
    sorting.sort_texts(by=TESTER, at=START)
    told = WrittenText.Told.NOT_NEEDED
    reading.close(text=text, outcome=TextOutcome.NO_RISK, told=told, by=TESTER, at=START)
    made = CodedText.objects.filter(response=text.response_id)
    return Effect(made.exists, within=STEP)


def a_press_that_can_be_undone(_provider: Scripted) -> Effect:
    case = asked("stop", at=ASKED_AT)
    invitation_id = message_of(case).invitation_id
    ticket = opt_outs.opt_out(invitation_id=invitation_id, channel="web", by=TESTER, at=START)
    return Effect(lambda: not StopPress.objects.filter(pk=ticket).exists())


def somebody_who_stopped(_provider: Scripted) -> Effect:
    make.load([make.Victim(answers=make.SATISFIED, completed_at=START - timedelta(hours=8))])
    return Effect(BreakOffCount.objects.exists, after=timedelta(days=6, hours=15))


def a_trial_whose_last_day_ends(_provider: Scripted) -> Effect:
    trial = Trial.objects.create(
        kind="hour", arms={"any": 0.5, "evening": 0.5}, outcome="answered", why="",
        planned_each=200, first_day=START.date(), last_day=START.date(), proposed_at=START,
        proposed_by="tests", proposed_by_id=1, confirmed_at=START, confirmed_by="others",
        confirmed_by_id=2,
    )  # fmt: skip
    closed = Trial.objects.filter(pk=trial.pk, closed_at__isnull=False)
    return Effect(closed.exists, after=timedelta(hours=13))


def an_agreement_that_soon_ends(_provider: Scripted) -> Effect:
    day = (START - timedelta(days=5)).date()
    agreed = {**SAFE, "safe_contact_confirmed_on": (START - timedelta(days=73)).date()}
    [case] = load(row(case_key="agreed", reported_on=day, stage_on=day, **agreed), at=START)
    decide(START)
    noted = Contact.objects.filter(case=case, renewal_due_on__isnull=False)
    return Effect(noted.exists, after=timedelta(days=1, hours=20))


def a_case_whose_file_names_an_adviser(_provider: Scripted) -> Effect:
    harbour = organisations.create_organisation(
        name="Harbour", kind="idva", forces=Force.objects.filter(code="city-of-london"),
        by=TESTER, at=START,
    )  # fmt: skip
    offers.set_rule(
        force=harbour.forces.get(), route="IDVA", service=harbour, is_at_once=True,
        by=Actor.user(user_id=1, name="Lead"), at=START,
    )  # fmt: skip
    day = (START - timedelta(days=20)).date()
    flags = NO_FLAGS | {"domestic_abuse": True}
    named = row(case_key="named", reported_on=day, stage_on=day, flags=flags, advocate_route="IDVA")
    [case] = load(named, at=START)
    decide(START)
    return Effect(CaseOffer.objects.filter(case=case).exists)


def cases_that_came_to_an_end(_provider: Scripted) -> Effect:
    day = START.date() - timedelta(days=40)
    ended = {"outcome_codes": ("18",), "outcome_on": day + timedelta(days=9)}
    load(*[row(reported_on=day, stage_on=day, **ended) for _ in range(10)], at=START)
    return Effect(StepTime.objects.filter(area="nation", median=9).exists)


def answers_of_a_quarter_that_is_closed(_provider: Scripted) -> Effect:
    make.load(make.answering(20, {**make.SATISFIED, "EQ-SEX": ["female"]}))
    counted = RecordRate.objects.filter(area="nation", rate="as_said_sex")
    return Effect(counted.exists, within=timedelta(days=2))


def words_of_a_quarter_that_is_closed(_provider: Scripted) -> Effect:
    _speak(make.CITY, 20, "The heron report", name="Oak")
    return Effect(
        ThemeRate.objects.filter(area="nation", rate="better:informed").exists,
        within=timedelta(days=2),
    )


def _speak(force: str, people: int, words: str, *, name: str, at: datetime | None = None) -> None:
    make.load(make.answering(people, make.SATISFIED, force=force))
    by = coded.actor(coded.analyst(name))
    for number, response in enumerate(Response.objects.order_by("-pk")[:people]):
        text = coded.given_to_coders(response, force=force, words=words, at=at)
        coding.code(text=text, themes=["better:informed"] * (number % 2), by=by, at=START)


def a_word_that_is_new(_provider: Scripted) -> Effect:
    _speak(make.KENT, 10, "Nobody told me of the lapwing", name="Elm", at=START)
    _speak(make.KENT, 30, "Nobody rang", name="Yew", at=START - timedelta(days=60))
    found = EmergingTerm.objects.filter(term="lapwing")
    return Effect(found.exists, within=timedelta(days=8))


def a_release_that_two_people_approved(_provider: Scripted) -> Effect:
    day = (START + timedelta(days=3)).date()
    draft = ReleaseDraft.objects.create(
        period=make.Q3, version=1, kind="first", publish_at=publish_at(day), announced_at=NOW,
        announced_by="First", changed_at=NOW, changed_by="First", step="ready", quality={},
        known={}, filled_at=NOW, content_hash="0" * 64, proposed_at=NOW, proposed_by="First",
        proposed_by_id=1, approved_at=NOW, approved_by="Second", approved_by_id=2,
    )  # fmt: skip
    make.fill()
    filled_at = WeightRun.objects.filter(period=make.Q3).order_by("-filled_at")[0].filled_at
    ReleaseDraft.objects.filter(pk=draft.pk).update(filled_at=filled_at)
    return Effect(Release.objects.exists, after=publish_at(day) - START)


PROMISES: Mapping[str, Callable[[Scripted], Effect]] = {
    "responses.tasks.read_receipts": a_receipt_that_waits,
    "responses.tasks.keep_journal": an_opt_out_that_the_journal_misses,
    "responses.tasks.sort_texts": words_that_no_rule_has_sorted,
    "responses.tasks.escalate_texts": words_that_were_let_lie,
    "responses.tasks.send_desk_notices": words_that_tell_of_danger,
    "responses.tasks.note_unconfirmed_danger": a_danger_notice_without_an_answer,
    "responses.tasks.tell_of_danger_replies": a_reply_about_danger,
    "responses.tasks.escalate_wishes": a_wish_that_nobody_answered,
    "responses.tasks.redact_texts": words_that_triage_has_closed,
    "responses.tasks.look_up_messages": a_message_without_a_receipt,
    "responses.tasks.ask_who_is_due": a_case_whose_window_opens,
    "responses.tasks.recount_marks": lambda _: Effect(written(AuditKind.MARKS_RECOUNTED)),
    "responses.tasks.remind_who_did_not_open": a_text_that_nobody_opened,
    "responses.tasks.offer_cases": a_case_whose_file_names_an_adviser,
    "responses.tasks.forget_old_uploads": an_upload_that_nobody_came_back_for,
    "responses.tasks.forget_stop_presses": a_press_that_can_be_undone,
    "responses.tasks.apply_retention": a_contact_whose_wave_closed,
    "responses.tasks.count_break_off": somebody_who_stopped,
    "responses.tasks.watch_trials": a_trial_whose_last_day_ends,
    "responses.tasks.note_renewals": an_agreement_that_soon_ends,
    "access.tasks.forget_counts": a_try_that_was_counted,
    "access.tasks.send_digests": somebody_who_wants_to_be_told_on_mondays,
    "access.tasks.deliver_webhooks": an_event_that_a_system_is_told_of,
    "access.tasks.prune_background": a_trace_of_a_task,
    "access.tasks.chain_audit": an_event_of_the_trail,
    "access.tasks.seal_audit": a_day_of_the_trail,
    "access.tasks.make_partitions": months_that_come,
    "access.tasks.destroy_old_traces": an_old_audit_event,
    "access.tasks.end_idle_accounts": an_idle_account,
    "analytics.tasks.destroy_old_figures": an_alert_of_eight_years_ago,
    "analytics.tasks.fill_step_times": cases_that_came_to_an_end,
    "analytics.tasks.count_records": answers_of_a_quarter_that_is_closed,
    "analytics.tasks.count_themes": words_of_a_quarter_that_is_closed,
    "analytics.tasks.find_terms": a_word_that_is_new,
    "analytics.tasks.refill_figures": lambda _: Effect(written(AuditKind.FIGURES_FILLED)),
    "analytics.tasks.raise_alerts": lambda _: Effect(
        written(AuditKind.ALERTS_RAISED), after=timedelta(days=6, hours=20)
    ),
    "analytics.tasks.publish_due_releases": a_release_that_two_people_approved,
    "analytics.tasks.follow_alerts": a_case_whose_day_passed,
    "responses.tasks.destroy_withdrawn_answers": withdrawn_answers,
}
"""Of each scheduled task what it was promised for. Links need no task: see below."""


def a_member_of_staff(email: str) -> User:
    return User.objects.create_user(email=email, name="Staff", password=None)


def run_in_process() -> None:
    db_worker.Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="fortnight",
        excluded_queue_names=[],
    ).run()


class TestTheSchedule:
    def test_has_an_effect_that_is_looked_for_of_every_entry(self):
        assert set(PROMISES) == {entry.task for entry in SCHEDULE}

    def test_calls_for_every_action_that_a_command_of_the_day_calls_for(self):
        by_hand = {entry.by_hand for entry in SCHEDULE} - {""}
        commands = [path for name in sorted(by_hand) for path in _commands(name)]
        by_the_clock = _actions(
            *(Path(settings.BASE_DIR) / app / "tasks.py" for app in ("access", "responses")),
            Path(settings.BASE_DIR) / "analytics" / "tasks.py",
            Path(config_worker.__file__),
        )

        assert len(commands) == len(by_hand)
        assert _actions(*commands) - by_the_clock == set()

    @pytest.mark.slow
    def test_or_an_action_calls_for_every_task(self):
        enqueued = {
            node.value
            for app in ("access", "analytics", "config", "responses", "survey")
            for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

        assert [task for task in _tasks() if task not in enqueued] == []


def _commands(name: str) -> list[Path]:
    return list(Path(settings.BASE_DIR).glob(f"*/management/commands/{name}.py"))


def _actions(*paths: Path) -> set[str]:
    return {
        ast.unparse(call.func)
        for path in paths
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if {"by", "at"} <= (given := {word.arg for word in call.keywords}) or {"by", "now"} <= given
    }


def _tasks() -> list[str]:
    return [
        f"{app}.tasks.{function.name}"
        for app in ("access", "analytics", "responses")
        for function in ast.parse(
            (Path(settings.BASE_DIR) / app / "tasks.py").read_text(encoding="utf-8")
        ).body
        if isinstance(function, ast.FunctionDef) and function.decorator_list
    ]


@pytest.fixture
def provider(monkeypatch) -> Scripted:
    scripted = Scripted()
    monkeypatch.setattr(
        config_worker.invitations_providers, "chosen_providers", lambda **_given: [scripted]
    )
    monkeypatch.setattr(clocks, "database_clock", lambda *, machine_at: machine_at)
    monkeypatch.setattr(clocks, "uptime", lambda: None)
    # It would close the connection of the test, whose transaction is open.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return scripted


@pytest.mark.django_db
class TestAFortnight:
    @pytest.mark.slow
    def test_sees_what_every_entry_was_promised_for_neither_early_nor_late(self, provider):
        effects = {task: begin(provider) for task, begin in PROMISES.items()}
        seen: dict[str, timedelta] = {}

        with time_machine.travel(START, tick=False) as clock:
            worker = Worker(now=timezone.now, run_tasks=run_in_process)
            passed = timedelta(0)
            while passed <= FORTNIGHT and effects.keys() != seen.keys():
                clock.move_to(START + passed)
                worker.do_what_is_due()
                for task in effects.keys() - seen.keys():
                    if effects[task].is_seen():
                        seen[task] = passed
                passed += STEP

        never = effects.keys() - seen.keys()
        early = {task for task, at in seen.items() if at < effects[task].after}
        late = {t for t, at in seen.items() if at > effects[t].after + effects[t].within}
        assert (never, early, late) == (set(), set(), set())
        assert not TaskRun.objects.exclude(fault="").exists()

    @pytest.mark.slow
    def test_keeps_within_minutes_what_is_promised_within_minutes(self, provider):
        try_is_forgotten = a_try_that_was_counted(provider).is_seen

        with time_machine.travel(START, tick=False) as clock:
            worker = Worker(now=timezone.now, run_tasks=run_in_process)
            for minutes in range(12):
                clock.move_to(START + timedelta(minutes=minutes))
                worker.do_what_is_due()

        assert try_is_forgotten()

    def test_ends_a_link_by_itself(self, client):
        invited = invite(at=START - timedelta(days=20))
        link = f"/{invited.token}"

        with time_machine.travel(START + timedelta(days=7), tick=False):
            open_page = client.get(link, follow=True).content
        with time_machine.travel(START + timedelta(days=8), tick=False):
            ended_page = client.get(link, follow=True).content

        assert Invitation.objects.get().expires_at == START + timedelta(days=8)
        assert b"<form" in open_page
        assert open_page != ended_page

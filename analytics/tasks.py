from datetime import timedelta

from django.utils import timezone

from access.actor import Actor
from access.background import task_queue
from access.continuity import holding
from access.destruction import clocks
from access.destruction.actions import destroy_unless_stopped
from analytics.alerts import actions as alerts_actions
from analytics.alerts import selectors as alerts_selectors
from analytics.answer_store import actions as answer_store_actions
from analytics.answer_store import selectors as answer_store
from analytics.casebook.actions import follow
from analytics.drivers import actions as drivers_actions
from analytics.drivers import selectors as drivers_selectors
from analytics.modes import actions as modes_actions
from analytics.modes import selectors as modes_selectors
from analytics.proxies import actions as proxies_actions
from analytics.proxies import selectors as proxies_selectors
from analytics.records import actions as records_actions
from analytics.records import selectors as records_selectors
from analytics.refresh.actions import add_up_years, refill
from analytics.refresh.selectors import shown_years
from analytics.releases.actions import making
from analytics.research import actions as research_actions
from analytics.retention import actions as retention_actions
from analytics.support import actions as support_actions
from analytics.support import selectors as support_selectors
from analytics.themes import actions as themes_actions
from analytics.themes import selectors as themes_selectors
from analytics.timeliness import actions as timeliness_actions
from responses import extract

ACTOR = Actor.system("worker")


@task_queue.task
def refill_figures() -> None:
    for period in extract.periods():
        task_queue.enqueue("analytics.tasks.refill_quarter", period, at=timezone.now())
    # Include quarters whose cases are gone: their files must go too.
    for period in answer_store.periods():
        task_queue.enqueue(answer_store.TASK, period, at=timezone.now())


@task_queue.task
def refill_quarter(period: str) -> None:
    now = timezone.now()
    refill.refill_cells(periods=[period], by=ACTOR, at=now)
    for year in shown_years.years_to_add_up():
        add_up_years.add_up_year(year=year, by=ACTOR, at=now)
    for year in drivers_selectors.years_to_count(at=now):
        drivers_actions.count_drivers(year=year, by=ACTOR, at=now)
    for year in modes_selectors.years_to_count(at=now):
        modes_actions.count_modes(year=year, by=ACTOR, at=now)
    for year in support_selectors.years_to_count(at=now):
        support_actions.count_support(year=year, by=ACTOR, at=now)
    for year in proxies_selectors.years_to_count(at=now):
        proxies_actions.count_proxies(year=year, by=ACTOR, at=now)
    if records_selectors.may_be_counted(period, at=now):
        # Immediately: an answer withdrawn in between would make the figures differ from the rates.
        task_queue.enqueue("analytics.tasks.count_records_of", period, at=now)
    if answer_store.is_enabled():
        task_queue.enqueue(answer_store.TASK, period, at=now)


@task_queue.task
@holding.not_while_held
def keep_answer_files(period: str) -> None:
    answer_store_actions.keep_files(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
def fill_step_times() -> None:
    now = timezone.now()
    for period in extract.periods():
        if extract.is_whole(period, at=now):
            task_queue.enqueue("analytics.tasks.fill_step_times_of", period, at=now)


@task_queue.task
def fill_step_times_of(period: str) -> None:
    timeliness_actions.fill_step_times(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
def count_records() -> None:
    """Queue a task for each quarter that may be counted and was not."""
    now = timezone.now()
    for period in records_selectors.periods_to_count(at=now):
        task_queue.enqueue("analytics.tasks.count_records_of", period, at=now)


@task_queue.task
def count_records_of(period: str) -> None:
    records_actions.count_records(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
def count_themes() -> None:
    """Queue a task for each quarter that may be counted and was not."""
    now = timezone.now()
    for period in themes_selectors.periods_to_count(at=now):
        task_queue.enqueue("analytics.tasks.count_themes_of", period, at=now)


@task_queue.task
def count_themes_of(period: str) -> None:
    themes_actions.count_themes(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def find_terms() -> None:
    themes_actions.find_terms(by=ACTOR, at=timezone.now())


@task_queue.task
def raise_alerts() -> None:
    """Include weeks missed while no worker ran."""
    now = timezone.now()
    last_week = timezone.localdate(now) - timedelta(days=7)
    missed = alerts_selectors.weeks_missed(before=last_week)
    alerts_actions.raise_alerts(week=last_week, weeks_before=missed, by=ACTOR, at=now)


@task_queue.task
def follow_alerts() -> None:
    follow.follow(by=ACTOR, at=timezone.now())


@task_queue.task
def make_research_file(number: int) -> None:
    from analytics.research import presenters

    research_actions.make(number=number, write=presenters.written_file, by=ACTOR, at=timezone.now())


@task_queue.task
def make_release(number: int) -> None:
    from analytics.releases.presenters import draft_files

    making.make(
        number=number, prepare=draft_files.prepare, write=draft_files.write, by=ACTOR,
        at=timezone.now(),
    )  # fmt: skip


@task_queue.task
@holding.not_while_held
def publish_due_releases() -> None:
    making.publish_due(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def destroy_old_figures() -> None:
    """Destroy research files first: their promised end date must hold even if the rest fails."""
    now = timezone.now()
    research_actions.end_overdue(by=ACTOR, at=now)
    destroy_unless_stopped(
        destroyer=retention_actions.OLD_FIGURES,
        by=ACTOR,
        at=now,
        database_at=clocks.database_clock(machine_at=now),
        uptime=clocks.uptime(),
    )

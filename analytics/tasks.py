"""Background tasks about figures: each loads what it needs and makes one call. Each quarter is a
task of its own, so that several machines can work on several quarters."""

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
from analytics.voices import actions as voices_actions
from analytics.voices import selectors as voices_selectors
from analytics.ways import actions as ways_actions
from analytics.ways import selectors as ways_selectors
from responses import extract

ACTOR = Actor.system("worker")


@task_queue.task
def refill_figures() -> None:
    for period in extract.periods():
        task_queue.enqueue("analytics.tasks.refill_quarter", period, at=timezone.now())
    # Those too of quarters whose cases are gone, since their files must be.
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
    for year in ways_selectors.years_to_count(at=now):
        ways_actions.count_ways(year=year, by=ACTOR, at=now)
    for year in support_selectors.years_to_count(at=now):
        support_actions.count_support(year=year, by=ACTOR, at=now)
    for year in voices_selectors.years_to_count(at=now):
        voices_actions.count_voices(year=year, by=ACTOR, at=now)
    if records_selectors.may_be_counted(period, at=now):
        # At once: who leaves between the two would be what figures have more than rates.
        task_queue.enqueue("analytics.tasks.count_records_of", period, at=now)
    if answer_store.is_kept():
        task_queue.enqueue(answer_store.TASK, period, at=now)


@task_queue.task
@holding.not_while_held
def keep_answer_files(period: str) -> None:
    answer_store_actions.keep_files(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
def fill_step_times() -> None:
    """Each quarter of which all cases are stored, as a task of its own."""
    now = timezone.now()
    for period in extract.periods():
        if extract.is_whole(period, at=now):
            task_queue.enqueue("analytics.tasks.fill_step_times_of", period, at=now)


@task_queue.task
def fill_step_times_of(period: str) -> None:
    timeliness_actions.fill_step_times(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
def count_records() -> None:
    """Each quarter that was not counted yet and may be, as a task of its own."""
    now = timezone.now()
    for period in records_selectors.periods_to_count(at=now):
        task_queue.enqueue("analytics.tasks.count_records_of", period, at=now)


@task_queue.task
def count_records_of(period: str) -> None:
    records_actions.count_records(period=period, by=ACTOR, at=timezone.now())


@task_queue.task
def count_themes() -> None:
    """Each quarter that was not counted yet and may be, as a task of its own."""
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
    """With the weeks that no worker was there to score."""
    now = timezone.now()
    last_week = timezone.localdate(now) - timedelta(days=7)
    missed = alerts_selectors.weeks_missed(before=last_week)
    alerts_actions.raise_alerts(week=last_week, weeks_before=missed, by=ACTOR, at=now)


@task_queue.task
def follow_alerts() -> None:
    follow.follow(by=ACTOR, at=timezone.now())


@task_queue.task
def make_research_file(number: int) -> None:
    """The writers of files are loaded by who makes one alone."""
    from analytics.research import presenters

    research_actions.make(number=number, write=presenters.written_file, by=ACTOR, at=timezone.now())


@task_queue.task
def make_release(number: int) -> None:
    """The linear programmes and the writers of files are loaded by who makes a release alone."""
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
    """Files of researchers end on the day that was promised, whatever stops the rest."""
    now = timezone.now()
    research_actions.end_overdue(by=ACTOR, at=now)
    destroy_unless_stopped(
        destroyer=retention_actions.OLD_FIGURES,
        by=ACTOR,
        at=now,
        database_at=clocks.database_clock(machine_at=now),
        uptime=clocks.uptime(),
    )

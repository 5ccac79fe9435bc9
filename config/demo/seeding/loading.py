"""Fills a database with the simulated nation, through the same actions as real data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.forces.reference_file import force_rows
from access.models import DataOrigin
from config.demo.cases import open_cases
from config.demo.nation import ForceHistory
from config.demo.plan import Plan
from config.demo.seeding import bulk_indexes, figures, generation
from config.demo.seeding.generation import LoadableForce
from config.demo.seeding.second_process import SecondProcess, without_collector
from responses.eligibility.actions import decisions
from responses.imports.actions import import_cases, import_history
from responses.imports.selectors import stored_cases
from responses.invitations.actions import queue, send
from responses.models import Case, CaseEvent, Import, Invitation, Response, StageEvent
from responses.sms.development_outbox import DevelopmentProvider
from responses.vault.sending_hours import PLACE, may_send
from survey.publishing import actions as publishing_actions

Say = Callable[[str], None]
FILLED = (Case, CaseEvent, StageEvent, Invitation, Response)


class UnableToSeedError(Exception):
    """The database holds real people."""


@dataclass(frozen=True, kw_only=True)
class SeedSummary:
    cases: int = 0
    invitations: int = 0
    responses: int = 0
    texts: int = 0


def said(done: SeedSummary) -> str:
    """What was loaded, in one line."""
    counts = {**vars(done), "alerts": figures.alert_count()}
    return _(
        "SIMULATED. Cases: %(cases)s, invitations: %(invitations)s, responses: "
        "%(responses)s, texts: %(texts)s, alerts: %(alerts)s"
    ) % {name: f"{count:,}" for name, count in counts.items()}


def is_seeded() -> bool:
    return Import.objects.filter(source=Import.Source.SIMULATOR).exists()


def is_to_be_seeded() -> bool:
    """Whether the nation is still to be loaded, in sight of a second process, which would see
    nothing of a transaction that is not committed yet. The tables may be still to be made."""
    if connection.in_atomic_block:
        return False
    return Import._meta.db_table not in connection.introspection.table_names() or not is_seeded()


def refuse_real_people() -> None:
    if access_selectors.data_origin() == DataOrigin.Origin.REAL:
        message = "This database holds real people: nothing simulated may join them."
        raise UnableToSeedError(message)


class Nation(Protocol):
    """The plan of a nation of any size: what loading asks of it."""

    @property
    def weeks(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def more_from(self) -> date: ...
    @property
    def longer_from(self) -> date: ...


def load_nation(
    *, plan: Plan, by: Actor, at: datetime, say: Say, other: SecondProcess | None = None
) -> SeedSummary:
    """Load the nation, all of it or none: everything but its alerts and figures. It comes from
    the other process where one was begun for it."""
    forces = generation.all_forces(plan, other)
    summary = load_all(forces, plan=plan, by=by, at=at, say=say)
    if other:
        list(other.finish())
    return summary


@without_collector()
def load_all(
    forces: Iterable[LoadableForce], *, plan: Nation, by: Actor, at: datetime, say: Say
) -> SeedSummary:
    """Load these forces, all or none. That every row names rows that exist is checked once at the
    end, which is faster than row by row."""
    refuse_real_people()
    with (
        bulk_indexes.notes_in_memory(),
        connection.constraint_checks_disabled(),
        transaction.atomic(),
    ):
        summary = _load(forces, plan=plan, by=by, at=at, say=say)
        connection.check_constraints()
    return summary


def _load(
    forces: Iterable[LoadableForce], *, plan: Nation, by: Actor, at: datetime, say: Say
) -> SeedSummary:
    """What is open now is asked first, while no force has a past that would make it sample."""
    access_actions.load_forces(rows=force_rows(), by=by, at=at)
    # The instrument was in force before its first answer.
    began_at = at - timedelta(weeks=plan.weeks + 1)
    publishing_actions.publish_shipped_instruments(
        by=by,
        at=began_at,
        later_versions_at={2: began_of(plan.more_from), 3: began_of(plan.longer_from)},
    )
    texts = invite_open_cases(seed=plan.seed, by=by, at=latest_sending_time(at))
    say(_("Texts to open cases in the development outbox: %(count)s") % {"count": texts})
    with bulk_indexes.made_afterwards(FILLED):
        return replace(_load_forces(forces, by=by, at=at, say=say), texts=texts)


def _load_forces(
    forces: Iterable[LoadableForce], *, by: Actor, at: datetime, say: Say
) -> SeedSummary:
    done = SeedSummary()
    for number, loadable in enumerate(forces, start=1):
        loaded = load_force(loadable, by=by, at=at)
        done = replace(
            done,
            cases=done.cases + sum(map(len, loadable.cases)),
            invitations=done.invitations + loaded.invitations,
            responses=done.responses + loaded.responses,
        )
        say(
            _("Force %(number)s of 44. Cases so far: %(cases)s, responses: %(responses)s")
            % {"number": number, "cases": f"{done.cases:,}", "responses": f"{done.responses:,}"}
        )
    return done


def began_of(day: date) -> datetime:
    return datetime.combine(day, time(), PLACE)


def latest_sending_time(now: datetime) -> datetime:
    """Now, or the last minute before now in which a text may go out."""
    moment = now
    while not may_send(moment):
        moment = moment.replace(second=0, microsecond=0) - timedelta(minutes=1)
    return moment


def invite_open_cases(*, seed: int, by: Actor, at: datetime) -> int:
    """Load the open cases and do what the daily job does. Returns how many texts went out."""
    import_cases.import_cases(
        rows=open_cases.draw(seed=seed, today=localdate(at)),
        source=Import.Source.SIMULATOR,
        file_names=["simulated-open-cases"],
        is_simulated=True,
        by=by,
        at=at,
    )
    decisions.decide_events(force_code=None, by=by, at=at)
    queue.queue_invitations(
        transport=DevelopmentProvider.transport, spread=timedelta(0), by=by, at=at
    )
    return _send_all(by=by, at=at)


def _send_all(*, by: Actor, at: datetime) -> int:
    sent = 0
    provider = DevelopmentProvider()
    while (batch := send.send_due(provider=provider, by=by, now=lambda: at)).handled:
        sent += batch.sent
    return sent


def load_force(
    loadable: LoadableForce, *, by: Actor, at: datetime
) -> import_history.HistorySummary:
    case_ids = import_cases.import_new_cases(
        batches=loadable.cases,
        force_code=loadable.force,
        source=Import.Source.SIMULATOR,
        file_names=[f"simulated-{loadable.force}"],
        is_simulated=True,
        by=by,
        at=at,
    )
    batches = (
        replace(history, case_ids=[case_ids[place] for place in history.case_ids])
        for history in loadable.history
    )
    return import_history.import_history_columns(
        batches=batches, force_code=loadable.force, by=by, at=at
    )


def amend_force(
    history: ForceHistory,
    *,
    source: Import.Source,
    file_names: Sequence[str],
    by: Actor,
    at: datetime,
) -> import_history.HistorySummary:
    """Import a force whose cases may be stored already, as those of real case files."""
    import_cases.import_cases(
        rows=history.rows,
        source=source,
        file_names=file_names,
        is_simulated=True,
        by=by,
        at=at,
    )
    stored = stored_cases.stored_cases(history.rows)
    rows = generation.history_rows(history, case_ids=[stored[row.key].pk for row in history.rows])
    return import_history.import_history(rows=rows, by=by, at=at)

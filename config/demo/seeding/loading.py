"""Through the same actions as real data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.forces.reference_file import force_rows
from access.models import DataOrigin
from config.demo.nation import ForceHistory
from config.demo.plan import Plan
from config.demo.seeding import bulk_indexes, figures, generation
from config.demo.seeding.generation import LoadableForce
from config.demo.seeding.second_process import SecondProcess, without_collector
from config.demo.victims import open_cases
from config.demo.victims.open_cases import AGREED_WORD
from responses.answering.selectors import respondents
from responses.eligibility.actions import decisions
from responses.imports.actions import import_cases, import_history
from responses.imports.selectors import stored_cases
from responses.invitations.actions import queue, send
from responses.invitations.selectors import outbox
from responses.models import Case, CaseEvent, Import, Invitation, Response, StageEvent
from responses.sms.provider import DevelopmentProvider
from responses.vault.sending_hours import PLACE, may_send
from survey.publishing import actions as publishing_actions

Say = Callable[[str], None]
FILLED = (Case, CaseEvent, StageEvent, Invitation, Response)


class UnableToSeedError(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class SeedSummary:
    cases: int = 0
    invitations: int = 0
    responses: int = 0
    texts: int = 0


def summary_line(done: SeedSummary) -> str:
    counts = {**vars(done), "alerts": figures.alert_count()}
    return _(
        "SIMULATED. Cases: %(cases)s, invitations: %(invitations)s, responses: "
        "%(responses)s, texts: %(texts)s, alerts: %(alerts)s"
    ) % {name: f"{count:,}" for name, count in counts.items()}


def is_seeded() -> bool:
    return Import.objects.filter(source=Import.Source.SIMULATOR).exists()


def is_to_be_seeded() -> bool:
    """As a second process sees it, so not in a transaction."""
    if connection.in_atomic_block:
        return False
    return Import._meta.db_table not in connection.introspection.table_names() or not is_seeded()


@without_collector()
def load_nation(
    *,
    plan: Plan,
    by: Actor,
    at: datetime,
    say: Say,
    other: SecondProcess | None = None,
    only: Sequence[str] = (),
) -> SeedSummary:
    """Without alerts and figures; all or nothing. Raises UnableToSeedError."""
    if access_selectors.data_origin() == DataOrigin.Origin.REAL:
        message = "This database holds real people: nothing simulated may join them."
        raise UnableToSeedError(message)
    forces = generation.forces(plan, only) if only else generation.all_forces(plan, other)
    with (
        bulk_indexes.notes_in_memory(),
        connection.constraint_checks_disabled(),
        transaction.atomic(),
    ):
        access_actions.load_forces(rows=force_rows(), by=by, at=at)
        publishing_actions.publish_shipped_instruments(
            by=by,
            # In force before its first answer.
            at=at - timedelta(weeks=plan.weeks + 1),
            later_versions_at={2: _start_of(plan.more_from), 3: _start_of(plan.longer_from)},
        )
        # First, before past invitations could delay theirs.
        texts = _invite_open_cases(seed=plan.seed, by=by, at=latest_sending_time(at))
        say(_("Texts to open cases in the development outbox: %(count)s") % {"count": texts})
        with bulk_indexes.made_afterwards(FILLED):
            summary = _load_forces(forces, by=by, at=at, say=say)
        connection.check_constraints()
    if other and not plan.is_full_size:
        list(other.finish())
    return replace(summary, texts=texts)


def _load_forces(
    forces: Iterable[LoadableForce], *, by: Actor, at: datetime, say: Say
) -> SeedSummary:
    done = SeedSummary()
    for number, loadable in enumerate(forces, start=1):
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
        loaded = import_history.import_history_columns(
            batches=batches, force_code=loadable.force, by=by, at=at
        )
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


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), PLACE)


def latest_sending_time(now: datetime) -> datetime:
    """Now, or the last minute in which a text may be sent."""
    moment = now
    while not may_send(moment):
        moment = moment.replace(second=0, microsecond=0) - timedelta(minutes=1)
    return moment


def _invite_open_cases(*, seed: int, by: Actor, at: datetime) -> int:
    """As the daily job does. Return the number of texts."""
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
    sent, provider = 0, DevelopmentProvider()
    while (batch := send.send_due(provider=provider, by=by, now=lambda: at)).handled:
        sent += batch.sent
    return sent


def amend_force(
    history: ForceHistory,
    *,
    source: Import.Source,
    file_names: Sequence[str],
    by: Actor,
    at: datetime,
) -> import_history.HistorySummary:
    """Cases may be stored already."""
    import_cases.import_cases(
        rows=history.rows, source=source, file_names=file_names, is_simulated=True, by=by, at=at
    )
    stored = stored_cases.stored_cases(history.rows)
    rows = generation.history_rows(history, case_ids=[stored[row.key].pk for row in history.rows])
    return import_history.import_history(rows=rows, by=by, at=at)


@dataclass(frozen=True)
class OpenLink:
    link: str
    gate_answer: str


def find_open_link(language: str, *, at: datetime) -> OpenLink | None:
    """The first that is unanswered in a language."""
    open_invitations = Invitation.objects.filter(
        language=language,
        token_hash__isnull=False,
        messages__sent_at__isnull=False,
        expires_at__gt=at,
        responses__isnull=True,
        gate_tries=0,
        opted_out_at__isnull=True,
        exited_at__isnull=True,
    )
    invitation = open_invitations.order_by("pk").first()
    if invitation is None:
        return None
    gate = respondents.gate_of(invitation.pk)
    answer = AGREED_WORD if gate.is_word_only else str(gate.birth_year)
    return OpenLink(link=outbox.link_of(invitation), gate_answer=answer)

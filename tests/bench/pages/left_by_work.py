"""What seven years of work leave beside figures."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from io import StringIO
from itertools import cycle, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from access.actor import Actor
from access.models import Force, User
from access.organisations import actions as organisations
from access.permissions import Role
from analytics import models
from analytics.alerts.scanning.tiers import THEME
from analytics.alerts.weekly_series import monday_of
from analytics.casebook.actions import follow, notices, steps
from analytics.casebook.states import MEASURED_AFTER, ActionKind, Verdict
from analytics.disclosure.places import NATION
from analytics.items import item_codes
from analytics.peers import actions as peers
from analytics.proxies import counting
from analytics.proxies.counting import ProxyFigures, ProxyShare
from analytics.proxies.selectors import questions
from analytics.releases.draft import MakingStep, ReleaseKind
from analytics.research.recoding import variables
from analytics.stats.proportions import Interval
from analytics.tables import LEVELS, Dimension
from responses import extract
from responses.models import Trial
from responses.trials import actions as trials
from responses.trials.rules import ArmCount, TrialKind, TrialOutcome
from tests.analytics import make
from tests.analytics.drivers import nation as drivers
from tests.analytics.modes import nation as ways
from tests.analytics.support.nation import store_support
from tests.conftest import _staff

ALERTS_A_YEAR = 26
"""The nation and its forces had some eight to twenty-two in two years of the simulation."""
YEARS = 7
PROJECTS, CHECKED, TRIALS, TERMS = 30, 3, 12, 5
EXPECTED = {"expected": 0.55, "before": 0.31, "after": 0.49, "forecast": [0.24, 0.4]}
BESIDE = {"effect": 0.09, "own_variance": 0.001, "control_variance": 0.0004, "siblings": 30,
          "freedom": 60}  # fmt: skip


def store_a_year(year: str) -> None:
    drivers.store_a_year()
    models.DriverSet.objects.update(period=year)
    ways.store_a_year()
    models.WayYear.objects.update(period=year)
    store_support(year)
    share = ProxyShare(people=420, share=0.72, interval=Interval(lower=0.675, upper=0.761))
    found = ProxyFigures(
        people=dict.fromkeys(questions(), 420),
        shares={voice: dict.fromkeys(asked, share) for voice, asked in questions().items()},
    )
    models.VoiceYear.objects.create(period=year, figures=counting.packed(found))


def store_themes(period: str) -> None:
    whole = [(Dimension.ALL.value, "all")]
    by_level = [
        (table.value, level)
        for table in (Dimension.STAGE, Dimension.CRIME_GROUP)
        for level in LEVELS[table]
    ]
    areas = dict.fromkeys(Force.objects.values_list("code", flat=True), whole)
    rates = [
        models.ThemeRate(
            period=period, area=area, rate=theme, dimension=table, level=level, people=180, found=41
        )
        for area, places in {**areas, NATION: [*whole, *by_level]}.items()
        for theme, (table, level) in product(extract.theme_codes(), places)
    ]
    models.ThemeRate.objects.bulk_create(rates, batch_size=500, ignore_conflicts=True)


def publish(period: str) -> None:
    by = _staff(Role.NATIONAL_ANALYST, None, prefix="bench.publisher.")
    with TemporaryDirectory() as out:
        call_command(
            "publish_release", period=period, by=by.email, out=Path(out), stdout=StringIO()
        )


def leave(*, at: datetime) -> None:
    people = [
        _staff(Role.NATIONAL_ANALYST, None, prefix=f"bench.{name}.") for name in ("one", "two")
    ]
    first, second = (Actor.user(user_id=each.pk, name=each.name) for each in people)
    for number, item, force, weeks in _happenings():
        _followed(number, item, force, at - timedelta(weeks=weeks), first, second, now=at)
    follow.follow(by=first, at=at)
    _releases(people, at=at)
    _research(people, at=at)
    _trials(first, at=at)
    _notes(at=at)
    _terms(at=at)
    _watched(at=at)
    codes = list(Force.objects.values_list("code", flat=True))
    groups = {code: [other for other in codes if other != code][:7] for code in codes}
    peers.request_list(groups=groups, valid_from=at.date(), source="A list", by=first, at=at)
    peers.load_peer_groups(groups=groups, valid_from=at.date(), source="List", by=first, at=at)
    organisations.create_organisation(
        name="Harbour", kind="idva", forces=Force.objects.all(), by=first, at=at
    )


def _happenings() -> Iterator[tuple[int, str, Force | None, float]]:
    forces = [None, *Force.objects.order_by("code")]
    many = ALERTS_A_YEAR * YEARS
    for number, item, force in zip(range(many), cycle(item_codes()), cycle(forces), strict=False):
        yield number, item, force, 1 + number * 52 * YEARS / many


def _followed(
    number: int, item: str, force: Force | None, raised: datetime, first: Actor, second: Actor,
    *, now: datetime,
) -> None:  # fmt: skip
    monday = monday_of(raised.date())
    theme = {"item": "better:informed", "dimension": THEME} if number % 7 == 3 else {"item": item}
    alert = make.alert(
        **theme, force=force, force_id=force.code if force else None, raised_at=raised,
        first_week=monday - timedelta(weeks=4 + number % 3), last_week=monday,
        is_rise=number % 2 == 0, expected_weeks=[0.55] * 52, score=-4.2,
    )  # fmt: skip
    steps.take(alert=alert, due_on=raised.date() + timedelta(days=21), by=first, at=raised)
    ended = raised + MEASURED_AFTER + timedelta(days=20)
    if ended > now:
        return
    if number % 3 == 0:
        steps.explain(alert=alert, verdict=Verdict.CHANCE, note="Chance.", by=first, at=raised)
    else:
        for kind in islice(cycle(ActionKind), number % 8, number % 8 + 2):
            _acted(alert, kind, force, raised, ended, first, second)
    steps.close(alert=alert, note="It is over.", by=first, at=ended)


def _acted(
    alert: models.Alert, kind: ActionKind, force: Force | None, began: datetime, ended: datetime,
    first: Actor, second: Actor,
) -> None:  # fmt: skip
    action = steps.begin(
        alert=alert, kind=kind, starts_on=began.date(), forces=[force] if force else [],
        what="Victims are called before they ask.", by=first, at=began,
    )  # fmt: skip
    steps.note_measured(action=action, result={**EXPECTED, **BESIDE}, by=first, at=ended)
    words = notices.write(
        action=action, text="We call.", text_cy="Rydym yn galw.", by=first, at=ended
    )
    notices.approve(told=words, by=second, at=ended)


def _releases(people: list[User], *, at: datetime) -> None:
    newest = models.Release.objects.latest("pk")
    files = list(newest.files.all())
    for period in _quarters(before=newest.period):
        _copied(newest, files, period)
    draft = models.ReleaseDraft.objects.create(
        period=newest.period, version=2, kind=ReleaseKind.CORRECTION.value,
        publish_at=at + timedelta(hours=6), announced_at=at, announced_by="One", changed_at=at,
        changed_by="One", step=MakingStep.READY.value, quality=newest.quality, known=newest.known,
        filled_at=at, content_hash="0" * 64, proposed_at=at, proposed_by="One",
        proposed_by_id=people[0].pk, approved_at=at, approved_by="Two",
        approved_by_id=people[1].pk,
    )  # fmt: skip
    for file in files:
        models.DraftFile.objects.create(
            draft=draft, name=file.name, media_type=file.media_type, content=file.content,
            binary=file.binary, sha256=file.sha256,
        )  # fmt: skip


def _quarters(*, before: str = "9") -> list[str]:
    states = models.QuarterState.objects.filter(closed_on__isnull=False, period__lt=before)
    return list(states.order_by("period").values_list("period", flat=True))


def _copied(newest: models.Release, files: list[models.ReleaseFile], period: str) -> None:
    release = models.Release.objects.create(
        period=period, version=1, published_at=newest.published_at,
        published_by=newest.published_by, is_simulated=True, quality=newest.quality,
        known=newest.known,
    )  # fmt: skip
    models.ReleaseFile.objects.bulk_create(
        models.ReleaseFile(
            release=release, name=file.name, media_type=file.media_type, content=file.content,
            binary=file.binary, sha256=file.sha256,
        )
        for file in files
    )  # fmt: skip


def _research(people: list[User], *, at: datetime) -> None:
    for number in range(PROJECTS):
        is_over = number >= CHECKED
        models.ResearchProject.objects.create(
            title=f"Project {number}", purpose="Why.", researchers=["Ann Ash, Kent"] * 6,
            variables=list(variables()), year=models.WayYear.objects.latest("period").period,
            ends_on=at.date() + timedelta(days=90), state="ended" if is_over else "checking",
            asked_at=at, asked_by=people[0], ended_at=at if is_over else None,
            file=b"" if is_over else b"zip" * 1_000_000,
            report={"answers": 900, "dropped": 3, "silenced": 12, "smallest": 10, "least": 10,
                    "coarsened": {"region": 40}},
        )  # fmt: skip


def _trials(by: Actor, *, at: datetime) -> None:
    counts = ArmCount(placed=90, answered=30)
    for number in range(TRIALS):
        day = at.date() - timedelta(days=120 + number)
        trial = trials.propose(
            kind=TrialKind.HOUR, arms=["evening"], outcome=TrialOutcome.ANSWERED, why="",
            planned_each=200, first_day=day, last_day=day, by=by, at=at,
        )  # fmt: skip
        trials.close(trial_id=trial.pk, because="", by=by, at=at)
        Trial.objects.filter(pk=trial.pk).update(result={arm: asdict(counts) for arm in trial.arms})


def _notes(*, at: datetime) -> None:
    models.SeriesNote.objects.bulk_create(
        models.SeriesNote(
            force=force, period=period, is_rebase=False, reason="A new form.", noted_at=at,
            noted_by="One",
        )
        for force in [None, *Force.objects.all()]
        for period in _quarters()[::4]
    )  # fmt: skip


def _watched(*, at: datetime) -> None:
    week = monday_of(at.date()) - timedelta(weeks=1)
    models.WatchedSeries.objects.bulk_create(
        models.WatchedSeries(week=week, item=item, force=force, score=2.4)
        for force in [None, *Force.objects.all()]
        for item in item_codes()[: 5 if force else 10]
    )


def _terms(*, at: datetime) -> None:
    models.EmergingTerm.objects.bulk_create(
        models.EmergingTerm(
            week=at.date(), area=area, language=language, term=f"word {number}", score=3
        )
        for area in [NATION, *Force.objects.values_list("code", flat=True)]
        for language in ("en", "cy", "pl")
        for number in range(TERMS)
    )

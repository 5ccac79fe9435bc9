"""Fills a database with a nation in which a million people have answered, and with the figures of
seven years."""

import os
import pickle
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from access.actor import Actor
from access.models import TaskRun
from analytics import models
from analytics.disclosure import years
from analytics.records import actions as records
from analytics.refresh.actions import add_up_years
from analytics.refresh.selectors import shown_years
from config.demo.seeding import figures, loading
from tests.bench.closed import newest_closed
from tests.bench.pages import left_by_work
from tests.bench.pages.rules import by_rules_alone

RESPONSES = int(os.environ.get("BENCH_RESPONSES", "1000000"))
QUARTERS = int(os.environ.get("BENCH_QUARTERS", "28"))
MADE = min(QUARTERS, int(os.environ.get("BENCH_MADE", "5")))
WEEKS_A_QUARTER = 13
BY = Actor.system("bench")
OF_QUARTERS = (
    models.QuarterState, models.Cell, models.ShownTable, models.Coverage, models.WeightRun,
    models.StandardisedShare, models.CharacteristicGap, models.ExpectedShares,
    models.ModelledShares, models.Intersection, models.RecordRate, models.ThemeRate,
    models.StepTime, models.RecordedOutcomes,
)  # fmt: skip
OF_YEARS = (
    models.ShownTable, models.DriverSet, models.WayYear, models.SupportYear, models.VoiceYear,
)  # fmt: skip
ROWS_AT_ONCE = 500


def fill(kept: Path) -> None:
    now = timezone.now()
    if not loading.is_seeded():
        made = RESPONSES * MADE // QUARTERS
        call_command("seed_nation", responses=made, weeks=MADE * WEEKS_A_QUARTER)
    if models.PeerGroup.objects.exists():
        return
    if models.QuarterState.objects.count() < QUARTERS:
        _fill_quarters(kept, at=now)
    _add_up_years(at=now)
    left_by_work.leave(at=now)
    # The quarters that the worker would fill stand.
    TaskRun.objects.all().delete()


def _fill_quarters(kept: Path, *, at: datetime) -> None:
    if kept.exists():
        _bring(kept)
    elif not models.RecordRate.objects.exists():
        _count(at=at)
    if not kept.exists():
        _keep(kept)
    _stand_for_all(newest_filled())


def newest_filled() -> str:
    return models.QuarterState.objects.filter(closed_on__isnull=False).latest("period").period


def _count(*, at: datetime) -> None:
    period = newest_closed(at.date())
    with by_rules_alone():
        figures.fill_quarters([period], BY, at)
        records.count_records(period=period, by=BY, at=at)
    left_by_work.store_themes(period)


def _keep(kept: Path) -> None:
    with kept.open("wb") as file:
        for model in OF_QUARTERS:
            pickle.dump(list(model.objects.order_by("pk").values()), file)


def _bring(kept: Path) -> None:
    with kept.open("rb") as file:
        for model in OF_QUARTERS:
            model._default_manager.all().delete()
            # The file was written by this bench a moment ago.
            _write(model, [model(**row) for row in pickle.load(file)])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(OF_QUARTERS)):
            cursor.execute(statement)


def _stand_for_all(last: str) -> None:
    for period in _before(last, count=QUARTERS - 1):
        for model in OF_QUARTERS:
            model._default_manager.filter(period=period).delete()
        _copy(OF_QUARTERS, last, period)


def _before(last: str, *, count: int) -> list[str]:
    year, quarter = int(last[:4]), int(last[-1])
    places = [4 * year + quarter - 1 - back for back in range(1, count + 1)]
    return [f"{place // 4}-Q{place % 4 + 1}" for place in places]


def _add_up_years(*, at: datetime) -> None:
    *before, newest = shown_years.years_to_add_up()
    with by_rules_alone():
        add_up_years.add_up_year(year=newest, by=BY, at=at)
        left_by_work.publish(years.quarters_of(newest)[-1])
    left_by_work.store_a_year(newest)
    for year in before:
        _copy(OF_YEARS, newest, year)


def _copy(of: Sequence[type[Model]], period: str, to: str) -> None:
    for model in of:
        names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        table, listed = model._meta.db_table, ", ".join(f'"{name}"' for name in names)
        taken = listed.replace('"period"', "%s")
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({listed}) SELECT {taken} FROM {table} WHERE period = %s",
                [to, period],
            )


def _write(model: type[Model], rows: list[Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)

import logging
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from access.destruction import bulk_delete
from access.partitions import selectors
from access.partitions.selectors import Partition

MONTHS_AHEAD = 3
TRIES = 3
logger = logging.getLogger(__name__)


def make_ahead(*, at: datetime) -> int:
    """This month and three more. Return how many. Raises OperationalError after two seconds without
    the locks."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT survey_make_partitions(%s, %s)", [at, MONTHS_AHEAD])
        made: int = cursor.fetchone()[0]
        cursor.execute("SELECT survey_analyze_partitioned()")
    return made


def destroy(due: QuerySet, *, before: datetime, column: str, kept: Q | None = None) -> int:
    """Whole partitions where `kept` matches no row, else batches. Return how many rows."""
    destroyed = 0
    for each in selectors.whole_before(due.model, before):
        if kept is None or not _rows(due, each, column).filter(kept).exists():
            destroyed += _drop(each, before=before)
    return destroyed + bulk_delete.delete_in_batches(due)


def _rows(due: QuerySet, partition: Partition, column: str) -> QuerySet:
    rows: QuerySet = due.model._default_manager.filter(**{f"{column}__lt": partition.upper})
    return rows.filter(**{f"{column}__gte": partition.lower}) if partition.lower else rows


def _drop(partition: Partition, *, before: datetime) -> int:
    """If its lock is free within a second; otherwise its rows go in batches."""
    for _ in range(TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT survey_drop_partition(%s, %s)", [partition.name, before])
                dropped: int = cursor.fetchone()[0]
                return dropped
        except OperationalError as error:
            logger.warning("%s was not dropped: %s", partition.name, type(error).__name__)
    return 0

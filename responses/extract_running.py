"""How each force's part of the machine runs, for the nation's home page: counts and moments."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Value

from responses.models import LoadedForce, WrittenText
from responses.triage.selectors.texts import State

FILES, CLOCKS = "files", "clocks"


def running_by_force(at: datetime) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Rows of what, force, how many and since when, to be read together: the files that a force
    sent, and when the last came; its texts that nobody read in time, and since when the first of
    them is late."""
    files = LoadedForce.objects.filter(import_batch__undone_at__isnull=True)
    late = WrittenText.objects.filter(state=State.WAITING, due_at__lte=at)
    return (
        _counted(files, FILES, Max("import_batch__loaded_at")),
        _counted(late, CLOCKS, Min("due_at")),
    )


def _counted(rows: QuerySet[Any], what: str, moment: Max | Min) -> QuerySet[Any, Any]:
    grouped = rows.order_by().annotate(what=Value(what)).values("what", "force")
    counted = grouped.annotate(many=Count("pk"), moment=moment)
    told: QuerySet[Any, Any] = counted.values_list("what", "force", "many", "moment")
    return told

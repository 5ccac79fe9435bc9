"""What a week's count of where people stop costs, beside a plain GROUP BY of the same rows in the
database, and beside counting the whole nation."""

from datetime import UTC, datetime

from django.db import connection

from access.actor import Actor
from responses.break_off import actions
from responses.models import BreakOffCount, CountedWalk, Response
from tests.bench.measure import seconds

BY = Actor.system("bench")
WEEK = 1_000
GROUPED = """
SELECT instrument_id, language, device, each.key, count(*)
FROM responses_response, json_each(answers) AS each
WHERE responses_response.id <= %s AND withdrawn_at IS NULL GROUP BY 1, 2, 3, 4
"""


def counting_where_people_stop() -> None:
    """First the whole nation, of which nothing was counted; then a week in which some of it
    changed; then a week of nothing. The same rows are grouped without a walk and without who left,
    which a GROUP BY cannot tell."""
    counted = []
    whole = seconds(lambda: counted.append(_count()))
    before = set(_told())
    some = Response.objects.filter(withdrawn_at__isnull=True).order_by("pk")[:WEEK]
    last = max(some.values_list("pk", flat=True))
    for response in Response.objects.filter(pk__lte=last):
        response.save(update_fields=["answers"])
    week = seconds(lambda: counted.append(_count()))
    nothing = seconds(lambda: counted.append(_count()))
    assert counted[1:] == [WEEK, 0], counted
    assert set(_told()) == before
    assert CountedWalk.objects.count() == counted[0]
    plain = seconds(lambda: _grouped(last), repeats=5)
    print(
        f"where people stop, a week of {WEEK:,} of {counted[0]:,} responses: {week:.2f} s, "
        f"{week / plain:.0f} × a GROUP BY of the same rows ({plain * 1000:.1f} ms); "
        f"a week of nothing {nothing * 1000:.0f} ms; all for the first time {whole:.1f} s"
    )


def _count() -> int:
    return actions.count_break_off(by=BY, at=datetime.now(UTC))


def _told() -> list[tuple]:
    return list(
        BreakOffCount.objects.values_list(
            "code", "version", "language", "device", "part", "question", "reached", "stopped",
            "declined",
        )
    )  # fmt: skip


def _grouped(last: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(GROUPED, [last])
        return cursor.fetchall()

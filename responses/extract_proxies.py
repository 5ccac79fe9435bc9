"""Bereaved relatives and people answering for another (SAF-10) never count as victims' answers."""

from collections.abc import Collection, Iterator

from django.db.models.functions import Coalesce
from django.utils.timezone import get_current_timezone, localdate

from responses import extract_columns
from responses.extract_rows import VOICES, VoiceRow
from responses.models import Response


def voice_rows(periods: Collection[str]) -> Iterator[VoiceRow]:
    """Core done or sent in, not withdrawn, the only one of their event."""
    rows = Response.objects.filter(
        extract_columns.is_the_only_one(),
        ~extract_columns.IS_OWN_ACCOUNT,
        withdrawn_at__isnull=True,
        instrument__code__in=VOICES,
        invitation__stage_event__period__in=periods,
    ).annotate(done_at=Coalesce("completed_at", "core_done_at"))
    columns = (
        "instrument__code", "invitation__stage_event__case", "invitation__stage_event__period",
        "answers", "done_at",
    )  # fmt: skip
    found = rows.filter(done_at__isnull=False).order_by("pk").values_list(*columns)
    people: dict[int, int] = {}
    for voice, case, period, answers, done_at in found.iterator(chunk_size=2000):
        yield VoiceRow(
            voice=voice,
            # Only which rows of this reading are of one case.
            person=people.setdefault(case, len(people)),
            period=period,
            answers=answers,
            completed_on=localdate(done_at, get_current_timezone()),
        )

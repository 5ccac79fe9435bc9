"""What responses/extract.py hands out of relatives of someone who died, and of those who answer in
the place of who cannot (SAF-10): rows of their own kind, which nothing that counts victims' answers
takes."""

from collections.abc import Collection, Iterator

from django.db.models.functions import Coalesce
from django.utils.timezone import get_current_timezone, localdate

from responses import extract_columns
from responses.extract_rows import VOICES, VoiceRow
from responses.models import Response


def voice_rows(periods: Collection[str]) -> Iterator[VoiceRow]:
    """Of events of these quarters, what was answered to the end of its core, or sent in, stands,
    and is the only one of its event. Where such a person was asked the victims' questions, because
    their own were not in force, nobody reads it."""
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
            # No key leaves this door: only which rows of this reading are of one case.
            person=people.setdefault(case, len(people)),
            period=period,
            answers=answers,
            completed_on=localdate(done_at, get_current_timezone()),
        )

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.disclosure.places import NATION
from analytics.models import SeriesNote, ShownTable
from analytics.tables import Dimension


def notes_of(force_codes: Collection[str], *, item: str) -> list[SeriesNote]:
    return [note for note in every_note_of(force_codes) if note.item in {"", item}]


def every_note_of(force_codes: Collection[str]) -> list[SeriesNote]:
    area = Q(force_id__in=force_codes) if force_codes else Q(force__isnull=True)
    notes = SeriesNote.objects.filter(area, taken_back_at__isnull=True)
    return list(notes.order_by("period", "noted_at"))


def may_note(viewer: Viewer, force: Force | None) -> bool:
    """Return whether the viewer may add notes: national staff to the nation's series, force staff
    to their own.
    """
    return viewer.is_national if force is None else force.code in viewer.force_codes


def area_to_note(viewer: Viewer, force_code: str | None) -> Force | None:
    force = access_selectors.force_for(viewer, force_code) if force_code else None
    if not may_note(viewer, force):
        raise Force.DoesNotExist
    return force


def note_to_take_back(viewer: Viewer, pk: int) -> SeriesNote:
    """Raises SeriesNote.DoesNotExist if the viewer may not note on its series."""
    note = SeriesNote.objects.select_related("force").get(pk=pk)
    if not may_note(viewer, note.force):
        raise SeriesNote.DoesNotExist
    return note


def periods(*, on: date) -> list[str]:
    filled = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION, period__contains="Q")
    known = filled.values_list("period", flat=True).order_by("-period")
    return [period for period in known if timing.is_over(period, on=on)]

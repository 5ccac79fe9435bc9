"""Reads of the notes on series: the nation's, and a force's own."""

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
    """What stands on one question of the nation, or of a force and all that ended in it, oldest
    quarter first."""
    return [note for note in every_note_of(force_codes) if note.item in {"", item}]


def every_note_of(force_codes: Collection[str]) -> list[SeriesNote]:
    """The same, on any question."""
    area = Q(force_id__in=force_codes) if force_codes else Q(force__isnull=True)
    notes = SeriesNote.objects.filter(area, taken_back_at__isnull=True)
    return list(notes.order_by("period", "noted_at"))


def may_note(viewer: Viewer, force: Force | None) -> bool:
    """The nation's series are noted on by national staff, a force's by its own."""
    return viewer.is_national if force is None else force.code in viewer.force_codes


def area_to_note(viewer: Viewer, force_code: str | None) -> Force | None:
    """The force, or None for the nation. Force.DoesNotExist where the viewer may not note there."""
    force = access_selectors.force_for(viewer, force_code) if force_code else None
    if not may_note(viewer, force):
        raise Force.DoesNotExist
    return force


def note_to_take_back(viewer: Viewer, pk: int) -> SeriesNote:
    """SeriesNote.DoesNotExist where the viewer may not note on its series."""
    note = SeriesNote.objects.select_related("force").get(pk=pk)
    if not may_note(viewer, note.force):
        raise SeriesNote.DoesNotExist
    return note


def periods(*, on: date) -> list[str]:
    """The quarters that may be noted on, the latest first: those with figures that are over. Years
    are written without a Q."""
    filled = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION, period__contains="Q")
    known = filled.values_list("period", flat=True).order_by("-period")
    return [period for period in known if timing.is_over(period, on=on)]

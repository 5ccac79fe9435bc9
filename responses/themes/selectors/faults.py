from django.db.models import QuerySet
from django.http import Http404

from access.viewer import Viewer
from responses.models import CodedText
from responses.themes.selectors.coding import IS_HELD, State
from responses.triage.selectors import desks

MOST_SHOWN = 100


def faulty_texts(viewer: Viewer) -> QuerySet[CodedText]:
    at_desks = CodedText.objects.none()
    for desk in desks.reads_at(viewer):
        at_desks = at_desks | CodedText.objects.filter(desks.is_read_at(desk))
    mine = at_desks.filter(desks.read_by(viewer), IS_HELD, state=State.FAULTY)
    return mine.order_by("pk")


def faulty_text(viewer: Viewer, text_id: int) -> CodedText:
    """Raises Http404."""
    text = faulty_texts(viewer).filter(pk=text_id).first()
    if text is None:
        raise Http404
    return text

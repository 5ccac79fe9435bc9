from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A6, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from access import selectors as access_selectors
from access.permissions import Permission, Role
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.casework.presenters.card import Card
from responses.invitations.selectors.codes import ADVISER_ROLES, OFFICER_ROLES
from responses.models import Case, CaseTie
from ui import typefaces

SIZE = landscape(A6)
MARGIN = 10 * mm
GAP = 2.2 * mm


def draw(card: Card) -> bytes:
    typefaces.register()
    target = BytesIO()
    canvas = Canvas(target, pagesize=SIZE, lang=card.language, initialFontName=typefaces.REGULAR)
    canvas.setTitle(card.title)
    canvas.setAuthor("")
    canvas.setCreator("")
    y = _write(canvas, card.title, _style(15, is_bold=True), SIZE[1] - MARGIN)
    for line in card.lines:
        y = _write(canvas, line, _style(10.5), y)
    if card.address:
        y = _write(canvas, card.address, _style(12, is_bold=True), y)
        y = _write(canvas, card.code, _style(20, is_bold=True), y - 1 * mm)
    for line in (*card.below, card.stamp):
        y = _write(canvas, line, _style(9), y)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _write(canvas: Canvas, text: str, style: ParagraphStyle, y: float) -> float:
    paragraph = Paragraph(text, style)
    width = SIZE[0] - 2 * MARGIN
    height = float(paragraph.wrap(width, SIZE[1])[1])
    paragraph.drawOn(canvas, MARGIN, y - height)
    return float(y - height - GAP)


def _style(size: float, *, is_bold: bool = False) -> ParagraphStyle:
    font = typefaces.BOLD if is_bold else typefaces.REGULAR
    return ParagraphStyle(
        f"card {size}",
        fontName=font,
        bulletFontName=font,
        fontSize=size,
        leading=size * 1.3,
    )


def roles_for(viewer: Viewer, case: Case) -> Sequence[str]:
    is_given = _reaches(viewer.with_roles({Role.ADVOCATE}), case)
    if is_given and not access_selectors.is_of_force(viewer.user_id, case.force_id):
        return ADVISER_ROLES
    drawing = viewer.with_permission(Permission.DRAW_CODE)
    # Every role that draws codes is known to reach the case.
    is_every = bool(drawing.roles) and drawing.roles == viewer.roles
    return OFFICER_ROLES if is_every or _reaches(drawing, case) else ()


def service_for(viewer: Viewer, case: Case) -> int | None:
    """The service that has the case, else one of theirs that serves its force."""
    serving = {
        each.organisation_id
        for each in viewer.held
        if each.organisation_id is not None
        and case.force_id in each.force_codes | each.past_force_codes
    }
    given = CaseTie.objects.filter(
        case=case, kind=CaseTie.TieKind.GIVEN, organisation__in=serving
    ).order_by("organisation")
    found = given.values_list("organisation_id", flat=True).first() if serving else None
    return found or min(serving, default=None)


def is_officer(roles: Sequence[str]) -> bool:
    return roles == OFFICER_ROLES


def _reaches(viewer: Viewer, case: Case) -> bool:
    return bool(viewer.roles) and visible_cases.reachable_cases(viewer).filter(pk=case.pk).exists()

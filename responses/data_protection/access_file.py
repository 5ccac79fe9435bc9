from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.crypto import salted_hmac
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Paragraph

from responses.answering.selectors import withdrawals
from responses.answering.withdrawal_words import WORDS_IN_A_LIST, normalise
from responses.data_protection.access_paper import AccessPaper
from responses.models import DeskRequest
from ui import typefaces
from ui.paper.tagging import TAGS, TaggedCanvas

MARGIN = 18 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1]
ATTACHED = "held.json"
STYLES: Mapping[str, ParagraphStyle] = {
    role: ParagraphStyle(
        role, fontName=font, bulletFontName=font, fontSize=size, leading=size * 1.4, spaceAfter=gap
    )
    for role, font, size, gap in (
        ("H1", typefaces.BOLD, 18, 10),
        ("H2", typefaces.BOLD, 13, 5),
        ("H3", typefaces.BOLD, 11, 3),
        ("P", typefaces.REGULAR, 11, 4),
    )
}


def written(paper: AccessPaper, *, held_as_json: str, words: str) -> bytes:
    """AES-256."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(_draw_paper(paper))))
    writer.add_attachment(ATTACHED, held_as_json.encode())
    writer.encrypt(user_password=words, algorithm="AES-256")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _draw_paper(paper: AccessPaper) -> bytes:
    typefaces.register()
    target = BytesIO()
    canvas = TaggedCanvas(
        target, title=paper.title, language=TAGS[paper.language], font=typefaces.REGULAR
    )
    y = HEIGHT - MARGIN
    for role, text in paper.lines():
        y = _write(canvas, role, _with_known_letters(text, paper.unknown_letters), y)
    canvas.save()
    return target.getvalue()


def _write(canvas: TaggedCanvas, role: str, text: str, y: float) -> float:
    style = STYLES[role]
    parts: Sequence[Paragraph] = [Paragraph(escape(text), style)]
    while parts:
        fits = parts[0].split(WIDTH, y - MARGIN) if y > MARGIN else []
        if not fits:
            canvas.showPage()
            y = HEIGHT - MARGIN
            continue
        _, height = fits[0].wrap(WIDTH, HEIGHT)
        with canvas.tag(role):
            fits[0].drawOn(canvas, MARGIN, y - height)
        y -= height + style.spaceAfter
        parts = fits[1:]
    return y


def _with_known_letters(text: str, otherwise: str) -> str:
    known = pdfmetrics.getFont(typefaces.REGULAR).face.charToGlyph
    return text if all(ord(letter) in known for letter in text if letter > " ") else otherwise


# Derived from the request's row and the service's secret, so that a copy of the database alone
# opens no file.
WORDS_IN_A_KEY = 8
"""Eight of 512 words are 72 bits: too many to try against a file in an attacker's hands."""


def words_of(request: DeskRequest, *, language: str) -> str:
    """Without accents: not every telephone types them, and PDF readers differ."""
    told = f"{request.pk} {request.salt} {language}"
    digest = salted_hmac("words of an access file", told, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    places = range(WORDS_IN_A_KEY)
    code = tuple(number // WORDS_IN_A_LIST**place % WORDS_IN_A_LIST for place in places)
    written = withdrawals.words().written(code, language=language)
    return " ".join(map(normalise, written.split()))

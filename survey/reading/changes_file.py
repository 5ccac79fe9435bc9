"""Accepted wordings that do not ship yet, as a catalogue."""

import io
from collections.abc import Iterable

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from survey.models import WordingRemark
from survey.reading.texts import TextKind
from ui.catalogues import name_in_header

IN_CATALOGUES = {TextKind.PAGE: "django.po", TextKind.QUESTION: "instruments.po"}


def changes_file(language: str, remarks: Iterable[WordingRemark]) -> str:
    """With place, words before, people and reason."""
    catalogue = Catalog(
        locale=name_in_header(language), project="National Victim Survey", fuzzy=False
    )
    for remark in remarks:
        kind = TextKind(remark.kind)
        english = tuple(remark.english.splitlines()) if _is_plural(remark) else remark.english
        proposed = tuple(remark.proposed.splitlines()) if _is_plural(remark) else remark.proposed
        context = remark.place if kind in IN_CATALOGUES else f"{kind}: {remark.place}"
        catalogue.add(
            english,
            proposed,
            context=context or None,
            user_comments=_comments(remark, IN_CATALOGUES.get(kind, kind.value)),
        )
    written = io.BytesIO()
    write_po(written, catalogue, width=0)
    return written.getvalue().decode()


def _comments(remark: WordingRemark, file: str) -> list[str]:
    before = " / ".join(remark.wording.splitlines())
    return [
        f"{file}; before: {before}",
        f"proposed by {remark.said_by}, agreed by {remark.ended_by} on {remark.ended_at:%Y-%m-%d}",
        *remark.comment.splitlines(),
    ]


def _is_plural(remark: WordingRemark) -> bool:
    return remark.kind == TextKind.PAGE and "\n" in remark.english

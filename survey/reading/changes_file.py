"""The file of changes of a language: words that readers agreed on and that are not in place yet, in
the form of a catalogue, for whoever keeps the catalogues, the templates of the provider, the
helplines and the rules."""

import io
from collections.abc import Iterable

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from survey.models import WordingRemark
from survey.reading.texts import TextKind
from ui.catalogues import name_in_header

IN_CATALOGUES = {TextKind.PAGE: "django.po", TextKind.QUESTION: "instruments.po"}


def changes_file(language: str, remarks: Iterable[WordingRemark]) -> str:
    """Each entry names what it is part of, its place, the words before, who proposed and agreed,
    and why. Entries of catalogues have the context that they have there."""
    catalogue = Catalog(
        locale=name_in_header(language), project="National Victim Survey", fuzzy=False
    )
    for remark in remarks:
        _add(catalogue, remark)
    written = io.BytesIO()
    write_po(written, catalogue, width=0)
    return written.getvalue().decode()


def _add(catalogue: Catalog, remark: WordingRemark) -> None:
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


def _comments(remark: WordingRemark, file: str) -> list[str]:
    before = " / ".join(remark.wording.splitlines())
    return [
        f"{file}; before: {before}",
        f"proposed by {remark.said_by}, agreed by {remark.ended_by} on {remark.ended_at:%Y-%m-%d}",
        *remark.comment.splitlines(),
    ]


def _is_plural(remark: WordingRemark) -> bool:
    """Texts of pages have several lines only where they are forms of a plural."""
    return remark.kind == TextKind.PAGE and "\n" in remark.english

"""Reads the quotations that a member of staff may see, with their words as they stand redacted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import Http404

from access.viewer import Viewer
from responses.models import CodedText, ThemeQuote, WrittenText
from responses.themes.selectors.coding import STANDS_HARMLESS, State
from responses.triage.selectors import desks
from responses.vault.sealed import redacted_texts

MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class QuotedPassage:
    """`words` are empty where they may not be read any more: withdrawn, hidden or destroyed."""

    quote: ThemeQuote
    words: str = field(repr=False)


def quotes_for(viewer: Viewer) -> Sequence[QuotedPassage]:
    """The latest of cases that the viewer may see (SAF-13), also those whose words are gone: who
    quoted them elsewhere must take them out."""
    seen = CodedText.objects.filter(desks.read_by(viewer))
    if not viewer.is_national:
        seen = seen.filter(is_national=False)
    rows = ThemeQuote.objects.filter(text__in=seen.values("pk"))
    quotes = list(rows.select_related("text__response", "text__force").order_by("-pk")[:MOST_SHOWN])
    readable = [each.text.response_id for each in quotes if _is_readable(each.text)]
    agreed = WrittenText.objects.filter(STANDS_HARMLESS, response__in=readable, may_be_quoted=True)
    held = redacted_texts.held(list(agreed.values_list("response_id", flat=True)))
    return [
        QuotedPassage(
            quote=each,
            words=getattr(words, each.side)[each.starts : each.ends]
            if (words := held.get(each.text.response_id))
            else "",
        )
        for each in quotes
    ]


def quote_for(viewer: Viewer, quote_id: int) -> ThemeQuote:
    """Raises Http404 for one that the viewer may not see, as for one that there is not."""
    for each in quotes_for(viewer):
        if each.quote.pk == quote_id:
            return each.quote
    raise Http404


def _is_readable(text: CodedText) -> bool:
    return text.state == State.WAITING and text.response.withdrawn_at is None

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import Http404

from access.viewer import Viewer
from responses.models import CodedText, ThemeQuote, WrittenText
from responses.themes.selectors.coding import STANDS_HARMLESS, State
from responses.triage.selectors import desks
from responses.vault.sealed import redacted_texts

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class QuotedPassage:
    quote: ThemeQuote
    words: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class QuotePage:
    """`older` starts the next page; None on the last."""

    passages: Sequence[QuotedPassage]
    older: int | None


def quotes_for(viewer: Viewer, *, before: int | None = None) -> QuotePage:
    """Also those whose words are gone: who quoted them elsewhere must take them out (SAF-13)."""
    rows = _in_reach(viewer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("text__response", "text__force").order_by("-pk")[: PAGE + 1])
    quotes = found[:PAGE]
    return QuotePage(
        passages=_with_words(quotes), older=quotes[-1].pk if len(found) > PAGE else None
    )


def _in_reach(viewer: Viewer) -> QuerySet[ThemeQuote]:
    seen = CodedText.objects.filter(desks.read_by(viewer))
    if not viewer.is_national:
        seen = seen.filter(is_national=False)
    return ThemeQuote.objects.filter(text__in=seen.values("pk"))


def _with_words(quotes: Sequence[ThemeQuote]) -> Sequence[QuotedPassage]:
    readable = [
        each.text.response_id
        for each in quotes
        if (each.text.state == State.WAITING and each.text.response.withdrawn_at is None)
    ]
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
    """Raises Http404."""
    quote = _in_reach(viewer).select_related("text__response", "text__force").filter(pk=quote_id)
    if (found := quote.first()) is None:
        raise Http404
    return found

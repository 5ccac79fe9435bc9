"""Content of coding pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.models import CodedText, ThemeCoding, ThemeQuote
from responses.themes.frame import SIDES, CodingFrame, Theme, coding_frame
from responses.themes.selectors.coding import CodingDesk
from responses.themes.selectors.quotes import QuotedPassage
from responses.vault.sealed.redacted_texts import RedactedWords
from ui.formatting import format_date
from ui.languages import OWN_NAMES

SIDE_NAMES: Mapping[str, Promise] = {
    "well": gettext_lazy("Done well"),
    "better": gettext_lazy("Should be better"),
}
QUOTE_STATES: Mapping[str, Promise] = {
    ThemeQuote.QuoteState.PROPOSED: gettext_lazy("Waits for a second person"),
    ThemeQuote.QuoteState.RELEASED: gettext_lazy("Released"),
    ThemeQuote.QuoteState.REFUSED: gettext_lazy("Refused"),
    ThemeQuote.QuoteState.TAKEN_BACK: gettext_lazy("Taken back"),
}
GONE = gettext_lazy("The words are gone. Take them out wherever they were quoted.")


@dataclass(frozen=True, kw_only=True)
class ThemeBox:
    value: str
    side: str | Promise
    key: str
    is_chosen: bool
    is_suggested: bool
    said_by: str = ""
    """In a difference: which of the two said so, without a name."""


@dataclass(frozen=True, kw_only=True)
class ThemeRow:
    key: str
    name: str
    about: str
    include: str
    exclude: str
    boxes: Sequence[ThemeBox]


@dataclass(frozen=True, kw_only=True)
class CodingPage:
    lead: str
    frame_words: str
    language: str
    sides: Sequence[str | Promise]
    rows: Sequence[ThemeRow]
    has_suggestions: bool
    has_draft_words: bool
    languages: Sequence[tuple[str, str, int]]
    """Code, name, and how many wait."""
    differences: str


def coding_page(desk: CodingDesk, chosen: Collection[str]) -> CodingPage:
    frame, text = coding_frame(), desk.text
    sides = [side for side in SIDES if getattr(desk.words, side)]
    suggested = set(text.suggested) if text and not desk.codings else set()
    return CodingPage(
        lead=_lead(desk),
        frame_words=frame_words(frame),
        language=_language_name(text.language) if text else "",
        sides=[SIDE_NAMES[side] for side in sides],
        rows=[_row(theme, sides, suggested, chosen, desk.codings) for theme in frame.themes],
        has_suggestions=bool(suggested),
        has_draft_words=bool(suggested and text and frame.has_draft_words(text.language)),
        languages=[
            (code, _language_name(code), count) for code, count in sorted(desk.languages.items())
        ],
        differences=_differences(desk.differences) if desk.differences else "",
    )


def frame_words(frame: CodingFrame) -> str:
    if frame.signed_on is None:
        return _("Coding frame %(version)s is a draft: nobody has signed it.") % {
            "version": frame.version
        }
    return _("Coding frame %(version)s, signed by %(who)s on %(day)s.") % {
        "version": frame.version,
        "who": frame.signed_by,
        "day": format_date(frame.signed_on, language=_language()),
    }


def _lead(desk: CodingDesk) -> str:
    if not desk.waiting:
        return _("No text waits for you. They come when ten people have written.")
    return ngettext(
        "%(count)s text waits for you.", "%(count)s texts wait for you.", desk.waiting
    ) % {"count": desk.waiting}


def _differences(count: int) -> str:
    return ngettext(
        "Of %(count)s text two people said different things.",
        "Of %(count)s texts two people said different things.",
        count,
    ) % {"count": count}


def _row(
    theme: Theme,
    sides: Sequence[str],
    suggested: Collection[str],
    chosen: Collection[str],
    codings: Iterable[ThemeCoding],
) -> ThemeRow:
    language = _language()
    return ThemeRow(
        key=theme.key,
        name=theme_name(theme),
        about=theme.about.get(language, theme.about["en"]),
        include=theme.include.get(language, theme.include["en"]),
        exclude=theme.exclude.get(language, theme.exclude["en"]),
        boxes=[
            ThemeBox(
                value=(value := f"{side}:{theme.code}"),
                side=SIDE_NAMES[side],
                key=theme.key if not at else theme.key.upper(),
                is_chosen=value in chosen,
                is_suggested=value in suggested,
                said_by=_said_by(value, codings),
            )
            for at, side in enumerate(sides)
        ],
    )


def _said_by(value: str, codings: Iterable[ThemeCoding]) -> str:
    said = [each.turn for each in codings if value in each.themes]
    words = {
        (): "",
        (1,): _("said by the first"),
        (2,): _("said by the second"),
        (1, 2): _("said by both"),
    }
    return words[tuple(said)]


def theme_name(theme: Theme) -> str:
    return theme.name.get(_language(), theme.name["en"])


@dataclass(frozen=True, kw_only=True)
class FaultyRow:
    pk: int
    force: str
    language: str


def faulty_rows(texts: Iterable[CodedText]) -> Sequence[FaultyRow]:
    return [
        FaultyRow(
            pk=each.pk,
            force=force_name(each.force, _language()),
            language=_language_name(each.language),
        )
        for each in texts
    ]


def faulty_lead(count: int) -> str:
    if not count:
        return _("No text waits for words to be hidden.")
    return ngettext(
        "%(count)s text waits for words to be hidden.",
        "%(count)s texts wait for words to be hidden.",
        count,
    ) % {"count": count}


@dataclass(frozen=True, kw_only=True)
class QuoteRow:
    """Whether this viewer may release, refuse or take it back."""

    pk: int
    words: str = field(repr=False)
    force: str
    language: str
    state: str | Promise
    is_proposed: bool
    is_released: bool
    is_mine: bool
    chosen: str


def quote_rows(quotes: Iterable[QuotedPassage], *, user_id: int | None) -> Sequence[QuoteRow]:
    return [_quote_row(each, user_id) for each in quotes]


def _quote_row(passage: QuotedPassage, user_id: int | None) -> QuoteRow:
    quote, language = passage.quote, _language()
    is_there = bool(passage.words)
    return QuoteRow(
        pk=quote.pk,
        words=passage.words,
        force=force_name(quote.text.force, language),
        language=_language_name(quote.text.language),
        state=QUOTE_STATES[quote.state]
        if is_there
        or quote.state not in {ThemeQuote.QuoteState.PROPOSED, ThemeQuote.QuoteState.RELEASED}
        else GONE,
        is_proposed=is_there and quote.state == ThemeQuote.QuoteState.PROPOSED,
        is_released=quote.state == ThemeQuote.QuoteState.RELEASED,
        is_mine=quote.chosen_by_id == user_id,
        chosen=format_date(localtime(quote.chosen_at).date(), language=language),
    )


def redacted(words: RedactedWords) -> Sequence[tuple[str | Promise, str]]:
    return [(SIDE_NAMES[side], text) for side in SIDES if (text := getattr(words, side))]


def _language_name(code: str) -> str:
    return OWN_NAMES.get(code, code)


def _language() -> str:
    return get_language() or "en"

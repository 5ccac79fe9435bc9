from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.viewer import Viewer
from survey.models import WordingRemark
from survey.reading import selectors
from survey.reading.checks import FILLED_IN, LONGEST, WordingFault, WordingFinding
from survey.reading.instrument_texts import TextSource, source_of, sources
from survey.reading.selectors import DeskText, LanguageDesk
from survey.reading.texts import TextKind
from ui import languages
from ui.languages import Offer

Outcome = WordingRemark.Outcome
IN_A_LIST = 90
"""Letters of a text."""


@dataclass(frozen=True)
class PartRow:
    kind: TextKind
    label: str | Promise
    signed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.signed


@dataclass(frozen=True)
class LanguageRow:
    offer: Offer
    parts: tuple[PartRow, ...]
    waiting: int
    is_all_signed: bool

    @property
    def signed(self) -> int:
        return sum(part.signed for part in self.parts)

    @property
    def total(self) -> int:
        return sum(part.total for part in self.parts)


def language_rows(desks: Iterable[LanguageDesk]) -> list[LanguageRow]:
    return [language_row(desk) for desk in desks]


def language_row(desk: LanguageDesk) -> LanguageRow:
    parts = tuple(
        PartRow(
            kind=source.kind,
            label=source.label,
            signed=sum(each.signed is not None for each in desk.texts[source.kind]),
            total=len(desk.texts[source.kind]),
        )
        for source in sources()
        if source.kind in desk.texts
    )
    return LanguageRow(
        offer=offer_of(desk.language),
        parts=parts,
        waiting=sum(len(each.waiting) for each in desk.all()),
        is_all_signed=desk.is_all_signed,
    )


def offer_of(language: str) -> Offer:
    return languages.offers([language])[0]


@dataclass(frozen=True)
class DeskTextRow:
    key: str
    english: str
    wording: str
    where: str
    state: str
    is_signed: bool


def text_rows(texts: Sequence[DeskText]) -> list[DeskTextRow]:
    """Awaiting a decision first, then unsigned, in the respondents' order."""
    ordered = sorted(texts, key=lambda each: (not each.waiting, each.signed is not None))
    return [
        DeskTextRow(
            key=each.text.key,
            english=_shorten(each.text.english),
            wording=_shorten(each.text.wording),
            where=_shorten("; ".join(each.text.where)),
            state=state_of(each),
            is_signed=each.signed is not None,
        )
        for each in ordered
    ]


def _shorten(text: str) -> str:
    return text if len(text) <= IN_A_LIST else f"{text[: IN_A_LIST - 1]}…"


def state_of(found: DeskText) -> str:
    if found.proposal:
        return _("Other words proposed")
    if found.waiting:
        return _("Asked about")
    if found.signed and found.stands:
        return _("Signed by %(name)s") % {"name": found.signed.signed_by}
    if found.agreed:
        return _("Other words agreed on, not in place yet")
    return _("Not signed") if found.text.wording else _("No words yet")


@dataclass(frozen=True)
class RemarkCard:
    """`may_decide` or answer; `may_take_back` one's own while open."""

    pk: int
    heading: str
    said_by: str
    said_at: datetime
    proposed: str
    comment: str
    outcome: str
    answer: str
    is_proposal: bool
    may_decide: bool
    may_take_back: bool


@dataclass(frozen=True)
class DeskTextPage:
    """With the texts before and after."""

    found: DeskText
    offer: Offer
    source: TextSource
    state: str
    filled_in: tuple[str, ...]
    remarks: tuple[RemarkCard, ...]
    number: int
    total: int
    left: int
    before: str
    after: str
    may_sign: bool


def text_page(desk: LanguageDesk, key: str, viewer: Viewer) -> DeskTextPage:
    """Raises NoSuchTextError."""
    found = desk.find(key)
    own = desk.texts[found.text.kind]
    keys = [each.text.key for each in own]
    at = keys.index(key)
    return DeskTextPage(
        found=found,
        offer=offer_of(desk.language),
        source=source_of(found.text.kind),
        state=state_of(found),
        filled_in=_filled_in(found),
        remarks=tuple(_card(each, viewer) for each in found.remarks),
        number=at + 1,
        total=len(own),
        left=sum(each.signed is None for each in own),
        before=keys[at - 1] if at else "",
        after=keys[at + 1] if at + 1 < len(keys) else "",
        may_sign=selectors.may_sign(viewer, desk.language),
    )


def next_unsigned(desk: LanguageDesk, key: str) -> str:
    own = desk.texts[desk.find(key).text.kind]
    keys = [each.text.key for each in own]
    turn = keys.index(key) + 1
    for each in [*own[turn:], *own[:turn]]:
        if each.signed is None and each.proposal is None:
            return each.text.key
    return ""


def _filled_in(found: DeskText) -> tuple[str, ...]:
    if found.text.kind is TextKind.RISK_RULE:
        return ()
    return tuple(sorted(set(FILLED_IN.findall(found.text.english))))


OUTCOMES: Mapping[str, Promise] = {
    "": gettext_lazy("Waits"),
    Outcome.AGREED: gettext_lazy("Agreed by %(name)s"),
    Outcome.REFUSED: gettext_lazy("Left as it was by %(name)s"),
    Outcome.ANSWERED: gettext_lazy("Answered by %(name)s"),
    Outcome.TAKEN_BACK: gettext_lazy("Taken back by %(name)s"),
}


def _card(remark: WordingRemark, viewer: Viewer) -> RemarkCard:
    is_open, is_own = remark.ended_at is None, remark.said_by_id == viewer.user_id
    is_proposal = remark.remark == WordingRemark.Remark.PROPOSAL
    outcome = str(OUTCOMES[remark.outcome])
    return RemarkCard(
        pk=remark.pk,
        heading=_("Other words proposed") if is_proposal else _("A question"),
        said_by=remark.said_by,
        said_at=remark.said_at,
        proposed=remark.proposed,
        comment=remark.comment,
        outcome=outcome % {"name": remark.ended_by} if remark.ended_by else outcome,
        answer=remark.answer,
        is_proposal=is_proposal,
        may_decide=is_open and not (is_own and is_proposal),
        may_take_back=is_open and is_own,
    )


FAULTS: Mapping[WordingFault, Promise] = {
    WordingFault.EMPTY: gettext_lazy("Write the words that you propose"),
    WordingFault.SAME: gettext_lazy("These are the words in place. Sign them, or write others"),
    WordingFault.LONG: gettext_lazy("Write at most %(longest)s characters"),
    WordingFault.FILLED_IN: gettext_lazy(
        "Keep what is filled in exactly as it is. It must have: %(expected)s. It has: %(found)s"
    ),
    WordingFault.TAGS: gettext_lazy(
        "Keep the marks of the page exactly as they are. It must have: %(expected)s. It has: "
        "%(found)s"
    ),
    WordingFault.NUMBERS: gettext_lazy(
        "The numbers differ. English has: %(expected)s. Yours has: %(found)s"
    ),
    WordingFault.LINES: gettext_lazy(
        "Each line stands for one form or word: write %(expected)s lines, you wrote %(found)s"
    ),
}


def faults_in_words(findings: Sequence[WordingFinding], faults: Sequence[str]) -> list[str]:
    """The text's own rules speak English."""
    nothing = _("nothing")
    return [
        *(
            str(FAULTS[each.fault])
            % {
                "expected": ", ".join(each.expected) or nothing,
                "found": ", ".join(each.found) or nothing,
                "longest": LONGEST,
            }
            for each in findings
        ),
        *faults,
    ]

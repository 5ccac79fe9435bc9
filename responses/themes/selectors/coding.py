from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.cases import readers
from responses.models import (
    Case,
    CodedText,
    PaperForm,
    Response,
    SealedText,
    ThemeCoding,
    WrittenText,
)
from responses.themes.batches import LEAST_PEOPLE, TextAtHand
from responses.themes.open_texts import OPEN_CATEGORIES, OPEN_OUTCOMES
from responses.triage.selectors import desks
from responses.vault.sealed import redacted_texts
from responses.vault.sealed.redacted_texts import RedactedWords

State = CodedText.CodingState
Turn = ThemeCoding.CodingTurn
NATIONAL = "nation"
STANDS_HARMLESS = Q(
    state=WrittenText.TextState.CLOSED,
    category__in=OPEN_CATEGORIES,
    second_category__in=("", *OPEN_CATEGORIES),
    outcome__in=OPEN_OUTCOMES,
)
"""As the desk has it now: a second person may have found more in it than the first."""
IS_HELD = Q(
    Exists(WrittenText.objects.filter(STANDS_HARMLESS, response=OuterRef("response"))),
    response__withdrawn_at__isnull=True,
)
"""Excludes withdrawn words and texts the desk has reopened, until the answers return or the desk
closes them as harmless."""


def to_redact(*, most: int) -> Sequence[WrittenText]:
    made = CodedText.objects.filter(response=OuterRef("response"))
    sealed = SealedText.objects.filter(response=OuterRef("response"))
    unkeyed = PaperForm.objects.filter(attempt=OuterRef("response__attempt"), keyed_at=None)
    closed = WrittenText.objects.filter(
        Exists(sealed), ~Exists(made), ~Exists(unkeyed), STANDS_HARMLESS,
        response__withdrawn_at__isnull=True,
    )  # fmt: skip
    return list(closed.order_by("pk")[:most])


def case_of(response_id: int) -> Case:
    return Case.objects.get(stage_events__invitation__responses=response_id)


def at_hand() -> list[TextAtHand]:
    """With the group that may see them now."""
    heirs = access_selectors.heirs()
    rows = CodedText.objects.filter(IS_HELD, state=State.WAITING).annotate(
        is_read_in_force=readers.has_words_read_in_force(),
        is_met=Exists(_coded()),
    )
    return [
        TextAtHand(
            pk=row.pk,
            group=heirs[row.force_id] if row.is_read_in_force and not row.is_national else NATIONAL,
            person=row.person_key,
            batch=row.batch,
            is_met=row.is_met,
        )
        for row in rows.order_by("pk")
    ]


def texts_for(viewer: Viewer) -> QuerySet[CodedText]:
    """Only of cases that the viewer may see, in which they know no one (SAF-13)."""
    texts = CodedText.objects.filter(desks.read_by(viewer), IS_HELD)
    return texts if viewer.is_national else texts.filter(is_national=False)


def in_batches(viewer: Viewer) -> QuerySet[CodedText]:
    mine = texts_for(viewer).filter(state=State.WAITING, batch__isnull=False)
    people = mine.order_by().values("batch").annotate(people=Count("person_key", distinct=True))
    full = people.filter(people__gte=LEAST_PEOPLE).values("batch")
    return mine.filter(batch__in=full)


def _coded(text: str = "pk", **which: object) -> QuerySet[ThemeCoding]:
    return ThemeCoding.objects.filter(text=OuterRef(text), **which)


def to_code(viewer: Viewer) -> QuerySet[CodedText]:
    first, second = _coded(turn=Turn.FIRST), _coded(turn=Turn.SECOND)
    mine = _coded(user=viewer.user_id)
    waits = ~Exists(first) | (Q(is_doubled=True) & ~Exists(second) & ~Exists(mine))
    return in_batches(viewer).filter(waits).order_by("batch", "place", "pk")


def to_settle(viewer: Viewer) -> list[CodedText]:
    settled, second = _coded(turn=Turn.SETTLED), _coded(turn=Turn.SECOND)
    both = in_batches(viewer).filter(Exists(second), ~Exists(settled), is_doubled=True)
    texts = both.prefetch_related("codings").order_by("batch", "place", "pk")
    return [text for text in texts if differ(text.codings.all())]


def differ(codings: Iterable[ThemeCoding]) -> bool:
    return len({(each.frame_version, tuple(each.themes)) for each in codings}) > 1


def text_to_code(viewer: Viewer, text_id: int) -> CodedText:
    """Raises Http404."""
    text = in_batches(viewer).filter(pk=text_id).first()
    if text is None:
        raise Http404
    return text


@dataclass(frozen=True, kw_only=True)
class CodingDesk:
    text: CodedText | None
    words: RedactedWords
    languages: Mapping[str, int]
    differences: int
    quotable: bool = False
    codings: Sequence[ThemeCoding] = ()

    @property
    def waiting(self) -> int:
        return sum(self.languages.values())


def desk_for(
    viewer: Viewer, *, language: str = "", text_id: int | None = None, is_settling: bool = False
) -> CodingDesk:
    differing, waiting = to_settle(viewer), list(to_code(viewer))
    offered = differing if is_settling else waiting
    wanted = (
        each for each in offered if text_id in {None, each.pk} and language in {"", each.language}
    )
    text = next(wanted, None)
    return CodingDesk(
        text=text,
        words=_sealed_of(text) if text else RedactedWords(),
        languages=Counter(each.language for each in waiting),
        differences=len(differing),
        quotable=text is not None and may_be_quoted(text),
        codings=sorted(text.codings.all(), key=lambda each: each.turn)
        if text and is_settling
        else (),
    )


def words_of(text: CodedText) -> RedactedWords:
    """None where they were destroyed or withdrawn."""
    if Response.objects.filter(pk=text.response_id, withdrawn_at__isnull=False).exists():
        return RedactedWords()
    return _sealed_of(text)


def _sealed_of(text: CodedText) -> RedactedWords:
    return redacted_texts.held([text.response_id]).get(text.response_id, RedactedWords())


def may_be_quoted(text: CodedText) -> bool:
    agreed = WrittenText.objects.filter(STANDS_HARMLESS, may_be_quoted=True)
    return agreed.filter(response=text.response_id).exists()


def final_themes(codings: Iterable[ThemeCoding], *, is_doubled: bool) -> Sequence[str] | None:
    by_turn = {each.turn: each for each in codings}
    if settled := by_turn.get(Turn.SETTLED):
        return list(settled.themes)
    first, second = by_turn.get(Turn.FIRST), by_turn.get(Turn.SECOND)
    if first is None or (is_doubled and (second is None or differ([first, second]))):
        return None
    return list(first.themes)


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

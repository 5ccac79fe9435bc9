from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from access.background import task_queue
from access.permissions import Permission
from access.viewer import Viewer
from analytics.items import headline
from analytics.models import DraftFile, EarlyReader, QuarterState, Release, ReleaseDraft
from analytics.refresh.selectors import quarter_states
from analytics.releases import content, reading
from analytics.releases.content import FrozenRelease
from analytics.releases.draft import (
    CONTACT,
    EARLY,
    LANGUAGES,
    LONDON,
    REASON,
    CalendarReason,
    EditedWords,
    MakingStep,
    QualityField,
    ReleaseKind,
)
from ui.formatting import WELSH

MAKING = frozenset(
    {
        MakingStep.WAITING,
        MakingStep.READING,
        MakingStep.QUARTER,
        MakingStep.YEAR,
        MakingStep.JUDGING,
        MakingStep.WRITING,
    }
)
TASK = "analytics.tasks.make_release"


@dataclass(frozen=True, kw_only=True)
class Announced:
    period: str
    version: int
    kind: ReleaseKind
    publish_at: datetime
    moves: Sequence[dict[str, str]]
    cancelled_why: CalendarReason


class ReleaseNeed(StrEnum):
    FILES = "files"
    MAKING = "making"
    PROPOSAL = "proposal"
    APPROVAL = "approval"
    TIME = "time"


NEXT_RELEASE = "next release"


@dataclass(frozen=True, kw_only=True)
class NextRelease:
    number: int
    period: str
    version: int
    kind: ReleaseKind
    publish_at: datetime
    need: ReleaseNeed
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class StudioPage:
    draft: ReleaseDraft
    readers: Sequence[EarlyReader]
    files: Sequence[DraftFile]
    release: FrozenRelease | None
    is_given_up: bool

    @property
    def is_being_made(self) -> bool:
        return self.draft.step in MAKING and not self.is_given_up


def announced() -> list[Announced]:
    coming = ReleaseDraft.objects.filter(release=None).order_by("publish_at", "pk")
    return [
        Announced(
            period=draft.period,
            version=draft.version,
            kind=ReleaseKind(draft.kind),
            publish_at=draft.publish_at,
            moves=draft.moves,
            cancelled_why=CalendarReason(draft.cancelled_why, draft.cancelled_why_cy),
        )
        for draft in coming.only(
            "period", "version", "kind", "publish_at", "moves", "cancelled_why", "cancelled_why_cy"
        )
    ]


def drafts_for(viewer: Viewer) -> list[ReleaseDraft]:
    if not (viewer.is_national and viewer.may(Permission.MAKE_RELEASES)):
        return []
    found = ReleaseDraft.objects.filter(release=None, cancelled_at=None)
    return list(found.defer("known", "quality").order_by("publish_at", "pk"))


def rows_to_come(viewer: Viewer) -> QuerySet[Any, Any]:
    """(NEXT_RELEASE, the columns of `next_release`, number, time), for a query that unites such
    rows."""
    found = ReleaseDraft.objects.filter(release=None, cancelled_at=None)
    if not (viewer.is_national and viewer.may(Permission.VIEW_NATIONAL_PAGES)):
        found = found.none()
    need = Case(
        When(approved_at__isnull=False, then=Value(ReleaseNeed.TIME.value)),
        When(proposed_at__isnull=False, then=Value(ReleaseNeed.APPROVAL.value)),
        When(step=MakingStep.READY.value, then=Value(ReleaseNeed.PROPOSAL.value)),
        When(step__in=[step.value for step in MAKING], then=Value(ReleaseNeed.MAKING.value)),
        default=Value(ReleaseNeed.FILES.value),
    )
    version = Cast("version", CharField())
    parts = [F("period"), Value(" "), version, Value(" "), F("kind"), Value(" "), need]
    told = found.annotate(
        what=Value(NEXT_RELEASE), told=Concat(*parts, output_field=CharField()), many=F("pk")
    )
    return told.values_list("what", "told", "many", "publish_at")


def next_release(rows: Iterable[tuple[str, int, datetime]]) -> NextRelease | None:
    soonest = min(rows, key=lambda row: (row[2], row[1]), default=None)
    if soonest is None:
        return None
    told, number, publish_at = soonest
    period, version, kind, need = told.split(" ")
    state = quarter_states.states().get(period)
    return NextRelease(
        number=number, period=period, version=int(version), kind=ReleaseKind(kind),
        publish_at=publish_at, need=ReleaseNeed(need),
        is_closed=state is not None and state.is_frozen,
    )  # fmt: skip


def draft_for(viewer: Viewer, number: int) -> ReleaseDraft:
    """Raises ReleaseDraft.DoesNotExist, also for viewers who do not make releases."""
    if not (viewer.is_national and viewer.may(Permission.MAKE_RELEASES)):
        raise ReleaseDraft.DoesNotExist
    return ReleaseDraft.objects.defer("known", "quality").get(pk=number)


def studio_page_for(viewer: Viewer, number: int, *, language: str, question: str) -> StudioPage:
    draft = draft_for(viewer, number)
    return StudioPage(
        draft=draft,
        readers=list(draft.readers.select_related("user").order_by("pk")),
        files=files_of(draft),
        release=content_of_draft(draft, language, question=question),
        is_given_up=bool(draft.step) and task_queue.was_given_up(TASK, draft.pk),
    )


def files_of(draft: ReleaseDraft) -> list[DraftFile]:
    return list(draft.files.only("draft", "name", "sha256").order_by("name"))


def content_of_draft(draft: ReleaseDraft, language: str, *, question: str) -> FrozenRelease | None:
    """The headline's if there is no such question; None before the files are made."""
    file = draft.files.filter(name=content.NAME).first()
    if file is None:
        return None
    day = draft.publish_at.astimezone(LONDON).date()
    said = WELSH if language == WELSH else "en"
    return reading.read_release(
        file.content,
        language=said,
        published_on=day,
        national_items={question, headline().code},
    )


def file_of_draft(draft: ReleaseDraft, name: str) -> DraftFile:
    """Raises DraftFile.DoesNotExist."""
    if "\0" in name:
        raise DraftFile.DoesNotExist
    return draft.files.get(name=name)


def early_drafts_of(viewer: Viewer, *, at: datetime) -> list[ReleaseDraft]:
    found = ReleaseDraft.objects.filter(
        readers__user_id=viewer.user_id,
        approved_at__isnull=False,
        release=None,
        cancelled_at=None,
        publish_at__gt=at,
        publish_at__lte=at + EARLY,
    )
    return list(found.defer("known", "quality").order_by("publish_at", "pk"))


def early_draft_of(viewer: Viewer, number: int, *, at: datetime) -> ReleaseDraft:
    """Raises ReleaseDraft.DoesNotExist outside those hours, and for anyone not named."""
    for draft in early_drafts_of(viewer, at=at):
        if draft.pk == number:
            return draft
    raise ReleaseDraft.DoesNotExist


def due(*, at: datetime) -> list[int]:
    found = ReleaseDraft.objects.filter(
        publish_at__lte=at, approved_at__isnull=False, release=None, cancelled_at=None
    )
    return list(found.order_by("publish_at", "pk").values_list("pk", flat=True))


def offices_of(release: Release) -> list[EarlyReader]:
    return list(EarlyReader.objects.filter(draft__release=release).order_by("pk"))


def periods_to_release() -> list[tuple[str, ReleaseKind]]:
    """Open quarters too, because a day is announced weeks ahead."""
    standing = set(Release.objects.values_list("period", flat=True))
    coming = set(
        ReleaseDraft.objects.filter(release=None, cancelled_at=None).values_list(
            "period", flat=True
        )
    )
    periods = QuarterState.objects.order_by("-period").values_list("period", flat=True)
    return [
        (period, ReleaseKind.CORRECTION if period in standing else ReleaseKind.FIRST)
        for period in periods
        if period not in coming
    ]


def missing(draft: ReleaseDraft) -> list[tuple[str, str]]:
    wanted = [*(each.value for each in QualityField), CONTACT]
    if draft.kind != ReleaseKind.FIRST.value:
        wanted.append(REASON)
    found = [
        (language, name)
        for language in LANGUAGES
        for name in wanted
        if not draft.words.get(language, {}).get(name, "").strip()
    ]
    if not draft.contact_email:
        found.append(("", "contact_email"))
    if draft.next_on is None:
        found.append(("", "next_on"))
    return found


def edited_words(draft: ReleaseDraft) -> EditedWords:
    of = {language: draft.words.get(language, {}) for language in LANGUAGES}
    return EditedWords(
        fields={
            language: {each.value: words.get(each.value, "") for each in QualityField}
            for language, words in of.items()
        },
        reason={language: words.get(REASON, "") for language, words in of.items()},
        kind=ReleaseKind(draft.kind),
        contact_name={language: words.get(CONTACT, "") for language, words in of.items()},
        contact_email=draft.contact_email,
        publish_on=draft.publish_at.astimezone(LONDON).date(),
        next_on=draft.next_on,
    )

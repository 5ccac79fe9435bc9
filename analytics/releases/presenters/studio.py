from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.models import ReleaseDraft
from analytics.releases.draft import (
    CONTACT,
    EARLY,
    LANGUAGES,
    REASON,
    CalendarReason,
    MakingStep,
    QualityField,
    ReleaseKind,
    ReleaseRefusal,
)
from analytics.releases.presenters.content import FIELDS
from analytics.releases.selectors.studio import Announced, NextRelease, ReleaseNeed, missing
from ui import formatting

STEPS: Mapping[MakingStep, Promise] = {
    MakingStep.WAITING: gettext_lazy("It waits for a worker"),
    MakingStep.READING: gettext_lazy("Reading the figures of the quarter"),
    MakingStep.QUARTER: gettext_lazy(
        "Protecting small groups of the quarter, and attacking the result"
    ),
    MakingStep.YEAR: gettext_lazy("The same for the year, where one ends"),
    MakingStep.JUDGING: gettext_lazy("Judging it beside the versions before"),
    MakingStep.WRITING: gettext_lazy("Writing the files"),
    MakingStep.READY: gettext_lazy("The files are made"),
    MakingStep.REFUSED: gettext_lazy("It cannot be released"),
}
IN_ORDER = (
    MakingStep.WAITING,
    MakingStep.READING,
    MakingStep.QUARTER,
    MakingStep.YEAR,
    MakingStep.JUDGING,
    MakingStep.WRITING,
)
REFUSALS: Mapping[ReleaseRefusal, Promise] = {
    ReleaseRefusal.NO_FIGURES: gettext_lazy("The quarter has no figures."),
    ReleaseRefusal.NOT_OVER: gettext_lazy("The quarter is not over."),
    ReleaseRefusal.NOT_CLOSED: gettext_lazy(
        "The quarter is not closed: answers may still come, and its figures leave some out."
    ),
    ReleaseRefusal.SAYS_NO_REASON: gettext_lazy("Another version needs a reason."),
    ReleaseRefusal.NOTHING_TO_REVISE: gettext_lazy(
        "The quarter has no version yet that could be revised."
    ),
    ReleaseRefusal.NARROWED: gettext_lazy("How a small group answered would be known."),
    ReleaseRefusal.TELLS_OF_FEW: gettext_lazy(
        "A few people’s answers would be known from what changed since the version before."
    ),
    ReleaseRefusal.HIDDEN_FROM_STAFF: gettext_lazy("It would show what is hidden from staff."),
    ReleaseRefusal.FILLED_ANEW: gettext_lazy(
        "The figures were filled anew after the files were made. Have them made again."
    ),
    ReleaseRefusal.ANOTHER_VERSION: gettext_lazy("Another version went out meanwhile."),
    ReleaseRefusal.NEEDS_ANOTHER: gettext_lazy("It takes a second person."),
}
FAULTS: Mapping[str, Promise] = {
    "announced": gettext_lazy("This quarter has a release to come already"),
    "notice": gettext_lazy(
        "Choose a later day: a first release is announced four weeks before, and none is published "
        "on a day that has passed"
    ),
    "kind": gettext_lazy(
        "A quarter has one first release; after it there are corrections and revisions"
    ),
    "published": gettext_lazy("It is out already, or was taken out of the calendar"),
    "cancelled": gettext_lazy("It was taken out of the calendar"),
    "missing": gettext_lazy("Fill every field first"),
    "not_made": gettext_lazy("Have the files made first"),
    "other": gettext_lazy("The files were made anew since you read them: read them again"),
    "not_proposed": gettext_lazy("Nobody has proposed it"),
    "same": gettext_lazy("Another person than the one who proposed it has to approve it"),
    "late": gettext_lazy("Its time has passed: choose another day, with the reason"),
    "twice": gettext_lazy("They are on the list already"),
    "many": gettext_lazy("The list is full: it holds twenty people at most"),
    "read": gettext_lazy("They have read it already, and stay on the list"),
    "nobody": gettext_lazy("No account has this address"),
}
KINDS: Mapping[ReleaseKind, Promise] = {
    ReleaseKind.FIRST: gettext_lazy("First release"),
    ReleaseKind.CORRECTION: gettext_lazy("Correction"),
    ReleaseKind.REVISION: gettext_lazy("Revision"),
}
IN_LANGUAGE = {"en": gettext_lazy("in English"), "cy": gettext_lazy("in Welsh")}


@dataclass(frozen=True, kw_only=True)
class CalendarRow:
    period: str
    kind: str
    day: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MakingRow:
    name: str
    state: str
    is_now: bool


def calendar_rows(announced: Sequence[Announced]) -> list[CalendarRow]:
    return [
        CalendarRow(
            period=_version(each.period, each.version),
            kind=str(KINDS[each.kind]),
            day=_("not published") if each.cancelled_why.english else moment(each.publish_at),
            notes=tuple(
                note for note in (*_moves(each.moves), _reason_words(each.cancelled_why)) if note
            ),
        )
        for each in announced
    ]


def _version(period: str, version: int) -> str:
    return _("%(period)s, version %(version)s") % {
        "period": words.period_name(period),
        "version": version,
    }


def _moves(moves: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(
        _("Moved from %(day)s: %(why)s")
        % {
            "day": day_words(move["from"]),
            "why": _reason_words(CalendarReason(move["why"], move.get("why_cy", ""))),
        }
        for move in moves
    )


def _reason_words(why: CalendarReason) -> str:
    return why.in_language(words.language())


def day_words(day: str) -> str:
    return formatting.format_date(date.fromisoformat(day), language=words.language())


def moment(at: datetime) -> str:
    return formatting.format_moment(localtime(at), language=words.language())


def moves_of(draft: ReleaseDraft) -> tuple[str, ...]:
    return _moves(draft.moves)


def cancelled_of(draft: ReleaseDraft) -> str:
    return _reason_words(CalendarReason(draft.cancelled_why, draft.cancelled_why_cy))


def early_from(draft: ReleaseDraft) -> str:
    return moment(draft.publish_at - EARLY)


def step_rows(draft: ReleaseDraft) -> list[MakingRow]:
    if draft.step not in IN_ORDER:
        return []
    now = IN_ORDER.index(MakingStep(draft.step))
    said = {-1: _("done"), 0: _("now"), 1: _("to come")}
    return [
        MakingRow(
            name=str(STEPS[step]), state=said[(place > now) - (place < now)], is_now=place == now
        )
        for place, step in enumerate(IN_ORDER)
    ]


def refusal_words(draft: ReleaseDraft) -> str:
    return str(REFUSALS[ReleaseRefusal(draft.refusal)]) if draft.refusal else ""


def fault_words(code: str) -> str:
    return str(FAULTS[code])


def missing_words(draft: ReleaseDraft) -> list[str]:
    return [_missing(language, name) for language, name in missing(draft)]


def _missing(language: str, name: str) -> str:
    said = {
        "contact_email": _("the address that readers write to"),
        "next_on": _("the day of the next release"),
        CONTACT: _("who answers for these statistics"),
        REASON: _("why this version replaces the one before"),
    }
    label = said.get(name) or str(FIELDS[QualityField(name)])
    return f"{label}, {IN_LANGUAGE[language]}" if language in LANGUAGES else label


def state_words(draft: ReleaseDraft) -> str:
    if draft.approved_at:
        return _(
            "%(first)s proposed it and %(second)s approved it: it goes out by itself at %(at)s."
        ) % {
            "first": draft.proposed_by, "second": draft.approved_by, "at": moment(draft.publish_at),
        }  # fmt: skip
    if draft.proposed_at:
        return _("%(first)s proposed it. Another person reads it and approves it.") % {
            "first": draft.proposed_by
        }
    if draft.step == MakingStep.READY.value:
        return _("The files are made. Read them, and propose them.")
    if draft.step == MakingStep.REFUSED.value:
        return _("It cannot be released as it is.")
    if draft.step:
        return _("The files are being made.")
    if missing(draft):
        return _("Fields are empty. Nothing is made before all are filled.")
    return _("All fields are filled. Have the files made.")


NEEDS: Mapping[ReleaseNeed, Promise] = {
    ReleaseNeed.FILES: gettext_lazy("its words and its files"),
    ReleaseNeed.MAKING: gettext_lazy("its files, which are being made"),
    ReleaseNeed.PROPOSAL: gettext_lazy("somebody who reads its files and proposes them"),
    ReleaseNeed.APPROVAL: gettext_lazy("a second person, who reads and approves it"),
    ReleaseNeed.TIME: gettext_lazy("its time; two people agreed to it"),
}


def next_words(coming: NextRelease, *, at: datetime) -> Mapping[str, str]:
    return {
        "name": _version(coming.period, coming.version),
        "kind": str(KINDS[coming.kind]),
        "publishes": moment(coming.publish_at),
        "waits": waits_words(coming, at=at),
    }


def waits_words(coming: NextRelease, *, at: datetime) -> str:
    needs = [str(NEEDS[coming.need])]
    if coming.need is ReleaseNeed.FILES and not coming.is_closed:
        needs.insert(0, _("the closing of its quarter"))
    if coming.need is not ReleaseNeed.TIME and coming.publish_at <= at:
        needs.insert(0, _("another day, because its time has passed"))
    return _("It waits for: %(what)s.") % {"what": "; ".join(needs)}

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404

from access.models import Membership
from access.viewer import Viewer
from responses.answering.pathway import questions_of
from responses.invitations.selectors.codes import hash_on_paper
from responses.models import CaseTie, PaperBar, PaperForm, PaperReading, Response, WrittenText
from responses.paper.reading import FormReading
from survey import selectors as survey_selectors
from survey.definition.types import Instrument

LEAST_TOLD = 30
"""The fewest forms keyed twice for which agreement is shown."""


class FormStep(StrEnum):
    KEY = "key"
    SETTLE = "settle"
    WAIT = "wait"
    """Another person has to go on with it."""
    OVER = "over"
    """Not to be keyed: too late, taken out, keyed before, or contact ended. The reason is never
    revealed."""


def forms_for(viewer: Viewer) -> QuerySet[PaperForm]:
    """By code: none of a force in which they have a role, none they handed over, none in which they
    know a person (SAF-13)."""
    if not viewer.is_national:
        return PaperForm.objects.none()
    case = "attempt__invitation__stage_event__case"
    barred = CaseTie.objects.filter(
        case=OuterRef(case), kind=CaseTie.TieKind.BARRED, user=viewer.user_id
    )
    said = PaperBar.objects.filter(form=OuterRef("pk"), user=viewer.user_id)
    of_force = Membership.objects.filter(user=viewer.user_id, force=OuterRef(f"{case}__force"))
    forms = PaperForm.objects.filter(~Exists(barred), ~Exists(said), ~Exists(of_force))
    forms = forms.exclude(attempt__drawn_by_id=viewer.user_id)
    return forms.select_related("attempt__invitation", "instrument")


def form_by_code(viewer: Viewer, code: str) -> PaperForm | None:
    return forms_for(viewer).filter(attempt__token_hash=hash_on_paper(code)).first()


def form_by_id(viewer: Viewer, pk: int) -> PaperForm:
    found = forms_for(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def step_of(form: PaperForm, *, user_id: int | None, at: datetime) -> FormStep:
    if is_over(form, at=at):
        return FormStep.OVER
    readers = readers_of(form)
    if len(readers) == len(NUMBERS):
        return FormStep.WAIT if readers[1] == user_id else FormStep.SETTLE
    return FormStep.WAIT if user_id in readers.values() else FormStep.KEY


NUMBERS = (1, 2)


def readers_of(form: PaperForm) -> Mapping[int, int]:
    return dict(form.readings.values_list("number", "keyed_by_id"))


def has_words(form: PaperForm) -> bool:
    return WrittenText.objects.filter(response__attempt=form.attempt_id).exists()


def is_over(form: PaperForm, *, at: datetime) -> bool:
    if form.keyed_at or form.taken_back_at or form.attempt.invitation.opted_out_at:
        return True
    if form.attempt.opened_at is None:
        return form.attempt.expires_at <= at
    return not Response.objects.filter(attempt=form.attempt_id, withdrawn_at=None).exists()


def reading_of(form: PaperForm, number: int) -> FormReading:
    stored = PaperReading.objects.get(form=form, number=number)
    return FormReading(
        answers={code: tuple(picked) for code, picked in stored.answers.items()},
        marks=stored.marks,
    )


def instrument_of(form: PaperForm) -> Instrument:
    return questions_of(survey_selectors.instrument(form.instrument), form.modules)


@dataclass(frozen=True)
class KeyingQuality:
    """`compared` questions of `forms` forms; `differed` is in how many."""

    forms: int
    compared: int
    differed: int


@dataclass(frozen=True)
class WaitingForms:
    second: int
    settlement: int


def quality() -> KeyingQuality | None:
    """None if few forms were keyed twice."""
    found = PaperForm.objects.filter(compared__gt=0).aggregate(
        forms=Count("pk"), compared=Sum("compared"), differed=Sum("differed")
    )
    return KeyingQuality(**found) if found["forms"] >= LEAST_TOLD else None


def waiting_for(viewer: Viewer) -> WaitingForms:
    begun = begun_by_another(viewer)
    return WaitingForms(
        second=begun.filter(readings_made=1).count(),
        settlement=begun.filter(readings_made=2).count(),
    )


def begun_by_another(viewer: Viewer) -> QuerySet[Any]:
    open_forms = forms_for(viewer).filter(
        keyed_at=None, taken_back_at=None, attempt__invitation__opted_out_at=None
    )
    own = PaperReading.objects.filter(form=OuterRef("pk"), keyed_by_id=viewer.user_id)
    counted = open_forms.annotate(
        readings_made=Count("readings"), is_own=Exists(own), is_first=Exists(own.filter(number=1))
    )
    is_next = Q(readings_made=1, is_own=False) | Q(readings_made=2, is_first=False)
    return counted.filter(is_next)

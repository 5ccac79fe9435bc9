from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.models import Force, MergerRequest
from access.presenters import REGIONS, force_name
from ui.formatting import format_date, format_moment, format_words


@dataclass(frozen=True, kw_only=True)
class JoinedForces:
    ending: Sequence[str]
    into: str
    into_name: str


@dataclass(frozen=True, kw_only=True)
class MergerPreview:
    template: str
    context: Callable[[JoinedForces, date], Mapping[str, object]]


def previews_of(joined: JoinedForces, *, on: date) -> Iterator[tuple[str, Mapping[str, object]]]:
    for path in settings.MERGER_PREVIEWS:
        preview: MergerPreview = import_string(path)
        yield preview.template, preview.context(joined, on)


State = MergerRequest.MergerState
STATES: Mapping[str, Promise] = {
    State.WAITING: gettext_lazy("Waits for a second administrator"),
    State.DONE: gettext_lazy("Merged"),
    State.REFUSED: gettext_lazy("Refused"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True, kw_only=True)
class AdministeredForceRow:
    code: str
    name: str
    region: str
    begins: str
    ends: str


def force_row(force: Force) -> AdministeredForceRow:
    return AdministeredForceRow(
        code=force.code,
        name=force_name(force, _language()),
        region=str(REGIONS.get(force.region_code, "")) or "–",
        begins=_day(force.valid_from),
        ends=_day(force.valid_to) if force.valid_to else "",
    )


def choices(forces: Mapping[str, Force], *, today: date) -> list[tuple[str, str]]:
    return [
        (code, force_name(force, _language()))
        for code, force in forces.items()
        if force.valid_to is None or force.valid_to > today
    ]


@dataclass(frozen=True, kw_only=True)
class MergerRow:
    pk: int
    ending: str
    into: str
    is_new: bool
    on: str
    with_staff: bool
    state: str
    waits: bool
    asked: str
    is_own: bool
    joined: JoinedForces


def merger_row(request: MergerRequest, *, reader: int) -> MergerRow:
    names = {
        force.code: force_name(force, _language()) for force in access_selectors.known_forces()
    }
    into = request.name or names.get(request.into, request.into)
    return MergerRow(
        pk=request.pk,
        ending=format_words(
            [names.get(code, code) for code in request.ending], language=_language()
        ),
        into=into,
        is_new=bool(request.name),
        on=_day(request.on),
        with_staff=request.with_staff,
        state=str(STATES[request.state]),
        waits=request.state == State.WAITING,
        asked=_("%(person)s, %(time)s")
        % {
            "person": request.asked_by,
            "time": format_moment(request.asked_at, language=_language()),
        },
        is_own=request.asked_by_id == reader,
        joined=JoinedForces(ending=request.ending, into=request.into, into_name=into),
    )


def _day(day: date) -> str:
    return format_date(day, language=_language())


def _language() -> str:
    return get_language() or "en"

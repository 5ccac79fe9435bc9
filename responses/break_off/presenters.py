import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from responses.break_off.selectors import Group, StepCount, Stops
from responses.break_off.walk import Step, StepPart
from responses.models import Response
from survey.definition.types import Instrument
from survey.forms import question_wording
from ui.csv_files import guard
from ui.formatting import format_number, format_share
from ui.languages import OWN_NAMES

PAGES: Mapping[StepPart, str | Promise] = {
    StepPart.BEGUN: gettext_lazy("Past the gate"),
    StepPart.OFFER: gettext_lazy("The offer of more questions"),
    StepPart.EQUALITY_OFFER: gettext_lazy("The offer of questions about the person"),
    StepPart.SENDING: gettext_lazy("All questions done"),
    StepPart.SENT: gettext_lazy("Sent in"),
}
PARTS: Mapping[StepPart, str | Promise] = {
    StepPart.BEGUN: gettext_lazy("To begin with"),
    StepPart.FIRST: gettext_lazy("The questions that come first"),
    StepPart.OFFER: gettext_lazy("More questions"),
    StepPart.FURTHER: gettext_lazy("More questions"),
    StepPart.EQUALITY_OFFER: gettext_lazy("About the person"),
    StepPart.EQUALITY: gettext_lazy("About the person"),
    StepPart.SENDING: gettext_lazy("The end"),
    StepPart.SENT: gettext_lazy("The end"),
}
DEVICES: Mapping[str, str | Promise] = {
    Response.Device.PHONE: gettext_lazy("On a telephone"),
    Response.Device.OTHER: gettext_lazy("On something else"),
    "": gettext_lazy("Not known on what"),
}
ALL = "all"
NOT_LEFT = frozenset({StepPart.BEGUN, StepPart.SENDING, StepPart.SENT})
"""Parts at which no respondent can stop."""


@dataclass(frozen=True)
class StepRow:
    name: str
    code: str
    reached: str
    stopped: str
    share: str
    declined: str
    percent: int | None


@dataclass(frozen=True)
class PartRows:
    name: str | Promise
    rows: tuple[StepRow, ...]


@dataclass(frozen=True)
class GroupLink:
    """ "" for a group that is hidden."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class StopsPage:
    links: tuple[GroupLink, ...]
    chosen: str
    parts: tuple[PartRows, ...]


def stops_page(stops: Stops, *, wanted: str) -> StopsPage:
    """Of `wanted`, or of all respondents if it is not shown."""
    groups = dict(_named(stops))
    shown = {value: group for value, group in groups.items() if group.steps}
    chosen = wanted if wanted in shown else ALL
    links = (
        GroupLink(value if value in shown else "", _group_name(value, group), value == chosen)
        for value, group in groups.items()
    )
    return StopsPage(
        links=tuple(links),
        chosen=_group_name(chosen, groups[chosen]),
        parts=tuple(_parts(groups[chosen].steps, stops.instruments)),
    )


def csv_text(stops: Stops) -> str:
    """Hidden groups have empty counts."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["group", "part", "question", "reached", "stopped", "went_on_without"])
    for value, group in _named(stops):
        for each in group.steps:
            step = each.step
            cells = (value, step.part.value, step.question, each.reached, each.stopped)
            rows.writerow([guard(cell) for cell in (*cells, each.declined)])
    return written.getvalue()


def _named(stops: Stops) -> Iterator[tuple[str, Group]]:
    yield ALL, Group("", stops.all)
    yield from ((f"language-{group.name}", group) for group in stops.languages)
    yield from ((f"device-{group.name or 'unknown'}", group) for group in stops.devices)


def _group_name(value: str, group: Group) -> str:
    if value == ALL:
        return _("Everybody")
    if value.startswith("device-"):
        return str(DEVICES[group.name])
    return OWN_NAMES.get(group.name, group.name)


def _parts(steps: Sequence[StepCount], instruments: Sequence[Instrument]) -> Iterator[PartRows]:
    begun = steps[0].reached if steps else None
    by_name: dict[str | Promise, list[StepRow]] = {}
    for each in steps:
        row = _row(each, instruments, begun)
        by_name.setdefault(PARTS[each.step.part], []).append(row)
    yield from (PartRows(name, tuple(rows)) for name, rows in by_name.items())


def _row(each: StepCount, instruments: Sequence[Instrument], begun: int | None) -> StepRow:
    return StepRow(
        name=_step_name(each.step, instruments),
        code=each.step.question,
        reached=_count(each.reached),
        stopped=_count(each.stopped) if each.step.part not in NOT_LEFT else "–",
        share=_share(each.stopped, each.reached),
        declined=_count(each.declined)
        if (each.step.part in {StepPart.OFFER, StepPart.FURTHER, StepPart.EQUALITY_OFFER})
        else "–",
        percent=None if each.reached is None or not begun else round(100 * each.reached / begun),
    )


def _step_name(step: Step, instruments: Sequence[Instrument]) -> str:
    if not step.question:
        return str(PAGES[step.part])
    for instrument in instruments:
        if step.question in instrument.places:
            question = instrument.question(step.question)
            return str(question_wording.wording(question.text, get_language() or "en"))
    return step.question


def _count(count: int | None) -> str:
    if count is None:
        return pgettext("people", "fewer than 10")
    return format_number(count, language=get_language() or "en")


def _share(part: int | None, whole: int | None) -> str:
    if part is None or not whole:
        return ""
    return format_share(part / whole, language=get_language() or "en")

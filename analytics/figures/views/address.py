from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from analytics import words
from analytics.figures.presenters.figures import OptionGroup, SelectOption
from analytics.figures.selectors.shown import PageQuery
from analytics.items import headline, item_codes
from analytics.tables import OFFERED, YEARLY, Dimension

FILE = "file"
"""The parameter that downloads a table or picture of any page."""
LONGEST_TOLD = 40


@dataclass(frozen=True, kw_only=True)
class PageChoice:
    name: str
    current: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class AddressRefusal:
    name: str
    given: str
    options: Sequence[tuple[str, str]]


def page_query(request: HttpRequest) -> PageQuery:
    dimension = request.GET.get("by", "")
    item = request.GET.get("item", "")
    return PageQuery(
        period=request.GET.get("period", ""),
        dimension=Dimension(dimension) if dimension in OFFERED else Dimension.ALL,
        item=item if item in item_codes() else headline().code,
    )


def figure_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    also: Iterable[PageChoice] = (),
) -> HttpResponse:
    choices = [*_choices(context), *also]
    if not context.get("period") and any(choice.name == "period" for choice in choices):
        return render(request, template, dict(context))
    refused = list(_refused(request, choices, context))
    if refused:
        told = {"refused": refused, "address": request.path}
        return render(request, "analytics/refused.html", told, status=404)
    return render(request, template, {**context, "years_alone": _years_alone(request, context)})


def period_shown(request: HttpRequest, period: str | None) -> str:
    if period is None or request.GET.get("period", "") not in ("", period):
        raise Http404
    return period


def _choices(context: Mapping[str, object]) -> Iterator[PageChoice]:
    if "periods" in context:
        periods: Sequence[str | tuple[str, str]] = context["periods"]  # type: ignore[assignment]
        yield PageChoice(
            name="period",
            current=str(context["period"]),
            options=[
                (each, str(words.period_name(each))) if isinstance(each, str) else each
                for each in periods
            ],
        )
    for name, key in (("item", "items"), ("beside", "besides"), ("agency", "agencies")):
        if key in context:
            yield choice_of(name, context[key])  # type: ignore[arg-type]
    if "stages" in context:
        yield choice_of("stage", context["stages"])  # type: ignore[arg-type]
    if "dimensions" in context:
        groups: Iterable[OptionGroup] = context["dimensions"]  # type: ignore[assignment]
        yield choice_of("by", [each for group in groups for each in group.options])


def choice_of(name: str, options: Iterable[SelectOption]) -> PageChoice:
    known = list(options)
    return PageChoice(
        name=name,
        current=next((each.code for each in known if each.is_current), ""),
        options=[(each.code, str(each.label)) for each in known],
    )


def _refused(
    request: HttpRequest, choices: Sequence[PageChoice], context: Mapping[str, object]
) -> Iterator[AddressRefusal]:
    known = {choice.name: choice for choice in choices}
    right = {FILE, *(name for name, values in request.GET.lists() if not any(values))}
    right |= {each.name for each in choices if request.GET.getlist(each.name) == [each.current]}
    right |= {"period"} if _years_alone(request, context) else set()
    asked = {name: value for name, value in request.GET.items() if name in right - {FILE}}
    for name, values in request.GET.lists():
        if name in right:
            continue
        choice = known.get(name)
        options = choice.options if choice else ()
        yield AddressRefusal(
            name=name[:LONGEST_TOLD],
            given=values[-1][:LONGEST_TOLD],
            options=[
                (f"{request.path}?{urlencode({**asked, name: code})}", label)
                for code, label in options
            ],
        )


def _years_alone(request: HttpRequest, context: Mapping[str, object]) -> str:
    asked = request.GET.get("period", "")
    is_quarter = len(asked) == len("2026-Q1") and asked[4:6] == "-Q" and asked[6] in "1234"
    if not is_quarter or not asked[:4].isdecimal() or context.get("dimension") not in YEARLY:
        return ""
    return str(words.period_name(asked))

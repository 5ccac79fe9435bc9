"""Reads the choices sheet: lists of choices by their name. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.definition.types import Choice, Meaning
from survey.interchange.faults import FormFault, Reason, shown
from survey.interchange.xlsform import cells, columns
from survey.interchange.xlsform.tables import FormRow, FormTables
from survey.interchange.xlsform.texts import Texts


@dataclass(frozen=True)
class ChoiceList:
    choices: tuple[Choice, ...]
    first: FormRow


def read_lists(form: FormTables, texts: Texts) -> Mapping[str, ChoiceList]:
    found: dict[str, list[tuple[FormRow, Choice]]] = {}
    for record in form.choices:
        if not record["list_name"]:
            record.fail(Reason.LIST_UNNAMED, "list_name")
            continue
        inside = found.setdefault(record["list_name"], [])
        choice = _choice(record, texts)
        if choice.code in {other.code for _, other in inside}:
            record.fail(Reason.CHOICE_TWICE, "name", name=choice.code, list=record["list_name"])
        elif choice.code:
            inside.append((record, choice))
    return {
        name: ChoiceList(tuple(choice for _, choice in inside), inside[0][0])
        for name, inside in found.items()
        if inside
    }


def unused(lists: Mapping[str, ChoiceList], used: set[str]) -> Iterator[FormFault]:
    """A fault for each list that no question uses. Valid XLSForm: many authors keep one choices
    sheet for all their forms."""
    for name in sorted(set(lists) - used):
        place = lists[name].first
        terms = {"list": shown(name)}
        yield FormFault(Reason.LIST_UNUSED, place.sheet, place.number, "list_name", terms)


def _choice(record: FormRow, texts: Texts) -> Choice:
    code = record["name"]
    if not code:
        record.fail(Reason.NAME_MISSING, "name")
    elif len(code.split()) > 1:
        record.fail(Reason.CHOICE_WITH_BLANK, "name", name=shown(code))
    return Choice(
        code=code,
        text=texts.required(record, "label"),
        meaning=cells.member(record, "vss_meaning", Meaning, default=Meaning.NEUTRAL),
        is_apart=cells.flag(record, "vss_apart"),
        is_exclusive=cells.flag(record, "vss_exclusive"),
        details=texts.optional(record, "vss_details"),
        symbol=record["vss_symbol"],
        tags={name: value for name, value in record.cells.items() if columns.is_tag(name)},
    )

"""Reads the choices sheet: the lists of choices that questions use, by their name. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from survey.definition.types import Choice, Meaning
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform import cells, columns
from survey.interchange.xlsform.tables import FormRow, FormTables
from survey.interchange.xlsform.texts import Texts

Lists = Mapping[str, tuple[Choice, ...]]


@dataclass(frozen=True)
class _ListReader:
    texts: Texts
    found: dict[str, list[Choice]]

    def read(self, record: FormRow) -> None:
        name = record["list_name"]
        inside = self.found.setdefault(name, [])
        choice = _choice(record, self.texts)
        if choice.code in {other.code for other in inside}:
            record.report(Reason.CHOICE_TWICE, "name", name=choice.code, list=name)
        elif choice.code:
            inside.append(choice)


def read_lists(form: FormTables, texts: Texts, used: Collection[str]) -> Lists:
    """The lists named in `used`. Many authors keep one choices sheet for all their forms: each
    other list is left out, whatever is in it, and noted."""
    reader = _ListReader(texts, {})
    unused: set[str] = set()
    for record in form.choices:
        name = record["list_name"]
        if not name:
            record.report(Reason.LIST_UNNAMED, "list_name")
        elif name in used:
            reader.read(record)
        elif name not in unused:
            unused.add(name)
            record.report(Reason.LIST_UNUSED, "list_name", list=shown(name))
    return {name: tuple(inside) for name, inside in reader.found.items() if inside}


def _choice(record: FormRow, texts: Texts) -> Choice:
    code = record["name"]
    if not code:
        record.report(Reason.NAME_MISSING, "name")
    elif len(code.split()) > 1:
        record.report(Reason.CHOICE_WITH_BLANK, "name", name=shown(code))
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

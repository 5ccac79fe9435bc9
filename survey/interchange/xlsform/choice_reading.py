from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from survey.definition.expressions import (
    AllOf,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Operator,
    Tag,
    Value,
    leaves,
)
from survey.definition.types import Choice, Meaning, Question
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform import cells, columns
from survey.interchange.xlsform.tables import FormRow, FormTables
from survey.interchange.xlsform.texts import Texts

BLANK = Value(" ")
NAME = "name"


@dataclass(frozen=True)
class ChoiceList:
    """`joined` may have several values; `renamed` are made names by those written."""

    choices: tuple[Choice, ...] = ()
    joined: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)


Lists = Mapping[str, ChoiceList]


@dataclass
class _ListReader:
    texts: Texts
    written: Collection[str]
    renamed: dict[str, str] = field(default_factory=dict)
    found: dict[str, list[tuple[FormRow, Choice]]] = field(default_factory=dict)

    def read(self, record: FormRow) -> None:
        choice = _choice(record, self._name(record), self.texts)
        if choice.code:
            self.found.setdefault(choice.code, []).append((record, choice))

    def _name(self, record: FormRow) -> str:
        code = record["name"]
        if not code:
            record.report(Reason.NAME_MISSING, "name")
        if len(code.split()) <= 1:
            return code
        if code not in self.renamed:
            self.renamed[code] = self._free("_".join(code.split()))
        record.report(Reason.CHOICE_WITH_BLANK, "name", name=shown(code), made=self.renamed[code])
        return self.renamed[code]

    def _free(self, name: str) -> str:
        taken = {*self.written, *self.renamed.values()}
        further = (f"{name}_{place}" for place in count(2))
        return name if name not in taken else next(made for made in further if made not in taken)

    def whole(self) -> ChoiceList:
        """Each choice once."""
        choices: list[Choice] = []
        joined: set[str] = set()
        for code, rows in self.found.items():
            alike = [choice for _, choice in rows]
            name = self._distinguishing_tag(alike)
            for record, _ in rows[1:]:
                reason = Reason.CHOICES_JOINED if name else Reason.CHOICE_TWICE
                record.report(reason, "name", name=code, list=record["list_name"])
            choices.append(_joined(alike, name) if name else alike[0])
            joined |= {name} if name else set()
        return ChoiceList(tuple(choices), frozenset(joined), self.renamed)

    def _distinguishing_tag(self, alike: list[Choice]) -> str:
        names = {name for choice in alike for name in choice.tags}
        apart = [name for name in names if len({choice.tags.get(name) for choice in alike}) > 1]
        is_same = all(replace(choice, tags={}) == replace(alike[0], tags={}) for choice in alike)
        if not is_same or len(apart) != 1 or not self._has_words(apart[0]):
            return ""
        return apart[0]

    def _has_words(self, name: str) -> bool:
        values = (choice.tags.get(name, "") for rows in self.found.values() for _, choice in rows)
        return all(len(value.split()) <= 1 for value in values)


def _joined(alike: list[Choice], name: str) -> Choice:
    values = dict.fromkeys(choice.tags.get(name, "") for choice in alike)
    return replace(alike[0], tags={**alike[0].tags, name: " ".join(filter(None, values))})


def looking_among(expression: Expression, joined: Collection[str]) -> Expression | None:
    """Among the values of a joined property; None where the filter does anything else with one."""
    match expression:
        case Operation(Operator.EQUAL, Tag(name), other) if name in joined:
            return _is_among(other, Tag(name))
        case Operation(Operator.EQUAL, other, Tag(name)) if name in joined:
            return _is_among(other, Tag(name))
        case AllOf(parts) | AnyOf(parts):
            found = [looking_among(part, joined) for part in parts]
            known = tuple(part for part in found if part is not None)
            return type(expression)(known) if len(known) == len(parts) else None
        case Not(part):
            inner = looking_among(part, joined)
            return Not(inner) if inner else None
    is_joined = any(isinstance(leaf, Tag) and leaf.name in joined for leaf in leaves(expression))
    return None if is_joined else expression


def _is_among(value: Expression, values: Expression) -> Expression:
    apart = [Call(Function.CONCAT, (BLANK, each, BLANK)) for each in (values, value)]
    return Call(Function.CONTAINS, tuple(apart))


def with_names(question: Question) -> Question:
    """Only if the filter looks at names."""
    is_name = question.choice_filter and Tag(NAME) in leaves(question.choice_filter)
    if not is_name:
        return question
    choices = (
        replace(choice, tags={**choice.tags, NAME: choice.code}) for choice in question.choices
    )
    return replace(question, choices=tuple(choices))


def read_lists(form: FormTables, texts: Texts, used: Collection[str]) -> Lists:
    """The lists named in `used`."""
    readers: dict[str, _ListReader] = {}
    unused: set[str] = set()
    written: dict[str, set[str]] = {}
    for record in form.choices:
        written.setdefault(record["list_name"], set()).add(record["name"])
    for record in form.choices:
        name = record["list_name"]
        if not name:
            record.report(Reason.LIST_UNNAMED, "list_name")
        elif name in used:
            readers.setdefault(name, _ListReader(texts, written[name])).read(record)
        elif name not in unused:
            unused.add(name)
            record.report(Reason.LIST_UNUSED, "list_name", list=shown(name))
    return {name: reader.whole() for name, reader in readers.items() if reader.found}


def _choice(record: FormRow, code: str, texts: Texts) -> Choice:
    return Choice(
        code=code,
        text=texts.required(record, "label"),
        meaning=cells.member(record, "vss_meaning", Meaning, default=Meaning.NEUTRAL),
        is_apart=cells.flag(record, "vss_apart"),
        is_exclusive=cells.flag(record, "vss_exclusive"),
        details=texts.optional(record, "vss_details"),
        symbol=record["vss_symbol"],
        mends=record["vss_mends"],
        tags={name: value for name, value in record.cells.items() if columns.is_tag(name)},
    )

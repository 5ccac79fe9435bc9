import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from survey.definition.expressions import (
    Answer,
    AnyOf,
    Call,
    Expression,
    Function,
    Own,
    Picked,
    Value,
    with_leaves,
)
from survey.definition.types import QuestionKind
from survey.interchange.faults import Reason
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.types import RowType, TypeSupport, type_of
from survey.interchange.xpath.tokens import NAME

CHOICE_NAME = re.compile(
    rf"""jr:choice-name\(\s*\$\{{\s*(?P<of>{NAME})\s*\}}\s*,"""
    r"""\s*(['"])\s*\$\{\s*(?P=of)\s*\}\s*\2\s*\)"""
)
"""The calculation that other tools need to tell the words of a choice. Ours tell them wherever the
question is named."""
CHOICE_LABEL = re.compile(
    rf"choice-label\(\s*\$\{{\s*(?P<of>{NAME})\s*\}}\s*,\s*\$\{{\s*(?P=of)\s*\}}\s*\)"
)
"""The same in the dialect of one survey server."""
ADDED = "_other"
"""Suffix of the question for an answer outside the list."""
UNNAMED = {True: "group", False: "note"}
"""Prefix of unnamed groups and notes, followed by the row number."""
TIME = "_time"
"""Suffix of the question for the time of day."""


@dataclass(frozen=True)
class FormNames:
    """`made` by row number, where they differ from those written."""

    questions: frozenset[str]
    several: frozenset[str]
    metadata: frozenset[str]
    days: frozenset[str]
    made: Mapping[int, str]
    told: Mapping[str, str]
    moments: frozenset[str] = frozenset()
    times: Mapping[int, str] = field(default_factory=dict)

    def faults_in(self, names: Collection[str]) -> Iterator[tuple[Reason, list[str]]]:
        """The worst first."""
        kinds = {
            Reason.AMBIGUOUS: self.several,
            Reason.METADATA_USED: self.metadata - self.days,
            Reason.WORDS_COMPARED: set(self.told),
            Reason.MOMENT_JUDGED: self.moments,
            Reason.DANGLING: set(names) - self.questions - self.metadata - set(self.told),
        }
        for reason, wrong in kinds.items():
            if found := sorted(wrong & set(names)):
                yield reason, found

    def meant(self, expression: Expression, own: str) -> Expression:
        """For a row that holds a day, the day; for the question's own name, the answer being
        given."""

        def change(leaf: Expression) -> Expression:
            match leaf:
                case Answer(code) if code in self.days:
                    return Call(Function.TODAY, ())
                case Answer(code) if code == own:
                    return Own()
                case Picked(code, choices) if code == own:
                    return _own_picked(choices)
            return leaf

        return with_leaves(expression, change)


def _own_picked(choices: frozenset[str]) -> Expression:
    parts = tuple(Call(Function.SELECTED, (Own(), Value(code))) for code in sorted(choices))
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def read_names(rows: Iterable[FormRow]) -> FormNames:
    """Notes every name that is made."""
    written = tuple(rows)
    collector = _Collector({record["name"] for record in written})
    for record in written:
        collector.add(record)
    several = {name for name, count in collector.counts.items() if count > 1}
    return FormNames(
        questions=frozenset(collector.questions),
        several=frozenset(several),
        metadata=frozenset(collector.metadata - collector.questions),
        days=frozenset(collector.days - collector.questions),
        made=collector.made,
        told=collector.told,
        moments=frozenset(collector.moments),
        times=collector.times,
    )


def question_told(record: FormRow) -> str:
    """Empty for other rows."""
    is_calculated = type_of(record["type"]).kind is QuestionKind.CALCULATED
    written = record["calculation"].strip() if is_calculated else ""
    told = CHOICE_NAME.fullmatch(written) or CHOICE_LABEL.fullmatch(written)
    return told["of"] if told else ""


@dataclass
class _Collector:
    taken: set[str]
    groups: list[str] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)
    """The group around the first row of each name."""
    counts: Counter[str] = field(default_factory=Counter)
    questions: set[str] = field(default_factory=set)
    metadata: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    made: dict[int, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    moments: set[str] = field(default_factory=set)
    times: dict[int, str] = field(default_factory=dict)

    def add(self, record: FormRow) -> None:
        row, name = type_of(record["type"]), record["name"]
        if row.closes:
            del self.groups[-1:]
        else:
            self._row(record, row, name)
        if row.opens:
            self.groups.append(self.made.get(record.number, name))

    def _row(self, record: FormRow, row: RowType, name: str) -> None:
        if row.support is TypeSupport.METADATA:
            self.metadata.add(name)
            self.days |= {name} if row.is_day else set()
        elif question := question_told(record):
            self.told[name] = question
        # Nobody answers the row, so nothing can refer to it.
        elif not name and (
            row.kind is QuestionKind.NOTE or (row.opens and row.support is TypeSupport.OURS)
        ):
            self._make(record, f"{UNNAMED[row.opens]}_{record.number}")
        elif name:
            parent = self.groups[-1] if self.groups else ""
            if self.parents.setdefault(name, parent) != parent:
                self.counts[name] += 1
                made = self._make(record, f"{parent}_{name}" if parent else name)
                self.questions |= {made} if type_of(record["type"]).is_question else set()
                record.report(Reason.NAME_MADE, "name", name=name, made=made)
            elif not self.counts[name]:
                self.counts[name] = 1
            self.questions |= {name} if row.is_question else set()
            if row.support is TypeSupport.OR_OTHER:
                self.questions.add(f"{name}{ADDED}")
            if row.support is TypeSupport.MOMENT:
                self._time(record, name)

    def _make(self, record: FormRow, name: str) -> str:
        made = self._free(name)
        self.made[record.number] = made
        self.taken.add(made)
        return made

    def _time(self, record: FormRow, name: str) -> None:
        made = self._free(f"{self.made.get(record.number, name)}{TIME}")
        self.moments.add(name)
        self.times[record.number] = made
        self.taken.add(made)
        self.questions.add(made)

    def _free(self, name: str) -> str:
        place = 1
        made = name
        while made in self.taken:
            place += 1
            made = f"{name}_{place}"
        return made

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from responses.case_files import reference_lists
from responses.case_files.cells.codes import CENSUS_SCHEME
from responses.case_files.cells.forces import force_named, may_be_force
from responses.case_files.columns import COLUMNS, REQUIRED
from responses.case_files.extracts import drafts, proposals
from responses.case_files.extracts.date_forms import ISO, DateFinding, find_form
from responses.case_files.extracts.layout import EXCLUSION, codes_of, says_more
from responses.case_files.extracts.meanings import NOUGHT, ONE, is_nought_alone, may_stand_for
from responses.case_files.extracts.samples import Extract, OwnColumn
from responses.case_files.faults import CellError
from responses.case_files.mapping_profile import BIRTH_YEAR, FORCE, Profile
from responses.case_files.reading import EXCLUDED_BY_LOADER
from responses.mapping import presenters

REFUSED = ""
"""The pick by which rows with a code are refused."""
BLANK = "-"
"""The pick by which a code counts as a blank cell."""
MOST_FIELDS = 300
"""The most codes on one page. Others follow on the next."""
MOST_CODES = 600
"""The most codes of one column. A column with more is unlikely to hold codes."""
EXCLUDED_BY = frozenset(EXCLUDED_BY_LOADER)


@dataclass(frozen=True)
class DateLine:
    heading: str
    column: str
    finding: str
    field: BoundField


@dataclass(frozen=True)
class CodeLine:
    own: str
    times: int
    hint: str
    field: BoundField


@dataclass(frozen=True)
class CodeTable:
    """`hidden` counts values not shown, since they may be personal."""

    heading: str
    column: str
    hidden: int
    ours: int
    lines: list[CodeLine]


class CodesForm(forms.Form):
    """A blank cell stays blank, whatever is picked."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        extract: Extract,
        draft: Profile,
        part: int = 1,
    ) -> None:
        super().__init__(data)
        self._extract = extract
        self._draft = draft
        self._dates = {
            ours: (column, _finding(column, ours, extract))
            for own, ours in drafts.formed_columns(draft).items()
            if (column := extract.column(own))
        }
        self._codes = {
            ours: column
            for own, ours in draft.columns.items()
            if (codes_of(ours) or ours == FORCE) and (column := extract.column(own))
        }
        self._own = {ours: self._own_codes(each, ours) for ours, each in self._codes.items()}
        every = [(ours, own) for ours, codes in self._own.items() for own in codes]
        self.parts = max(-(-len(every) // MOST_FIELDS), 1)
        self.part = min(part, self.parts)
        self._shown = every[(self.part - 1) * MOST_FIELDS :][:MOST_FIELDS]
        if self.part == 1:
            self._ask_once()
        for ours, own in self._shown:
            self.fields[self._name(ours, own)] = self._code_field(ours, own)

    @staticmethod
    def part_of(text: str) -> int:
        """The part that an address asks for."""
        return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 4 else 1

    @property
    def has_more(self) -> bool:
        return self.part < self.parts

    def _ask_once(self) -> None:
        for ours, (column, finding) in self._dates.items():
            if finding.cells:
                missing = _("Say how the dates in “%(heading)s” are written") % {
                    "heading": presenters.heading(column, self._extract)
                }
                self.fields[f"date_{ours}"] = forms.ChoiceField(
                    label=presenters.heading(column, self._extract),
                    choices=presenters.form_choices(),
                    initial=self._draft.date_forms.get(ours) or finding.form,
                    required=bool(finding.best),
                    error_messages={"required": missing, "invalid_choice": missing},
                )
        mapped = self._draft.columns.values()
        if "ethnicity" in self._codes and "ethnicity_scheme" not in mapped:
            self.fields["scheme"] = forms.ChoiceField(
                label=_("The list by which ethnic groups were recorded"),
                choices=presenters.scheme_choices(),
                initial=self._draft.ethnicity_scheme or CENSUS_SCHEME,
            )
        if EXCLUSION in self._codes and not EXCLUDED_BY.intersection(mapped):
            self.fields["loader_excludes"] = forms.BooleanField(
                label=_("Whoever loads the file excludes these people, on the day of the load"),
                initial=self._draft.loader_excludes,
                required=False,
            )

    def _name(self, ours: str, own: str) -> str:
        return f"code_{ours}_{self._own[ours].index(own)}"

    def _code_field(self, ours: str, own: str) -> forms.Field:
        every = codes_of(ours) or ((self._draft.force,) if self._may_be_ours(ours, own) else ())
        codes = [code for code in every if may_stand_for(own, ours, code)]
        may_be_blank = ours not in REQUIRED and may_stand_for(own, ours, "")
        return forms.ChoiceField(
            label=own,
            choices=presenters.code_choices(ours, codes, blank=BLANK if may_be_blank else ""),
            initial=self._initial_code(ours, own),
            required=False,
            error_messages={"invalid_choice": _("Pick one of the values listed")},
        )

    def _initial_code(self, ours: str, own: str) -> str:
        said = self._draft.values.get(ours, {})
        if own in said:
            return said[own] or BLANK
        code = self._proposed(ours, own)
        return REFUSED if says_more(ours, code) else code

    def _may_be_ours(self, ours: str, own: str) -> bool:
        return ours != FORCE or may_be_force(own, self._draft.force)

    def _proposed(self, ours: str, own: str) -> str:
        if ours == FORCE:
            return force_named(own) if self._may_be_ours(ours, own) else ""
        code = proposals.propose_code(ours, own)
        return code if may_stand_for(own, ours, code) else ""

    def _own_codes(self, column: OwnColumn, ours: str) -> list[str]:
        own_codes = column.codes(ours)
        return [own for own in own_codes if not _is_ours(ours, own, self._draft)][:MOST_CODES]

    def clean(self) -> None:
        picks: dict[str, dict[str, str]] = {}
        for ours, own in self._shown:
            name = self._name(ours, own)
            picks.setdefault(ours, {})[own] = self.cleaned_data.get(name, REFUSED)
        for ours, codes in picks.items():
            if ONE in codes and NOUGHT in codes and is_nought_alone(codes, ours, NOUGHT):
                self.add_error(
                    self._name(ours, NOUGHT), _("0 may stand for no only where 1 stands for yes")
                )
        self._refuse_groups_of_another_list(picks.get("ethnicity", {}))

    def _refuse_groups_of_another_list(self, picks: Mapping[str, str]) -> None:
        scheme = self.cleaned_data.get("scheme", self._draft.ethnicity_scheme) or CENSUS_SCHEME
        groups = {REFUSED, BLANK, *reference_lists.ethnic_groups()[scheme]}
        if "ethnicity_scheme" in self._draft.columns.values():
            return
        for own, pick in picks.items():
            if pick not in groups:
                self.add_error(
                    self._name("ethnicity", own),
                    _("The list by which ethnic groups were recorded has no such group"),
                )

    def scheme(self) -> BoundField | None:
        """Asked where no column says by which list ethnic groups are coded."""
        return self["scheme"] if "scheme" in self.fields else None

    def loader_excludes(self) -> BoundField | None:
        """Asked where exclusions have no person and day."""
        return self["loader_excludes"] if "loader_excludes" in self.fields else None

    def date_lines(self) -> Iterator[DateLine]:
        for ours, (column, finding) in self._dates.items():
            if f"date_{ours}" in self.fields:
                yield DateLine(
                    presenters.heading(column, self._extract),
                    ours,
                    presenters.finding(finding),
                    self[f"date_{ours}"],
                )

    def columns_of_ours(self) -> str:
        tables = self._code_tables() if self.part == 1 else ()
        return ", ".join(
            table.heading for table in tables if table.ours and not table.lines and not table.hidden
        )

    def code_tables(self) -> list[CodeTable]:
        is_first = self.part == 1
        return [each for each in self._code_tables() if each.lines or (each.hidden and is_first)]

    def _code_tables(self) -> Iterator[CodeTable]:
        for ours, column in self._codes.items():
            own_codes = self._own[ours]
            are_ours = sum(_is_ours(ours, own, self._draft) for own in column.counts)
            yield CodeTable(
                heading=presenters.heading(column, self._extract),
                column=ours,
                hidden=len(column.counts) - are_ours - len(own_codes),
                ours=are_ours,
                lines=[
                    CodeLine(
                        own=own,
                        times=column.counts[own],
                        hint=self._hint(ours, own),
                        field=self[self._name(ours, own)],
                    )
                    for shown, own in self._shown
                    if shown == ours
                ],
            )

    def _hint(self, ours: str, own: str) -> str:
        code = self._proposed(ours, own)
        is_asked = says_more(ours, code)
        return presenters.proposed(code) if is_asked else ""

    def changed(self) -> Profile:
        """Only after is_valid()."""
        draft = self._said_once() if self.part == 1 else self._draft
        for ours, own in self._shown:
            pick = self.cleaned_data[self._name(ours, own)]
            code = None if pick == REFUSED else pick.removeprefix(BLANK)
            draft = drafts.with_code(draft, ours, own, code)
        return draft

    def _said_once(self) -> Profile:
        draft = self._draft
        for ours, (_column, finding) in self._dates.items():
            form = self.cleaned_data.get(f"date_{ours}", "") if finding.cells else ""
            draft = drafts.with_form(
                draft, ours, "" if form == ISO and ours != BIRTH_YEAR else form
            )
        scheme = self.cleaned_data.get("scheme", "")
        return replace(
            draft,
            loader_excludes=self.cleaned_data.get("loader_excludes", False),
            ethnicity_scheme="" if scheme == CENSUS_SCHEME else scheme,
        )


def _finding(column: OwnColumn, ours: str, extract: Extract) -> DateFinding:
    return find_form(
        column.counts, is_birth=ours == BIRTH_YEAR, takes_true_dates=bool(extract.sheet)
    )


def _is_ours(ours: str, own: str, draft: Profile) -> bool:
    if ours == FORCE:
        return own == draft.force
    if ours == "ethnicity":
        return own in codes_of(ours)
    try:
        COLUMNS[ours].read(own)
    except CellError:
        return False
    return True


# Shown again after a failed save, so that going back never resubmits a form.
KEY = "mapping_typed"
LONGEST = 100
Typed = Mapping[str, str]


def keep(
    session: SessionBase, data: Mapping[str, str], *, place: str, fields: Iterable[str]
) -> None:
    typed = {name: data[name][:LONGEST] for name in fields if name in data}
    session[KEY] = {"place": place, "typed": typed}


def find(session: SessionBase, *, place: str) -> Typed | None:
    kept = session.get(KEY)
    return dict(kept["typed"]) if kept and kept["place"] == place else None


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)

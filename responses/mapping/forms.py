from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.case_files.columns import COLUMNS, REQUIRED
from responses.case_files.extracts import drafts
from responses.case_files.extracts.layout import EXCLUSION, OF_THE_VICTIM, Delimiter
from responses.case_files.extracts.masking import are_headings, looks_like_data
from responses.case_files.extracts.proposals import propose_columns
from responses.case_files.extracts.samples import Extract, OwnColumn
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.headings.other_people import is_about_somebody_else, names_a_person
from responses.case_files.headings.refusals import may_say_no
from responses.case_files.mapping_profile import LAST_HEADING_ROW, Profile
from responses.case_files.masked_values import mask_sheet_name
from responses.imports.forms import profile_name_field
from responses.imports.standard_file.presenters import titled
from responses.mapping import presenters

FLAG_COLUMNS = frozenset(name for name in COLUMNS if name.startswith("flag_"))
"""A flag of ours that is left unread is unknown, and so a careful one."""
UNREAD = "-"
"""The pick by which a column stays unread."""


class LayoutForm(forms.Form):
    heading_row = forms.IntegerField(
        label=gettext_lazy("Row of the headings"),
        min_value=1,
        max_value=LAST_HEADING_ROW,
        error_messages={
            "required": gettext_lazy("Enter the row of the headings"),
            "invalid": gettext_lazy("Write the row of the headings as a number"),
            "min_value": gettext_lazy("The first row is 1"),
            "max_value": gettext_lazy("The headings must be in the first 100 rows"),
        },
    )
    heading_rows = forms.TypedChoiceField(label=gettext_lazy("Headings go over"), coerce=int)
    delimiter = forms.ChoiceField(label=gettext_lazy("Between the cells"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, extract: Extract) -> None:
        initial = {
            "heading_row": extract.heading.row,
            "heading_rows": str(extract.heading.rows),
            "delimiter": extract.delimiter,
            "encoding": extract.encoding,
            "sheet": extract.sheet,
        }
        super().__init__(data, initial=initial)
        self._choose("heading_rows", presenters.heading_rows())
        self._choose("delimiter", presenters.DELIMITERS.items() if extract.delimiter else ())
        self._choose("encoding", presenters.ENCODINGS.items() if extract.encoding else ())
        self._choose(
            "sheet",
            [(name, mask_sheet_name(name)) for name in extract.sheets[1:] and extract.sheets],
        )

    def _choose(self, name: str, choices: Any) -> None:
        if choices:
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def changed(self, profile: Profile) -> Profile:
        """Only after is_valid()."""
        picked = {name: self.cleaned_data[name] for name in self.changed_data}
        if "heading_row" in picked or "heading_rows" in picked:
            for name in ("heading_row", "heading_rows"):
                picked[name] = self.cleaned_data[name]
        if delimiter := picked.get("delimiter"):
            picked["delimiter"] = Delimiter(delimiter)
        if encoding := picked.get("encoding"):
            picked["encoding"] = TextEncoding(encoding)
        return replace(profile, **picked)


@dataclass(frozen=True)
class ColumnLine:
    heading: str
    samples: list[str]
    is_unread: bool
    hint: str
    field: BoundField
    leave: BoundField | None
    """Ticked where a column that may say who must not be contacted is left unread all the same."""


class ColumnsForm(forms.Form):
    def __init__(
        self, data: Mapping[str, Any] | None = None, *, extract: Extract, draft: Profile
    ) -> None:
        super().__init__(data)
        self._extract = extract
        self._columns = extract.columns
        self._sheet = extract.sheet if extract.sheets[1:] else ""
        self._draft = draft
        self._choices = presenters.column_choices(UNREAD)
        self._proposals = propose_columns(
            [column.name for column in extract.columns],
            below={column.name: column.below for column in extract.columns},
        )
        for place, column in enumerate(extract.columns):
            self.fields[f"column_{place}"] = self._field(column)
            if may_say_no(column.name) and column.name not in FLAG_COLUMNS:
                self.fields[f"leave_{place}"] = forms.BooleanField(
                    label=_(
                        "“%(heading)s” may say who must not be contacted. Leave it unread all the "
                        "same: nobody is excluded because of it"
                    )
                    % {"heading": presenters.heading(column, self._extract)},
                    initial=column.name in self._draft.ignored,
                    required=False,
                )

    def _field(self, column: OwnColumn) -> forms.Field:
        heading = presenters.heading(column, self._extract)
        missing = _("Say what “%(heading)s” is, or leave it unread") % {"heading": heading}
        return forms.ChoiceField(
            label=heading,
            choices=self._choices,
            initial=self._initial(column),
            error_messages={"required": missing, "invalid_choice": missing},
        )

    def _initial(self, column: OwnColumn) -> str:
        if ours := self._draft.columns.get(column.name):
            return ours
        proposal = self._proposals.get(column.name)
        if column.name in self._draft.ignored:
            return UNREAD
        if proposal:
            return proposal.column if proposal.is_sure else ""
        if may_say_no(column.name):
            return ""
        return UNREAD if names_a_person(column.name) or not column.filled else ""

    def lines(self) -> Iterator[ColumnLine]:
        for place, column in enumerate(self._columns):
            proposal = self._proposals.get(column.name)
            yield ColumnLine(
                heading=presenters.heading(column, self._extract),
                samples=column.samples(),
                is_unread=column.is_unread,
                hint=presenters.proposed(titled(proposal.column))
                if proposal and not proposal.is_sure
                else "",
                field=self[f"column_{place}"],
                leave=self[f"leave_{place}"] if f"leave_{place}" in self.fields else None,
            )

    def clean(self) -> None:
        names = [column.name for column in self._columns]
        is_said = bool(self._draft.heading_row)
        if any(map(looks_like_data, names)) or not (is_said or are_headings(names)):
            self.add_error(None, presenters.no_headings())
        self._refuse_other_people()
        self._refuse_silence()
        picked = {
            name: value
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value != UNREAD
        }
        often = Counter(picked.values())
        for name, column in picked.items():
            if often[column] > 1:
                self.add_error(
                    name, _("“%(column)s” is picked for two columns") % {"column": titled(column)}
                )
        if self.errors:
            return
        known = {*picked.values(), "force"}
        for column in REQUIRED:
            if column not in known:
                self.add_error(None, presenters.missing(column))

    def _refuse_other_people(self) -> None:
        for place, column in enumerate(self._columns):
            pick = self.cleaned_data.get(f"column_{place}")
            words = f"{column.group} {column.name}"
            if pick in OF_THE_VICTIM and is_about_somebody_else(words, column=pick):
                self.add_error(
                    f"column_{place}",
                    _("“%(heading)s” is about somebody else than the victim. Leave it unread")
                    % {"heading": presenters.heading(column, self._extract)},
                )

    def _refuse_silence(self) -> None:
        """A column that may say who must not be contacted has its own tick."""
        for place, column in enumerate(self._columns):
            is_left = self.cleaned_data.get(f"column_{place}") == UNREAD
            if is_left and self.cleaned_data.get(f"leave_{place}") is False:
                self.add_error(
                    f"column_{place}",
                    _(
                        "“%(heading)s” may say who must not be contacted. Pick “%(column)s” and "
                        "say on the next page whom it excludes, or tick that it is left unread"
                    )
                    % {
                        "heading": presenters.heading(column, self._extract),
                        "column": titled(EXCLUSION),
                    },
                )

    def picked_so_far(self) -> Profile:
        names = [column.name for column in self._columns]
        self.full_clean()
        if any(map(looks_like_data, names)) or not are_headings(names):
            return self._draft
        return self._with_picks()

    def changed(self) -> Profile:
        """Only after is_valid()."""
        draft = self._with_picks()
        # The profile names the sheet that was looked at.
        return replace(draft, sheet=self._sheet) if self._sheet else draft

    def _with_picks(self) -> Profile:
        picks = {
            column.name: pick
            for place, column in enumerate(self._columns)
            if (pick := self.cleaned_data.get(f"column_{place}"))
        }
        return drafts.with_columns(
            self._draft, {own: "" if ours == UNREAD else ours for own, ours in picks.items()}
        )


class NameForm(forms.Form):
    """The name by which a profile is kept."""

    name = profile_name_field(gettext_lazy("Name of the profile"))
    replaces = forms.BooleanField(
        label=gettext_lazy("Replace the profile that has this name"), required=False
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, taken: frozenset[str], name: str = ""
    ) -> None:
        super().__init__(data, initial={"name": name})
        self._taken = taken
        if not taken:
            del self.fields["replaces"]

    def clean(self) -> None:
        name = self.cleaned_data.get("name")
        if name in self._taken and not self.cleaned_data.get("replaces"):
            self.add_error(
                "name", _("There is a profile of this name. Choose another, or say to replace it")
            )

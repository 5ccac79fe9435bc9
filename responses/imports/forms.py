from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.models import Force
from responses.case_files.mapping_profile import ProfileError, parse_profile
from responses.case_files.workbooks.rows import NoteCode
from responses.imports.presenters import mapping_profiles as presenters
from responses.imports.presenters import notes
from responses.imports.presenters.uploads import way_label
from responses.models import MappingProfile
from ui.fields import CheckboxesField, FileField, RadiosField, TextAreaField, TextField

Way = tuple[Force, MappingProfile | None]


class UploadForm(forms.Form):
    """`ways`: its force and its mapping profile."""

    file = FileField(
        label=_("The file"),
        help_text=_(
            "CSV, which may be compressed (.csv.gz), an Excel workbook (.xlsx or .xls), an "
            "OpenDocument spreadsheet (.ods) or JSON Lines; or a file of police.uk: CSV, ZIP, or "
            "JSON of its API. At most 64 MB."
        ),
        error_messages={
            "required": _("Choose a file of at most 64 MB"),
            "empty": _("The file is empty. Choose another"),
        },
        allow_empty_file=False,
    )
    way = RadiosField(
        label=_("How is it written?"),
        choices=[],
        error_messages={
            "required": _("Choose how the file is written"),
            "invalid_choice": _("Choose one of the ways listed"),
        },
    )

    hidden = CheckboxesField(
        label=_("What a workbook hides"),
        help_text=_(
            "Rows that are hidden or filtered out, and hidden columns. Without this, a workbook "
            "that has any is refused, so that nothing is loaded which nobody saw."
        ),
        choices=[("load", _("Load hidden rows and columns too"))],
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        ways: Sequence[Way],
    ) -> None:
        super().__init__(data, files, initial={"way": "0"})
        self._ways = ways
        several = len({force.code for force, _profile in ways}) > 1
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (str(number), way_label(force, profile, name_force=several))
            for number, (force, profile) in enumerate(ways)
        ]

    @property
    def chosen(self) -> Way:
        """Only after is_valid()."""
        return self._ways[int(self.cleaned_data["way"])]

    @property
    def takes_hidden(self) -> bool:
        """Only after is_valid()."""
        return bool(self.cleaned_data["hidden"])


class CertainForm(forms.Form):
    certain = CheckboxesField(
        label=_("Is the file right?"),
        choices=[("yes", _("I have looked at these numbers, and the file is right"))],
    )


class NotesForm(forms.Form):
    looked = CheckboxesField(
        label=_("Before you load this file"),
        error_messages={"required": _("Tick each box when you have looked")},
        choices=[],
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, codes: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["looked"].choices = [  # type: ignore[attr-defined]
            (code, notes.ANSWERS[NoteCode(code)]) for code in dict.fromkeys(codes)
        ]

    @property
    def answered(self) -> Sequence[str]:
        return self.cleaned_data.get("looked", []) if self.is_valid() else []


def profile_name_field(label: Promise) -> TextField:
    return TextField(
        label=label,
        help_text=_("Small letters, digits and hyphens, such as niche-extract"),
        max_length=40,
        validators=[validate_slug],
        error_messages={
            "required": _("Enter a name"),
            "max_length": _("The name is longer than 40 characters"),
            "invalid": _("Write the name in letters, digits and hyphens"),
        },
        width=20,
    )


class ProfileForm(forms.Form):
    name = profile_name_field(_("Name"))
    force = RadiosField(
        label=_("Force"), choices=[], error_messages={"required": _("Choose a force")}
    )
    text = TextAreaField(label=_("The profile"), rows=16, required=False)
    file = FileField(
        label=_("Or a file that holds it"), required=False, help_text=_("A text file in TOML")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        forces: Sequence[Force],
        profile: MappingProfile | None = None,
    ) -> None:
        super().__init__(data, files, initial={"text": profile.text if profile else ""})
        self._forces = {force.code: force for force in forces}
        self._profile = profile
        if profile or len(forces) == 1:
            del self.fields["force"]
        else:
            choices = [(force.code, force.name) for force in forces]
            self.fields["force"].choices = choices  # type: ignore[attr-defined]
        if profile:
            del self.fields["name"]

    def clean(self) -> None:
        text = self._text()
        if not text.strip():
            self.add_error("text", _("Paste the profile or choose the file that holds it"))
            return
        try:
            parse_profile(text)
        except ProfileError as error:
            for fault in error.faults:
                self.add_error("text", presenters.fault_message(fault))
        self.cleaned_data["text"] = text

    def _text(self) -> str:
        file = self.cleaned_data.get("file")
        if file is None:
            return str(self.cleaned_data.get("text", ""))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not UTF-8 text"))
            return ""

    @property
    def chosen_force(self) -> Force:
        """Only after is_valid()."""
        if self._profile:
            return self._profile.force
        code = self.cleaned_data.get("force") or next(iter(self._forces))
        return self._forces[code]

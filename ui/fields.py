"""Form fields that render the accessible components."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str, str | Promise]]
CHOICES_TEMPLATE = "ui/fields/choices.html"
TEXT_TEMPLATE = "ui/fields/text.html"
DATE_TEMPLATE = "ui/fields/date.html"
NOTE_TEMPLATE = "ui/fields/note.html"
NO_AUTOFILL = {"autocomplete": "off", "spellcheck": "false"}


class Radios(forms.RadioSelect):
    """The first option has the field's own id, so that the error summary's link leads to it."""

    apart: frozenset[str] = frozenset()
    details: Mapping[str, BoundField] = {}
    symbols: Mapping[str, str] = {}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_ if index in {None, "0"} else f"{id_}_{index}"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        # ARIA has no aria-invalid for radios: the error message is tied to the fieldset instead.
        option["attrs"].pop("aria-invalid", None)
        option["is_apart"] = str(option["value"]) in self.apart
        option["symbol"] = self.symbols.get(str(option["value"]), "")
        option["details"] = self.details.get(str(option["value"]))
        return option

    def use_required_attribute(self, initial: object) -> bool:
        return False


class Checkboxes(Radios):
    allow_multiple_selected = True
    input_type = "checkbox"
    option_template_name = "django/forms/widgets/checkbox_option.html"

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        # A browser sends nothing for boxes that are not ticked: no data means that none is ticked.
        return False


class _ChoicesMixin:
    widget: Any

    def __init__(
        self,
        *,
        choices: Choices,
        apart: Collection[str] = (),
        symbols: Mapping[str, str] | None = None,
        is_page_heading: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(choices=choices, **kwargs)  # type: ignore[call-arg]
        self.template_name = CHOICES_TEMPLATE
        self.is_page_heading = is_page_heading
        self.widget.apart = frozenset(apart)
        self.widget.symbols = symbols or {}


class RadiosField(_ChoicesMixin, forms.ChoiceField):
    widget = Radios


class CheckboxesField(_ChoicesMixin, forms.MultipleChoiceField):
    widget = Checkboxes


class Select(forms.Select):
    languages: Mapping[str, str] = {}
    """By choice, the language of its words where it is not the page's."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if language := self.languages.get(str(option["value"])):
            option["attrs"]["lang"] = language
        return option


class SelectField(forms.ChoiceField):
    """One of a list too long for radios."""

    widget = Select

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = None
        self.is_page_heading = is_page_heading
        self.widget.attrs |= {"autocomplete": "off"}


class TextField(forms.CharField):
    """One line of text."""

    def __init__(
        self,
        *,
        width: int | None = None,
        is_page_heading: bool = False,
        autocomplete: str = "off",
        inputmode: str = "",
        autocapitalize: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = width
        self.is_page_heading = is_page_heading
        self.widget.attrs |= NO_AUTOFILL | {"autocomplete": autocomplete}
        for name, value in {"inputmode": inputmode, "autocapitalize": autocapitalize}.items():
            if value:
                self.widget.attrs[name] = value


class TextAreaField(forms.CharField):
    """Several lines of text, without a maximum length in the browser, which would cut text off
    silently."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = None
        self.is_page_heading = is_page_heading
        self.widget.attrs |= NO_AUTOFILL | {"rows": rows, "cols": False, "dir": "auto"}


class FileField(forms.FileField):
    """One file to upload."""

    widget = forms.FileInput

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = None
        self.is_page_heading = is_page_heading


class DateParts(forms.MultiWidget):
    """Day, month and year, each a box with its label."""

    template_name = "ui/fields/date_parts.html"
    LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    WIDTHS = {"day": 2, "month": 2, "year": 4}

    def __init__(self) -> None:
        attrs = NO_AUTOFILL | {"inputmode": "numeric"}
        super().__init__({part: forms.TextInput(attrs) for part in self.LABELS})

    def decompress(self, value: str | None) -> list[str]:
        return value.split("-")[::-1] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (part, label) in zip(
            context["widget"]["subwidgets"], self.LABELS.items(), strict=True
        ):
            subwidget |= {"label": label, "width": self.WIDTHS[part]}
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    def use_required_attribute(self, initial: object) -> bool:
        return False


class DatePartsField(forms.Field):
    """The cleaned value is [day, month, year] as typed, or [] where all three are empty."""

    widget = DateParts

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = DATE_TEMPLATE
        self.is_page_heading = is_page_heading

    def to_python(self, value: Sequence[str | None] | None) -> list[str]:
        parts = [(part or "").strip() for part in value or ()]
        return parts if any(parts) else []


def day_of(parts: Sequence[str]) -> date:
    """The date of a DatePartsField's day, month and year."""
    try:
        day, month, year = map(int, parts)
        return date(year, month, day)
    except OverflowError as error:
        raise ValueError(*error.args) from error


class NoInput(forms.Widget):
    """A widget without an input."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        return None


class NoteField(forms.Field):
    """Text to read in place of a question."""

    widget = NoInput

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"required": False})
        self.template_name = NOTE_TEMPLATE
        self.is_page_heading = is_page_heading

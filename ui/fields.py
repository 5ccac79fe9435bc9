"""Form fields that render the accessible components: `{{ form.answer.as_field_group }}`.

A field that is the whole page (`is_page_heading`) carries its label as the page's only h1.
Choices listed in `apart` stand last, below a line; the caller orders them so. `symbols` names the
drawing (ui/drawings.py) that stands beside a choice. A choice may have a
box for words of its own below it (`details` of the widget), which is always in view: nothing has
to be scripted, and nothing that was written can be hidden.

What is typed is not remembered, checked or completed by the browser: others may use it."""

from collections.abc import Collection, Mapping, Sequence
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
UNREMEMBERED = {"autocomplete": "off", "spellcheck": "false"}


class Radios(forms.RadioSelect):
    """The first option carries the field's own id, so that the error summary's link lands."""

    apart: frozenset[str] = frozenset()
    details: Mapping[str, BoundField] = {}
    symbols: Mapping[str, str] = {}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_ if index in {None, "0"} else f"{id_}_{index}"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        # ARIA knows no invalid radio or group: the message is tied to the fieldset instead.
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
        # No box ticked sends nothing, which is an answer and not an absence.
        return False


class _AmongChoices:
    """What one choice and several have in common."""

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


class RadiosField(_AmongChoices, forms.ChoiceField):
    widget = Radios


class CheckboxesField(_AmongChoices, forms.MultipleChoiceField):
    widget = Checkboxes


class TextField(forms.CharField):
    """One line of text. `width` is the number of characters expected, as a hint to the eye:
    one of 4, 10, 20, or None for the full column."""

    def __init__(
        self,
        *,
        width: int | None = None,
        is_page_heading: bool = False,
        autocomplete: str = "off",
        inputmode: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = width
        self.is_page_heading = is_page_heading
        self.widget.attrs |= UNREMEMBERED | {"autocomplete": autocomplete}
        if inputmode:
            self.widget.attrs["inputmode"] = inputmode


class TextAreaField(forms.CharField):
    """Several lines of text. There is no length at which the box stops taking characters: what is
    cut off in silence is lost. The caller says how much may be written, and checks it."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = None
        self.is_page_heading = is_page_heading
        self.widget.attrs |= UNREMEMBERED | {"rows": rows, "cols": False, "dir": "auto"}


class FileField(forms.FileField):
    """One file, chosen on the person's own machine."""

    widget = forms.FileInput

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = TEXT_TEMPLATE
        self.width = None
        self.is_page_heading = is_page_heading


class DateParts(forms.MultiWidget):
    """Day, month and year, each a box with a label. The first carries the id that the error
    summary's link leads to."""

    template_name = "ui/fields/date_parts.html"
    LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    WIDTHS = {"day": 2, "month": 2, "year": 4}

    def __init__(self) -> None:
        attrs = UNREMEMBERED | {"inputmode": "numeric"}
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
    """Gives day, month and year as they were typed, or nothing where all three were left empty.
    Whether they are a date is for the caller to say."""

    widget = DateParts

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = DATE_TEMPLATE
        self.is_page_heading = is_page_heading

    def to_python(self, value: Sequence[str | None] | None) -> list[str]:
        parts = [(part or "").strip() for part in value or ()]
        return parts if any(parts) else []


class Nothing(forms.Widget):
    """Takes no answer and shows none."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        return None


class NoteField(forms.Field):
    """Words to read in the place of a question; there is nothing to send."""

    widget = Nothing

    def __init__(self, *, is_page_heading: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"required": False})
        self.template_name = NOTE_TEMPLATE
        self.is_page_heading = is_page_heading

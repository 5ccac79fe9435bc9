"""Form fields that render the accessible components: `{{ form.answer.as_field_group }}`.

A field that is the whole page (`is_page_heading`) carries its label as the page's only h1.
Choices listed in `apart` stand last, below a line; the caller orders them so."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

Choices = Sequence[tuple[str, str]]
CHOICES_TEMPLATE = "ui/fields/choices.html"
TEXT_TEMPLATE = "ui/fields/text.html"


class Radios(forms.RadioSelect):
    """The first option carries the field's own id, so that the error summary's link lands."""

    apart: frozenset[str] = frozenset()

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_ if index in {None, "0"} else f"{id_}_{index}"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        # ARIA knows no invalid radio or group: the message is tied to the fieldset instead.
        option["attrs"].pop("aria-invalid", None)
        option["is_apart"] = str(option["value"]) in self.apart
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
        is_page_heading: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(choices=choices, **kwargs)  # type: ignore[call-arg]
        self.template_name = CHOICES_TEMPLATE
        self.is_page_heading = is_page_heading
        self.widget.apart = frozenset(apart)


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
        self.widget.attrs |= {"autocomplete": autocomplete, "spellcheck": "false"}
        if inputmode:
            self.widget.attrs["inputmode"] = inputmode

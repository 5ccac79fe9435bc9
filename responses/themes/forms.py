from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.themes.actions.coding import MOST_THEMES
from responses.themes.actions.quotes import LONGEST
from responses.themes.frame import SIDES, coding_frame
from ui.fields import TextAreaField

LONGEST_MARKED = 500


class CodingForm(forms.Form):
    """Themes as "side:theme", or that none fits."""

    none_fits = forms.BooleanField(required=False)
    themes = forms.MultipleChoiceField(
        required=False,
        choices=[],
        error_messages={"invalid_choice": gettext_lazy("Choose themes of the list")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [f"{side}:{theme.code}" for side in SIDES for theme in coding_frame().themes]
        self.fields["themes"].choices = [(each, each) for each in known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        chosen = given.get("themes") or []
        if bool(chosen) == bool(given.get("none_fits")) and not self.errors:
            self.add_error("themes", _("Choose what it speaks of, or that none of these fits"))
        if len(chosen) > MOST_THEMES:
            self.add_error(
                "themes", _("Choose %(most)s at most: what it speaks of first")
                % {"most": MOST_THEMES},
            )  # fmt: skip
        return given


class FaultForm(forms.Form):
    marked = TextAreaField(
        label=gettext_lazy("What should have been hidden?"),
        help_text=gettext_lazy("One name, number or place a line, as it stands in the text."),
        required=False,
        rows=3,
        max_length=LONGEST_MARKED,
        error_messages={"max_length": gettext_lazy("Use 500 letters at most")},
    )


class HideForm(forms.Form):
    hidden = TextAreaField(
        label=gettext_lazy("What must be hidden?"),
        help_text=gettext_lazy("One a line, as it stands in the text. Hidden wherever it stands."),
        rows=4,
        error_messages={"required": gettext_lazy("Write what must be hidden, or shut the text")},
    )

    def lines(self) -> list[str]:
        written: str = self.cleaned_data["hidden"]
        return [line.strip() for line in written.splitlines() if line.strip()]


class QuoteForm(forms.Form):
    passage = TextAreaField(
        label=gettext_lazy("Which passage?"),
        rows=3,
        error_messages={"required": gettext_lazy("Copy the passage from the text")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].help_text = _("Copy it from the text, %(most)s letters at most.") % {
            "most": LONGEST
        }

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.items import item_codes
from ui import formatting
from ui.fields import RadiosField, SelectField, TextField

EVENT, REBASE = "event", "rebase"


class SeriesNoteForm(forms.Form):
    period = SelectField(
        label=gettext_lazy("In which quarter?"),
        error_messages={
            "required": gettext_lazy("Choose the quarter."),
            "invalid_choice": gettext_lazy("Choose a quarter of the list."),
        },
    )
    item = SelectField(label=gettext_lazy("On which question?"), required=False)
    kind = RadiosField(
        label=gettext_lazy("What is it to do?"),
        choices=(
            (EVENT, gettext_lazy("Mark the quarter only")),
            (REBASE, gettext_lazy("Begin the limits of the series anew with the quarter")),
        ),
        error_messages={"required": gettext_lazy("Choose what it is to do.")},
    )
    reason = TextField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy(
            "For instance: new crime recording system. It stands beside the picture for everybody "
            "who sees the series. Do not write names or details of a case."
        ),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Write what happened."),
            "max_length": gettext_lazy("Write no more than 200 characters."),
        },
    )

    def __init__(self, *args: object, periods: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = words.language()
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a quarter")),
            *((each, formatting.format_quarter(each, language=language)) for each in periods),
        ]
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", _("Every question")),
            *((code, words.label(code)) for code in item_codes()),
        ]

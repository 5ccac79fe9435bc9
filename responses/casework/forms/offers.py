from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from responses.casework.forms.cases import ROLE_NAMES
from ui.fields import RadiosField

AT_ONCE, EACH = "at_once", "each"


class AdviserRuleForm(forms.Form):
    force = forms.ChoiceField(label=_("Force"))
    route = RadiosField(
        label=_("Whom does the case file name?"),
        choices=[],
        error_messages={"required": _("Say whom the case file names")},
    )
    service = RadiosField(
        label=_("To which service are these cases offered?"),
        choices=[],
        error_messages={"required": _("Say which service they are offered to")},
    )
    word = RadiosField(
        label=_("Does somebody of the force look at each case first?"),
        choices=[
            (EACH, _("Yes: no case goes to the service before somebody says so")),
            (AT_ONCE, _("Only where safety asks for it: other cases go at once")),
        ],
        error_messages={"required": _("Say whether somebody looks at each case first")},
    )

    def __init__(
        self,
        data: Any,
        *,
        forces: Mapping[str, str],
        routes: Sequence[str],
        services: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.has_services = bool(services)
        choices = {
            "force": list(forces.items()),
            "route": [(route, ROLE_NAMES[route]) for route in routes],
            "service": list(services.items()),
        }
        for name, own in choices.items():
            self.fields[name].choices = own  # type: ignore[attr-defined]

    @property
    def is_at_once(self) -> bool:
        return bool(self.cleaned_data["word"] == AT_ONCE)

    def refuse_not_served(self) -> None:
        self.add_error("service", _("This service does not serve the force"))

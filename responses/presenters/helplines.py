"""Which numbers of the list of helplines somebody must ring."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from responses.helplines import Helpline


def due_lines(due: Sequence[Helpline]) -> list[str]:
    """One line a helpline: its number, its name, when it was last rung, where it was read."""
    return [_due_line(helpline) for helpline in due]


def _due_line(helpline: Helpline) -> str:
    last = helpline.last_verified_on
    checked = date_format(last, "j F Y") if last else _("never checked")
    number = helpline.number or helpline.text_number
    return f"{number:<15} {helpline.name['en']} ({checked}; {helpline.source})"


def due_summary(due: int) -> str:
    return ngettext(
        "%(count)s number must be rung, and its date written in helplines.csv.",
        "%(count)s numbers must be rung, and their dates written in helplines.csv.",
        due,
    ) % {"count": due}

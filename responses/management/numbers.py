import getpass
import sys

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from responses.case_files.cells import contacts
from responses.case_files.faults import CellError


def ask_for_number() -> str:
    """In E.164, without echo. Raises CommandError."""
    is_typed = sys.stdin.isatty()
    given = getpass.getpass(_("Mobile number: ")) if is_typed else sys.stdin.readline()
    try:
        return contacts.mobile(given.strip())
    except CellError as fault:
        message = _("That is no mobile number.")
        raise CommandError(message) from fault

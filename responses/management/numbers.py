"""A telephone number that somebody at the service desk types: never an argument, which the
machine would list and a shell remember."""

import getpass
import sys

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from responses.case_files import columns
from responses.case_files.faults import CellError


def ask_for_number() -> str:
    """As E.164. From the keyboard, unseen, or from a pipe. Raises CommandError."""
    is_typed = sys.stdin.isatty()
    given = getpass.getpass(_("Mobile number: ")) if is_typed else sys.stdin.readline()
    try:
        return columns.mobile(given.strip())
    except CellError as fault:
        message = _("That is no mobile number.")
        raise CommandError(message) from fault

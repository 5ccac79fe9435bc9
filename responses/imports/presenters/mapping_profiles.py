"""Words about mapping profiles."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from responses.case_files.mapping_profile import LONGEST, ProfileFault, ProfileFaultCode

MESSAGES: Mapping[ProfileFaultCode, Promise] = {
    ProfileFaultCode.NOT_TOML: _("This is not TOML: %(value)s."),
    ProfileFaultCode.TOO_LONG: _("A profile has at most %(longest)s characters."),
    ProfileFaultCode.UNKNOWN_PART: _(
        "A profile has no part “%(value)s”. Its parts are columns, ignore, dates and values."
    ),
    ProfileFaultCode.WRONG_SHAPE: _("The part %(place)s is not written as in the example."),
    ProfileFaultCode.UNKNOWN_COLUMN: _(
        "In %(place)s: “%(value)s” is not a column of the standard case file."
    ),
    ProfileFaultCode.COLUMN_TWICE: _("In %(place)s: two columns stand for “%(value)s”."),
    ProfileFaultCode.PERSON_COLUMN: _(
        "In %(place)s: “%(value)s” names a person. Take the column out of the file: it may not be "
        "sent to us at all."
    ),
    ProfileFaultCode.MAPPED_AND_IGNORED: _("“%(value)s” is both in columns and in ignore."),
    ProfileFaultCode.WRONG_DATES: _(
        "dates: “%(value)s” is not a form of date. Write one such as DD/MM/YYYY or DD-MON-YYYY."
    ),
    ProfileFaultCode.WRONG_VALUE: _(
        "In %(place)s: “%(value)s” is not a value of the standard case file."
    ),
}


def fault_message(fault: ProfileFault) -> str:
    terms = {"place": fault.place, "value": fault.value, "longest": f"{LONGEST:,}"}
    return str(MESSAGES[fault.code]) % terms

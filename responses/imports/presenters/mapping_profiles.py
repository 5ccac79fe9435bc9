"""Words about mapping profiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responses.case_files.mapping_profile import (
    LONGEST,
    ProfileError,
    ProfileFault,
    ProfileFaultCode,
)
from responses.imports.presenters.faults import fault_message as case_fault
from responses.imports.selectors import profile_tests
from responses.models import MappingProfile

MESSAGES: Mapping[ProfileFaultCode, Promise] = {
    ProfileFaultCode.NOT_TOML: _("This is not TOML: %(value)s."),
    ProfileFaultCode.TOO_LONG: _("A profile has at most %(longest)s characters."),
    ProfileFaultCode.UNKNOWN_PART: _(
        "A profile has no part “%(value)s”. Its parts are columns, ignore, dates, values, sheet, "
        "heading_row, heading_rows, delimiter, encoding, ethnicity_scheme and exclusions."
    ),
    ProfileFaultCode.WRONG_SHAPE: _("The part %(place)s is not written as in the example."),
    ProfileFaultCode.UNKNOWN_COLUMN: _(
        "In %(place)s: “%(value)s” is not a column of the standard case file."
    ),
    ProfileFaultCode.COLUMN_TWICE: _("In %(place)s: two columns stand for “%(value)s”."),
    ProfileFaultCode.MAPPED_AND_IGNORED: _("“%(value)s” is both in columns and in ignore."),
    ProfileFaultCode.WRONG_DATES: _(
        "dates: “%(value)s” is not a form of date. Write one such as DD/MM/YYYY or DD-MON-YYYY."
    ),
    ProfileFaultCode.WRONG_VALUE: _(
        "In %(place)s: “%(value)s” is not a value of the standard case file."
    ),
    ProfileFaultCode.LESS_CAREFUL: _(
        "In %(place)s: this may not be read as “%(value)s”, which may make somebody easier to "
        "contact than was meant: it is blank, says nothing, or says something else. Take the line "
        "out: rows with it are then refused."
    ),
    ProfileFaultCode.NOUGHT_ALONE: _(
        "In %(place)s: 0 may be read as “%(value)s” only where 1 is read as “yes”. Add a line for "
        "1, or take this one out: rows with 0 are then refused."
    ),
    ProfileFaultCode.SOMEBODY_ELSE: _(
        "In %(place)s: “%(value)s” is about somebody else than the victim. Put it into ignore: it "
        "is then left unread."
    ),
    ProfileFaultCode.OTHER_FORCE: _(
        "In %(place)s: this is the name of another force, and may not be read as “%(value)s”."
    ),
    ProfileFaultCode.WRONG_EXCLUSIONS: _(
        'The part %(place)s can say one thing only: by = "loader" and on = "load".'
    ),
    ProfileFaultCode.WRONG_LAYOUT: _(
        "“%(value)s” does not fit %(place)s. heading_row is a number from 1 to 100, heading_rows 1 "
        "or 2; delimiter is comma, semicolon, tab or pipe; encoding is utf-8, utf-16-le, utf-16-be "
        "or windows-1252."
    ),
}


@dataclass(frozen=True)
class ProfileTest:
    is_good: bool
    words: str
    reasons: list[str]


def trial(profile: MappingProfile, *, today: date) -> ProfileTest:
    if not profile.test_file:
        return ProfileTest(is_good=False, words=gettext("Has no test file"), reasons=[])
    try:
        faults = profile_tests.faults_of(profile, today=today)
    except ProfileError as error:
        reasons = [fault_message(fault) for fault in error.faults]
        return ProfileTest(
            is_good=False, words=gettext("No longer fits the standard case file"), reasons=reasons
        )
    if faults:
        reasons = [f"{fault.row}, {fault.column}: {case_fault(fault)}" for fault in faults]
        return ProfileTest(
            is_good=False, words=gettext("No longer reads its test file"), reasons=reasons
        )
    return ProfileTest(is_good=True, words=gettext("Reads its test file"), reasons=[])


def fault_message(fault: ProfileFault) -> str:
    terms = {"place": fault.place, "value": fault.value, "longest": f"{LONGEST:,}"}
    return str(MESSAGES[fault.code]) % terms

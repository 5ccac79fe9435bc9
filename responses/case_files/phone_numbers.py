"""Whether we would text a number, given as E.164. Pure: no Django, no database."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

UNITED_KINGDOM = 44
"""Also the prefix of Jersey, Guernsey and Man, which the message service treats as the UK."""

SIMULATED_NUMBERS = frozenset(range(447700900010, 447700901000)) - {447700900111, 447700900222}
"""Kept for drama by Ofcom, less those that mean something to the message service (decision 16).
No library holds them to be valid, and none of them may be texted from a real database."""


def is_simulated_number(e164: str) -> bool:
    return e164[1:].isdecimal() and int(e164[1:]) in SIMULATED_NUMBERS


def is_textable(e164: str, *, is_simulated: bool) -> bool:
    """Whether a text may go to the number: in a simulated database to simulated numbers alone,
    in a real one to mobiles of the United Kingdom and the islands alone."""
    if is_simulated:
        return is_simulated_number(e164)
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return False
    return (
        number.country_code == UNITED_KINGDOM
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    )

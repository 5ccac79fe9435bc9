"""Whether a number in E.164 may be texted. Pure: no Django, no database."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

UNITED_KINGDOM = 44
"""The prefix of the United Kingdom, and of Jersey, Guernsey and the Isle of Man, which the message
service treats as the UK."""

SIMULATED_NUMBERS = frozenset(range(447700900010, 447700901000)) - {447700900111, 447700900222}
"""Ofcom's numbers for drama, without those that have a special meaning for the message service
(decision 16). Number libraries call them invalid; a real database must never text them."""


def is_simulated_number(e164: str) -> bool:
    return e164[1:].isdecimal() and int(e164[1:]) in SIMULATED_NUMBERS


def is_textable(e164: str, *, is_simulated: bool) -> bool:
    """Whether a text may be sent to the number: in a simulated database only to simulated numbers,
    in a real one only to mobiles of the United Kingdom and the islands."""
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

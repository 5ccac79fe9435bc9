import re
import unicodedata

import phonenumbers

from responses.case_files.faults import CellError, FaultCode

UK_MOBILE = re.compile(r"(?:(?:\+|00)?440?|0)?(7[1-57-9][0-9]{8})")
"""A mobile of the United Kingdom, with or without the 0 that a spreadsheet takes off: ten digits
that begin with 7 are no other number of this country."""
ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE][+-]?[0-9]+|[0-9]{9,}[.,][0-9]")
"""A number as a spreadsheet writes it: without its last digits, or as a decimal."""
ROUNDED_OFF = "000000"
"""The end of a number of which a spreadsheet kept six digits, and then wrote them out again."""
IN_BRACKETS = re.compile(r"(\+?[0-9]{0,4})\((\+?[0-9]{1,5})\)([0-9]{6,})")
"""Brackets around the code of a country or an area, or around the 0 after it."""
PLAIN = re.compile(r"\+?[0-9]+")
DOT_BETWEEN = re.compile(r"(?<=[0-9])\.(?=[0-9]{2})")
UNSEEN = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufeff"
)
"""Zero-width marks, and those that keep text left to right. Marks that reverse it show a number in
another order than it has: such a cell is refused."""
FEWEST_DIGITS = 7
"""Fewest digits of a number that can be rung."""
DIGITS_OF_TWO = 20
LONGEST_NUMBER = 60
KINDS = frozenset(
    {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
WORD = r"[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL = re.compile(rf"{WORD}(?:[.']{WORD})*@(?:{LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
LONGEST_EMAIL = 254
UNITED_KINGDOM = 44
"""The prefix of the United Kingdom, and of Jersey, Guernsey and the Isle of Man, which the message
service treats as the UK."""
SIMULATED_NUMBERS = frozenset(range(447700900010, 447700901000)) - {447700900111, 447700900222}
"""Ofcom's numbers for drama, except those with a special meaning for the message service (decision
16). Number libraries call them invalid; a real database must never text them."""


def mobile(value: str) -> str:
    """The number in E.164."""
    plain = value.replace(" ", "")
    # Most numbers are plain, and the rest costs ten times as much.
    compact = plain if UK_MOBILE.fullmatch(plain) else _digits_alone(value)
    if uk := UK_MOBILE.fullmatch(compact):
        if uk[1].endswith(ROUNDED_OFF):
            raise CellError(FaultCode.ROUNDED_PHONE)
        return f"+44{uk[1]}"
    if re.fullmatch(r"44[0-9]{10}", compact):
        compact = f"+{compact}"
    if not compact.startswith(("+", "0")):
        raise CellError(FaultCode.WRONG_PHONE)
    try:
        number = phonenumbers.parse(compact, "GB")
    except phonenumbers.NumberParseException:
        raise CellError(FaultCode.WRONG_PHONE) from None
    if phonenumbers.number_type(number) not in KINDS:
        raise CellError(FaultCode.WRONG_PHONE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _digits_alone(value: str) -> str:
    text = _visible(value)
    if len(text) > LONGEST_NUMBER:
        raise CellError(FaultCode.WORDS_IN_PHONE)
    if ROUNDED.fullmatch(text):
        raise CellError(FaultCode.ROUNDED_PHONE)
    parts = re.split(r"[^\d\s().+\u2010-\u2015\u2212-]|(?<=[0-9])\s*(?=\+)|\n", text)
    counts = [len(re.findall(r"[0-9]", part)) for part in parts]
    if sum(count >= FEWEST_DIGITS for count in counts) > 1 or max(counts) >= DIGITS_OF_TWO:
        raise CellError(FaultCode.TWO_NUMBERS)
    compact = _compact(text)
    if compact.isdigit() and not compact.isascii():
        raise CellError(FaultCode.WRONG_PHONE)
    if not PLAIN.fullmatch(compact):
        raise CellError(FaultCode.WORDS_IN_PHONE)
    return compact


def _compact(text: str) -> str:
    if not re.fullmatch(r"[+(\d].*\d", text, re.DOTALL):
        return text
    inner = DOT_BETWEEN.sub("", text)
    inner = "".join(c for c in inner if not (_is_dash(c) or c == "\t" or _is_blank(c)))
    found = IN_BRACKETS.fullmatch(inner)
    return "".join(found.groups()) if found else inner


def email(value: str) -> str:
    text = _visible(value)
    if text.count("@") > 1:
        raise CellError(FaultCode.TWO_ADDRESSES)
    if len(text) > LONGEST_EMAIL:
        raise CellError(FaultCode.WRONG_EMAIL)
    if EMAIL.fullmatch(text):
        return text
    raise CellError(FaultCode.WORDS_IN_EMAIL if EMAIL.search(text) else FaultCode.WRONG_EMAIL)


def _visible(value: str) -> str:
    return "".join(character for character in value if character not in UNSEEN).strip()


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == "\N{MINUS SIGN}"


def _is_blank(character: str) -> bool:
    return unicodedata.category(character) == "Zs"


def is_simulated_number(e164: str) -> bool:
    return e164[1:].isdecimal() and int(e164[1:]) in SIMULATED_NUMBERS


def is_textable(e164: str, *, is_simulated: bool) -> bool:
    """In a simulated database only simulated numbers; in a real one only mobiles of the United
    Kingdom and the islands."""
    if is_simulated:
        return is_simulated_number(e164)
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return (
        number.country_code == UNITED_KINGDOM
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    )


NO_CONTACT = frozenset(
    {
        "n/a", "na", "n\\a", "n/k", "nk", "none", "nil", "null", "no", "unknown", "not known",
        "not recorded", "not given", "not provided", "none given", "none held", "withheld",
        "no number", "no mobile", "no phone", "no telephone", "no email", "0", "-", "--", "–", "—",
        "?", ".", "dim", "anhysbys", "heb ei nodi",
    }
)  # fmt: skip
CONTACT_COLUMNS = frozenset({"contact_mobile", "contact_email"})


def says_there_is_none(column: str, text: str) -> bool:
    if column not in CONTACT_COLUMNS:
        return False
    plain = " ".join(text.casefold().split())
    return plain.strip("()") in NO_CONTACT

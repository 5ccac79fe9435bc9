"""Reads a mobile number or an email address out of a cell that holds it and nothing else. Pure.

Whatever stands beside it may be a warning (“do not text”, “partner”), so such a cell is refused."""

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
"""Marks of no width, and those that keep writing from left to right. Marks that turn its direction
show a number in another order than it has: such a cell is refused."""
FEWEST_DIGITS = 7
"""Of a number that can be rung."""
DIGITS_OF_TWO = 20
LONGEST_NUMBER = 60
KINDS = frozenset(
    {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
WORD = r"[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL = re.compile(rf"{WORD}(?:[.']{WORD})*@(?:{LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
LONGEST_EMAIL = 254


def mobile(value: str) -> str:
    """The number in E.164. Blanks, dashes, dots between digits, brackets around a code and marks
    that nobody sees are passed over; anything else is refused.

    UK_MOBILE covers this country, numbers for drama among them; the library knows all others."""
    plain = value.replace(" ", "")
    # Most numbers are plain, and the rest costs ten times as much.
    compact = plain if UK_MOBILE.fullmatch(plain) else _digits_alone(value)
    if uk := UK_MOBILE.fullmatch(compact):
        if uk[1].endswith(ROUNDED_OFF):
            raise CellError(FaultCode.ROUNDED_PHONE)
        return f"+44{uk[1]}"
    return _other_mobile(compact)


def _digits_alone(value: str) -> str:
    """The digits of the one number in a cell, with its plus sign."""
    text = _visible(value)
    if len(text) > LONGEST_NUMBER:
        raise CellError(FaultCode.WORDS_IN_PHONE)
    if ROUNDED.fullmatch(text):
        raise CellError(FaultCode.ROUNDED_PHONE)
    if _holds_two(text):
        raise CellError(FaultCode.TWO_NUMBERS)
    compact = _compact(text)
    if compact.isdigit() and not compact.isascii():
        raise CellError(FaultCode.WRONG_PHONE)
    if not PLAIN.fullmatch(compact):
        raise CellError(FaultCode.WORDS_IN_PHONE)
    return compact


def _holds_two(text: str) -> bool:
    """Whether there are two numbers, however they are set apart. Blanks, dashes and brackets may
    be within one; a plus sign begins another."""
    parts = re.split(r"[^\d\s().+\u2010-\u2015\u2212-]|(?<=[0-9])\s*(?=\+)|\n", text)
    counts = [len(re.findall(r"[0-9]", part)) for part in parts]
    return sum(count >= FEWEST_DIGITS for count in counts) > 1 or max(counts) >= DIGITS_OF_TWO


def _compact(text: str) -> str:
    """The number without what may stand between its digits. A sign before or behind it is kept: it
    belongs to no number."""
    if not re.fullmatch(r"[+(\d].*\d", text, re.DOTALL):
        return text
    inner = DOT_BETWEEN.sub("", text)
    inner = "".join(c for c in inner if not (_is_dash(c) or c == "\t" or _is_blank(c)))
    found = IN_BRACKETS.fullmatch(inner)
    return "".join(found.groups()) if found else inner


def _other_mobile(compact: str) -> str:
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
    """The text without the marks that a copied number or address brings along."""
    return "".join(character for character in value if character not in UNSEEN).strip()


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == "\N{MINUS SIGN}"


def _is_blank(character: str) -> bool:
    return unicodedata.category(character) == "Zs"

"""The instruments that ship, in English, for tests about what they ask."""

from functools import cache

from survey.bank import instruments as bank_instruments
from survey.definition.parsing import parse_definition


@cache
def instruments():
    """By code, the newest version of each; every text in English only."""
    expanded = (source.expand(in_english) for source in bank_instruments.shipped_instruments())
    return {raw["code"]: parse_definition({**raw, "languages": ["en"]}) for raw in expanded}


def in_english(english, place):
    return {"en": english}


def bank():
    return bank_instruments.shipped_instruments()[0].bank

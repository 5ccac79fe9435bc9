"""The instruments that ship, in English, for tests about what they ask."""

from functools import cache

from survey.bank import instruments as bank_instruments
from survey.definition.parsing import parse_definition
from survey.publishing import shipped


@cache
def instruments():
    expanded = (source.expand(in_english) for source in bank_instruments.shipped_instruments())
    return {raw["code"]: parse_definition({**raw, "languages": ["en"]}) for raw in expanded}


@cache
def definitions():
    return tuple(shipped.definitions())


def in_english(english, place):
    return {"en": english}


def bank():
    return bank_instruments.shipped_instruments()[0].bank

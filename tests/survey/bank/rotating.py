"""The short form with its rotating questions, for tests of what is drawn and of the longer form."""

from survey.bank.pathways import NATIONAL, SHORT_CORE
from tests.survey import shipped


def national():
    return shipped.instruments()[NATIONAL]


def short():
    return shipped.instruments()[SHORT_CORE]

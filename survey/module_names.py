from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from survey.bank.pathways import BEREAVED, NATIONAL, PROXY, SHORT_CORE


@dataclass(frozen=True)
class InstrumentName:
    name: str | Promise
    about: str | Promise = ""


INSTRUMENTS: Mapping[str, InstrumentName] = {
    SHORT_CORE: InstrumentName(
        gettext_lazy("The short core"),
        gettext_lazy(
            "What a text link asks: ten questions, two drawn by chance, then a few about the "
            "person."
        ),
    ),
    NATIONAL: InstrumentName(
        gettext_lazy("The whole bank"),
        gettext_lazy(
            "By telephone, on paper, and for those who say more: the core, one stage, at most two "
            "crimes."
        ),
    ),
    PROXY: InstrumentName(
        gettext_lazy("Answering for somebody else"),
        gettext_lazy("For a parent, a carer or an intermediary, in words of its own."),
    ),
    BEREAVED: InstrumentName(
        gettext_lazy("Bereaved families"),
        gettext_lazy("For the close family of someone who died. Never sent by text."),
    ),
}
"""In the order in which a designer looks for them."""

STAGES: Mapping[str, Promise] = {
    "ST1": gettext_lazy("Reporting"),
    "ST2": gettext_lazy("Investigation"),
    "ST3a": gettext_lazy("Closed without charge"),
    "ST3b": gettext_lazy("Settled out of court"),
    "ST3c": gettext_lazy("Charge"),
    "ST4": gettext_lazy("Waiting for court"),
    "ST5": gettext_lazy("Court result"),
    "ST6": gettext_lazy("Sentence"),
    "ST7": gettext_lazy("Release"),
    "ST8": gettext_lazy("Bereaved families"),
}
MODULES: Mapping[str, str | Promise] = {
    **STAGES,
    "OUT": gettext_lazy("The decision"),
    "O15": gettext_lazy("Not enough evidence"),
    "O16": gettext_lazy("Victim did not go on"),
    "OOC": gettext_lazy("Agreed out of court"),
    "DA": gettext_lazy("Domestic abuse"),
    "RASSO": gettext_lazy("Sexual offences"),
    "STK": gettext_lazy("Stalking and harassment"),
    "HBA": gettext_lazy("Honour-based abuse, forced marriage, FGM"),
    "HATE": gettext_lazy("Hate crime"),
    "BUR": gettext_lazy("Burglary"),
    "VIO": gettext_lazy("Violence"),
    "PROP": gettext_lazy("Property crime"),
    "ROB": gettext_lazy("Robbery"),
    "VEH": gettext_lazy("Vehicle crime"),
    "THEFT": gettext_lazy("Theft"),
    "DAM": gettext_lazy("Damage and arson"),
    "FRAUD": gettext_lazy("Fraud"),
    "MSHT": gettext_lazy("Modern slavery"),
    "ASB": gettext_lazy("Antisocial behaviour"),
    "CSA": gettext_lazy("Adult survivors of child abuse"),
    "ROAD": gettext_lazy("Death on the road"),
    "POL": gettext_lazy("Suspect is police"),
    "WALES": pgettext_lazy("where the victim lives", "Wales"),
    "PROXY": gettext_lazy("Answering for somebody else"),
}


def module_name(module: str) -> str:
    """Else its code."""
    return str(MODULES.get(module, module))


def instrument_name(code: str) -> InstrumentName:
    """Else its code."""
    return INSTRUMENTS.get(code) or InstrumentName(code)


def list_position(code: str) -> tuple[int, str]:
    """Shipped ones first, then by code."""
    known = list(INSTRUMENTS)
    return (known.index(code) if code in known else len(known), code)

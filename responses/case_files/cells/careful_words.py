import re
import unicodedata
from collections.abc import Iterable, Mapping

TO_YES = frozenset(
    {
        "positive", "present", "confirmed", "affirmative", "tick", "ticked", "marked", "identified",
        "yea", "yeah", "yep", "yup", "oedd", "ydi", "cadarnhawyd",
    }
)  # fmt: skip
"""Words for yes, besides the names in the list of codes."""
QUALIFIED = frozenset(
    {
        "longer", "but", "see", "previously", "formerly", "was", "historic", "historical",
        "however", "except", "until", "unless", "yet", "ond", "gweler",
    }
)  # fmt: skip
"""Words that qualify a yes or no."""
SHORT_FOR: Mapping[str, str] = {
    "da": "flag_domestic_abuse", "dv": "flag_domestic_abuse", "dva": "flag_domestic_abuse",
    "cse": "flag_child_abuse", "csa": "flag_child_abuse", "hba": "flag_honour_based",
    "rape": "flag_sexual", "rasso": "flag_sexual", "harassment": "flag_stalking",
    "trafficking": "flag_modern_slavery", "nrm": "flag_modern_slavery",
    "racist": "flag_hate_race", "racial": "flag_hate_race", "homophobic": "flag_hate_orientation",
    "transphobic": "flag_hate_transgender",
}  # fmt: skip
DEATH = re.compile(r"\b(dead|died|death|deceased|fatal|bereav|marw|rip\b|passed|murder|homicide)")
UNSAFE = frozenset(
    {
        "share", "shared", "shares", "joint", "jointly", "partner", "husband", "wife", "ex", "perp",
        "suspect", "offender", "family", "access", "reads", "sees", "monitored", "monitors",
        "tracked", "risk", "risky", "danger", "dangerous", "caution", "care",
        "careful", "only", "work", "landline", "withheld", "blocked", "avoid", "rhannu", "perygl",
    }
)  # fmt: skip
HIGH = frozenset(
    {
        "vh", "hr", "critical", "severe", "extreme", "gold", "red", "marac", "significant",
        "serious", "grave", "imminent", "uchel", "difrifol",
    }
)  # fmt: skip
NO_DIRECT_VICTIM = frozenset(
    {
        "juvenile", "minor", "under", "youth", "child", "children", "plentyn", "parent", "rhiant",
        "guardian", "kin", "nok", "relative", "family", "teulu", "bereaved", "business", "company",
        "busnes", "cwmni", "organisation", "corporate", "shop", "store", "witness", "tyst",
        "informant", "suspect",
    }
)  # fmt: skip


def visible(text: str) -> str:
    """Letters of other widths become the letters they look like."""
    return unicodedata.normalize("NFKC", text)


def has_letters_of_another_script(text: str) -> bool:
    return any(
        letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN")
        for letter in visible(text)
    )


def says_yes(word: str) -> bool:
    return word in TO_YES or word.startswith("yes") or word.lstrip("0") == "1"


def names_what(words: Iterable[str], column: str) -> bool:
    parts = set(column.split("_"))
    return any(word in parts or SHORT_FOR.get(word) == column for word in words)

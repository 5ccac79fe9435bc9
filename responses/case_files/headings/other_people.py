import re

from responses.case_files.cells.careful_words import has_letters_of_another_script, visible
from responses.case_files.columns import COLUMNS

SUSPECTS = (
    "suspect", "offender", "perpetrator", "accused", "defendant", "assailant", "abuser", "drwgdyb",
    "throseddwr", "troseddwr", "diffynnydd", "cyhuddedig",
)  # fmt: skip
OTHERS = (
    "witness", "nominal", "partner", "husband", "spouse", "boyfriend", "girlfriend", "nextofkin",
    "guardian", "solicitor", "employer", "informant", "reporter", "reportingperson", "emergency",
    "landlord", "socialworker", "appropriateadult", "interpreter", "advocate", "ditectif",
    "aggressor", "respondent", "poi", "colleague", "manager",
)  # fmt: skip
"""Like suspects, whatever they are joined to: SUSPECTMOBILE, MobSuspect, “Unsuspected” too."""
SUSPECT_BEGINNINGS = ("susp", "offend", "perp", "defend")
OTHER_BEGINNINGS = (
    "parent", "carer", "caller", "wife", "mother", "father", "brother", "sister", "daughter", "nok",
    "perthynas", "rhiant",
)  # fmt: skip
WHOLE = frozenset(
    {
        "kin", "son", "mum", "dad", "ex", "exwife", "friend", "neighbour", "relative", "relation",
        "tyst", "gwr", "gwraig", "mam", "tad", "def", "idva", "isva", "ice", "aa", "rp", "school",
        "gp", "reporting",
    }
)  # fmt: skip
STAFF = ("officer", "oic")
WORDS = frozenset({*SUSPECTS, *OTHERS, *SUSPECT_BEGINNINGS, *OTHER_BEGINNINGS, *WHOLE, *STAFF})
PERSON_WORDS = frozenset(
    {
        "name", "names", "surname", "forename", "forenames", "firstname", "lastname", "fullname",
        "nickname", "initials", "alias", "title", "salutation", "address", "street", "postcode",
        "house", "suspect", "suspects", "offender", "offenders", "perpetrator", "defendant",
        "accused", "witness", "victim", "complainant", "dob", "birthday", "birthdate",
        "birth_date", "date_of_birth", "nhs", "nino", "passport", "enw", "cyfenw", "cyfeiriad",
    }
)  # fmt: skip
FORCE_WORDS = frozenset({"force", "heddlu"})
WORDS_OF_FORCE = FORCE_WORDS | {
    "name", "code", "id", "number", "no", "police", "the", "owning", "recording", "reporting",
    "home", "enw", "cod", "yr", "r", "",
}  # fmt: skip
CONFIRMING = frozenset({"safe_contact_confirmed_by", "safe_contact_confirmed_on"})
"""Columns that may name an officer: who confirmed safe contact, and when."""


def plain(name: str) -> str:
    """A name without capitals and signs."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", visible(name))
    return " ".join(re.findall(r"[^\W_]+", parted.lower()))


def is_about_a_suspect(heading: str) -> bool:
    return _is_about(heading, anywhere=SUSPECTS, beginnings=SUSPECT_BEGINNINGS)


def is_about_somebody_else(heading: str, *, column: str = "") -> bool:
    """Also where it is unclear, by letters that only look like those of a word."""
    anywhere = OTHERS if column in CONFIRMING else (*OTHERS, *STAFF)
    return (
        has_letters_of_another_script(heading)
        or is_about_a_suspect(heading)
        or _is_about(heading, anywhere=anywhere, beginnings=OTHER_BEGINNINGS)
        or not WHOLE.isdisjoint(_words(heading))
    )


def _is_about(heading: str, *, anywhere: tuple[str, ...], beginnings: tuple[str, ...]) -> bool:
    words = _words(heading)
    run = "".join(words)
    return any(stem in run for stem in anywhere) or any(
        word.startswith(beginnings) for word in words
    )


def _words(heading: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", plain(heading))


def names_a_person(column: str) -> bool:
    words = _parts(column)
    joined = "_".join(words)
    if joined in COLUMNS or means_force(column):
        return False
    return not PERSON_WORDS.isdisjoint({*words, joined})


def means_force(column: str) -> bool:
    words = {*_parts(column)}
    return not FORCE_WORDS.isdisjoint(words) and words <= WORDS_OF_FORCE


def _parts(column: str) -> list[str]:
    return re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())

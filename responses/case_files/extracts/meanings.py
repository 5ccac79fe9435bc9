"""Never a code that makes a person more contactable than the value's own words do (SAF-2)."""

import re
from collections.abc import Mapping

from responses.case_files.cells.careful_words import (
    DEATH,
    HIGH,
    NO_DIRECT_VICTIM,
    QUALIFIED,
    UNSAFE,
    has_letters_of_another_script,
    names_what,
    says_yes,
)
from responses.case_files.extracts.layout import (
    BLANK_SAYS_NO,
    EXCLUSION,
    codes_of,
    is_blank,
    says_more,
)
from responses.case_files.extracts.proposals import propose_code
from responses.case_files.headings.other_people import plain
from responses.case_files.headings.refusals import without_accents
from responses.sms.channel import ANOTHER_WAY

SAYS_NOTHING = frozenset(
    {
        "null", "none", "nil", "na", "nan", "nk", "unk", "unkn", "unknown", "notknown", "u",
        "notstated", "notrecorded", "notapplicable", "notasked", "notassessed", "notavailable",
        "notchecked", "notcompleted", "notdisclosed", "notentered", "notprovided", "notspecified",
        "notsupplied", "unspecified", "unrecorded", "undefined", "undetermined", "blank", "empty",
        "missing", "nodata", "noinfo", "noinformation", "norecord", "noresponse", "noanswer",
        "novalue", "dk", "dontknow", "notsure", "unsure", "tbc", "tba", "tbd", "pending", "error",
        "anhysbys", "ddimynhysbys", "gwag", "ag", "dimgwybodaeth",
    }
)  # fmt: skip
"""Texts for "not known", without blanks and signs."""
UNSURE = frozenset(
    {
        "maybe", "perhaps", "possible", "possibly", "potential", "potentially", "probable",
        "probably", "suspected", "likely", "unclear", "query",
    }
)  # fmt: skip
NEGATIONS = frozenset(
    {"no", "not", "non", "never", "dont", "without", "unsafe", "nid", "nac", "dim", "ddim"}
)
CAREFULNESS: Mapping[str, tuple[str, ...]] = {
    "number_safe": ("yes", "unknown", "no"),
    "risk_level": ("standard", "medium", "high"),
}
"""Codes from most contactable to most careful."""
BLANK_MEANS = {"number_safe": "unknown"}
CHANNEL = "safe_contact_channel"
UNASKED_WAY = frozenset(
    {"phone", "call", "calls", "ring", "letter", "post", "visit", "person", "ffon"}
)
"""Words of ways in which no message goes out."""
SAID_NO = frozenset({"NOCONTACT", "OPTOUT"})
NO_DETAILS = re.compile(
    r"(no |missing |wrong |invalid |incorrect )?(valid )?(contact )?"
    r"(details|data|number|info|information|phone|mobile|email)"
    r"( held| recorded| known| given| provided| available| missing| invalid| wrong)?"
)
EXCLUSION_WORDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(rf"^{NO_DETAILS.pattern}$"), SAID_NO | {"NOCONTACTDATA", "BADNUM"}),
    (re.compile(r"safe.*contact|contact.*safe"), SAID_NO | {"NOSAFE"}),
    (
        re.compile(
            r"contact|no (text|sms|call|e ?mail)|asked not|refus|declin|opt(ed)? ?out|withdr"
            r"|consent|wish|want|dnc\b|object|engag|unsubscri|cyswll|cysyllt|gwrthod"
        ),
        SAID_NO,
    ),
    (DEATH, SAID_NO | {"DECEASED"}),
    (re.compile(r"complain|\bpsd\b"), SAID_NO | {"COMPLAINT-LIVE", "OFFICER-SUSPECT"}),
    (re.compile(r"vulnerab|mental|capacity"), SAID_NO | {"VULN", "SG-OPEN", "RISKLIFE", "PROTECT"}),
    (
        re.compile(
            r"risk|danger|safe|threat|\blife|protect|covert|dash|marac|mappa|osman|\bttl\b"
            r"|undercover|ukpps|suicid|self harm|child.*(house|home|present)"
        ),
        SAID_NO
        | {"SG-OPEN", "RISKLIFE", "COVERT", "PROTECT", "CHILD-HH", "HIGHRISK", "NOSAFE"}
        | {"OFFICER-SUSPECT"},
    ),
)
"""Words of an exclusion, with the codes at least as strong. The first match counts."""
NOUGHT, ONE = "0", "1"


SAYS_NO = frozenset({"n", "no", "false", "f", "0", "nage"})
"""Texts for "no" in force extracts."""


def may_stand_for(own: str, column: str, code: str) -> bool:
    """ "" is a blank cell."""
    if is_blank(own):
        return False
    if not code and column in BLANK_SAYS_NO:
        # A bare no excludes nobody.
        return column == EXCLUSION and own.strip().lower() in SAYS_NO
    if column == CHANNEL and not _code_written(own, column):
        return _may_be_channel(own, code)
    if named := _code_written(own, column):
        return code == named or (not code and not _order(column) and column != CHANNEL)
    if says_more(column, code) and not _may_say_more(own, column):
        return False
    if column == EXCLUSION:
        return code in _exclusion_codes(own)
    if says_more(column, code) and says_nothing(own):
        return False
    meaning = _meaning(own, column)
    return not meaning or not _is_less_careful(column, code, than=meaning)


def _may_say_more(own: str, column: str) -> bool:
    words = frozenset(plain(own).split())
    if has_letters_of_another_script(own) or not QUALIFIED.isdisjoint(words):
        return False
    if column == "deceased":
        return not DEATH.search(plain(own))
    if column == "victim_role":
        return NO_DIRECT_VICTIM.isdisjoint(words)
    warnings = {"number_safe": UNSAFE, "risk_level": HIGH}.get(column, frozenset())
    return warnings.isdisjoint(words)


def _may_be_channel(own: str, code: str) -> bool:
    own = without_accents(re.sub("['’]", "", own))
    words = plain(own).split()
    is_left = not (NEGATIONS | UNASKED_WAY | UNSURE).isdisjoint(words)
    known = propose_code(CHANNEL, own) or (ANOTHER_WAY if is_left else "")
    if code == ANOTHER_WAY:
        return True
    if not code:
        return "".join(words) in SAYS_NOTHING
    if has_letters_of_another_script(own):
        return False
    named = {propose_code(CHANNEL, word) for word in words} - {""}
    return known == code or (not known and named <= {code})


def is_nought_alone(codes: Mapping[str, str], column: str, own: str) -> bool:
    is_no = own.strip() == NOUGHT and codes[own] == "no" and says_more(column, "no")
    return is_no and codes.get(ONE) != "yes"


def says_nothing(own: str) -> bool:
    words = plain(own).split()
    return "".join(words) in SAYS_NOTHING | {""} or not UNSURE.isdisjoint(words)


def _code_written(own: str, column: str) -> str:
    squashed = _squashed(own)
    return next((code for code in codes_of(column) if _squashed(code) == squashed), "")


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _exclusion_codes(own: str) -> frozenset[str]:
    words = plain(own)
    if has_letters_of_another_script(own):
        return SAID_NO
    found = (codes for pattern, codes in EXCLUSION_WORDS if pattern.search(words))
    return next(found, frozenset(codes_of(EXCLUSION)))


def _meaning(own: str, column: str) -> str:
    """The most careful of several; "" where none is known."""
    order = _order(column)
    if not order or says_nothing(own):
        return ""
    if known := propose_code(column, own):
        return known
    words = plain(re.sub("['’]", "", own)).split()
    is_negated = not NEGATIONS.isdisjoint(words)
    found = {propose_code(column, word) for word in words}
    if is_negated and column == "number_safe":
        found.add("no")
    is_named = names_what(words, column) and not is_negated
    if is_named or any(map(says_yes, words)):
        found.add("yes")
    return max(found & set(order) - {""}, key=order.index, default="")


def _is_less_careful(column: str, code: str, *, than: str) -> bool:
    order = _order(column)
    code = code or BLANK_MEANS.get(column, "")
    return code in order and order.index(code) < order.index(than)


def _order(column: str) -> tuple[str, ...]:
    return CAREFULNESS.get(column) or (("no", "", "yes") if says_more(column, "no") else ())

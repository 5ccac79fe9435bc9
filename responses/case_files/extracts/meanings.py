"""Which of our codes a value of a force may be read as: never as one that makes somebody more
contactable than the value's own words do (SAF-2). Pure except for reading the shipped lists."""

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
from responses.case_files.extracts.codes import codes_of
from responses.case_files.extracts.proposals import propose_code
from responses.case_files.extracts.reach import BLANK_SAYS_NO, EXCLUSION, is_blank, says_more
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
"""What is written where nothing is known, without blanks and signs."""
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
"""Codes from the one that makes somebody most contactable to the most careful."""
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
"""What the words of an exclusion say, to the codes at least as strong. The first counts."""
NOUGHT, ONE = "0", "1"


SAYS_NO = frozenset({"n", "no", "false", "f", "0", "nage"})
"""What a force writes for no."""


def may_stand_for(own: str, column: str, code: str) -> bool:
    """Whether a profile may read a value of the force as this code, "" being a blank cell."""
    if is_blank(own):
        return False
    if not code and column in BLANK_SAYS_NO:
        # Where a column of a force is a bare yes or no, its no excludes nobody.
        return column == EXCLUSION and own.strip().lower() in SAYS_NO
    if column == CHANNEL and not _code_written(own, column):
        return _may_be_channel(own, code)
    if named := _code_written(own, column):
        return code == named or (not code and not _order(column) and column != CHANNEL)
    if says_more(column, code) and not _may_say_more(own, column):
        return False
    if column == EXCLUSION:
        return code in _as_strong_exclusions(own)
    if says_more(column, code) and says_nothing(own):
        return False
    meaning = _meaning(own, column)
    return not meaning or not _is_less_careful(column, code, than=meaning)


def _may_say_more(own: str, column: str) -> bool:
    """Whether nothing in a value warns against reading it as a code that makes somebody more
    contactable."""
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
    """Whether a way of contact may be read as this one. Whatever its words are, it may be read as
    one by which no message goes out; as a text or an e-mail, only where its words name no other,
    and nothing that is to be left."""
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
    """Whether a 0 is read as no in a column in which no 1 is read as yes: 0 may then be what a
    system writes where nobody has said anything."""
    is_no = own.strip() == NOUGHT and codes[own] == "no" and says_more(column, "no")
    return is_no and codes.get(ONE) != "yes"


def says_nothing(own: str) -> bool:
    """Whether a value says nothing, or is not sure of what it says."""
    words = plain(own).split()
    return "".join(words) in SAYS_NOTHING | {""} or not UNSURE.isdisjoint(words)


def _code_written(own: str, column: str) -> str:
    """The code of ours that a value is, in whatever capitals and signs, or ""."""
    squashed = _squashed(own)
    return next((code for code in codes_of(column) if _squashed(code) == squashed), "")


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _as_strong_exclusions(own: str) -> frozenset[str]:
    words = plain(own)
    if has_letters_of_another_script(own):
        return SAID_NO
    found = (codes for pattern, codes in EXCLUSION_WORDS if pattern.search(words))
    return next(found, frozenset(codes_of(EXCLUSION)))


def _meaning(own: str, column: str) -> str:
    """The code that a value's words say, as far as they are known, or ""; of several the most
    careful."""
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
    """Whether a code makes somebody more contactable than another does."""
    order = _order(column)
    code = code or BLANK_MEANS.get(column, "")
    return code in order and order.index(code) < order.index(than)


def _order(column: str) -> tuple[str, ...]:
    """The codes of a column from the one that makes somebody most contactable, or none where none
    does."""
    return CAREFULNESS.get(column) or (("no", "", "yes") if says_more(column, "no") else ())

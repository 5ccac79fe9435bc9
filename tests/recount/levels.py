"""At which level of which table a response stands."""

from collections.abc import Iterator, Mapping, Sequence

from tests.recount.stored import Row, document

EVERYBODY, UNKNOWN = "all", "unknown"
SAID = {
    "sex": "EQ-SEX", "age_band": "EQ-AGE", "ethnicity": "EQ-ETH", "religion": "EQ-REL",
    "sexual_orientation": "EQ-ORI", "gender_identity": "EQ-GEN-1", "pregnancy": "EQ-PREG",
}  # fmt: skip
"""Tables by what respondents say of themselves, and the question that asks it."""
NOT_SAID = {"prefer_not", "does_not_apply"}
FILED = ("report_channel", "enhanced_rights")
"""Tables by a column of the case file as it is."""
AGAINST_WOMEN = ("sexual", "domestic", "stalking")
DOMESTIC = ("domestic_abuse", "honour_based", "forced_marriage", "fgm")
SENSITIVE_CRIMES = ("sexual", "stalking_harassment", "violence_or_sexual")
SENSITIVE = (
    "honour_based", "forced_marriage", "fgm", "modern_slavery", "child_abuse", "police_suspect",
    "domestic_abuse", "stalking", "sexual", "hate_race", "hate_religion", "hate_orientation",
    "hate_transgender", "hate_disability",
)  # fmt: skip
ADVISERS = ("IDVA", "ISVA", "ISA", "SUPPORT")
Answers = Mapping[str, Sequence[str]]
Level = tuple[str, str]
"""Table and level."""


def levels_of(answers: Answers, event: Row, response: Row) -> Iterator[Level]:
    yield EVERYBODY, EVERYBODY
    stage, crime = event["survey_stage"], event["crime_group"] or UNKNOWN
    yield "stage", stage
    yield "crime_group", crime
    said = _said(answers)
    yield from said.items()
    for table in FILED:
        yield table, event[table]
    flags = document(event["flags"])
    if "repeat" in flags and flags["repeat"] is not None:
        yield "repeat_victim", "yes" if flags["repeat"] else "no"
    for kind in _kinds(crime, flags):
        yield "kind", kind
        yield "kind_stage", f"{kind}.{stage}"
        yield "kind_risk", f"{kind}.{event['risk_level']}"
        yield "kind_route", f"{kind}.{_route(event, flags, response)}"
        if "sex" in said:
            yield "kind_sex", f"{kind}.{said['sex']}"


def _said(answers: Answers) -> dict[str, str]:
    found = {}
    for table, question in SAID.items():
        said = answers.get(question) or ()
        if len(said) == 1 and said[0] not in NOT_SAID:
            found[table] = said[0]
    if disability := _disability(answers):
        found["disability"] = disability
    return found


def _disability(answers: Answers) -> str:
    condition, limits = (tuple(answers.get(code) or ()) for code in ("EQ-DIS-1", "EQ-DIS-2"))
    if condition == ("no",) or (condition == ("yes",) and limits == ("not_at_all",)):
        return "no"
    is_limited = condition == ("yes",) and limits in {("a_lot",), ("a_little",)}
    return "yes" if is_limited else ""


def _route(event: Row, flags: Mapping[str, bool], response: Row) -> str:
    if response["asked_by"] == "web_code":
        role = response["role"] or response["assisted_by"]
        by_whom = "code_adviser" if role in ADVISERS else "code_officer"
        return by_whom if role else UNKNOWN
    is_sensitive = (
        event["risk_level"] == "high"
        or event["crime_group"] in SENSITIVE_CRIMES
        or any(flags.get(flag, True) for flag in SENSITIVE)
    )
    return "text_with_word" if is_sensitive else "text"


def _kinds(crime: str, flags: Mapping[str, bool]) -> list[str]:
    kind = _kind(crime, flags)
    return [kind, "vawg"] if kind in AGAINST_WOMEN else [kind]


def _kind(crime: str, flags: Mapping[str, bool]) -> str:
    if crime == "sexual" or flags.get("sexual"):
        return "sexual"
    if any(flags.get(flag) for flag in DOMESTIC):
        return "domestic"
    if crime == "stalking_harassment" or flags.get("stalking"):
        return "stalking"
    if crime in {UNKNOWN, "violence_or_sexual"} or "domestic_abuse" not in flags:
        return UNKNOWN
    return "violence" if crime == "violence" else "other"

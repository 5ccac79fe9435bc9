"""Which decisions about a case end when a change that waited is confirmed. Pure: no Django, no
database."""

from collections.abc import Mapping

from responses.case_files.amendments.lifts import LiftKind, Plain
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.eligibility.rules import WAITS_FOR_SAFE_CONTACT, Decision

BY_KIND: Mapping[LiftKind, frozenset[Decision]] = {
    LiftKind.EXCLUSION: frozenset(),
    LiftKind.OUT_OF_SCOPE: frozenset(
        {
            Decision.BUSINESS,
            Decision.DECEASED,
            Decision.POLICE_DUTY,
            Decision.NO_VICTIM,
            Decision.DATA_QUALITY,
        }
    ),
    LiftKind.FLAG: WAITS_FOR_SAFE_CONTACT | {Decision.ROUTE},
    LiftKind.RISK: WAITS_FOR_SAFE_CONTACT,
    LiftKind.CRIME: WAITS_FOR_SAFE_CONTACT,
    LiftKind.AGE: frozenset({Decision.AGE}),
    LiftKind.ROLE: frozenset({Decision.BUSINESS, Decision.ROUTE}),
    LiftKind.LANGUAGE: frozenset({Decision.LANGUAGE}),
    LiftKind.NUMBER: WAITS_FOR_SAFE_CONTACT | {Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER},
    LiftKind.SAFE_CONTACT: WAITS_FOR_SAFE_CONTACT | {Decision.NO_CONTACT_DATA},
}


def reopened(kind: LiftKind, before: Mapping[str, Plain]) -> frozenset[str]:
    """The codes of events that are decided again, by all rules. `before` is what stood."""
    if kind is not LiftKind.EXCLUSION:
        return BY_KIND[kind]
    code = str(before["exclude_code"])
    return frozenset({Decision.ROUTE if code == OFFICER_SUSPECT else code})

from collections.abc import Mapping

from survey.bank.pathways import Mode, Pathway, PathwayFacts, pathway_for

SELF, OTHER, BEREAVED = "self", "other", "bereaved"
"""The subject: themselves, a victim in whose place they answer, or a deceased person."""

ROLES: Mapping[str, str] = {SELF: "direct", OTHER: "carer", BEREAVED: "bereaved"}
"""By that, the role that a case file would have, which decides the instrument (SAF-10)."""

NOT_SURE = ""
"""For force and stage."""


def pathway_of(who: str) -> Pathway:
    return pathway_for(PathwayFacts(victim_role=ROLES[who], mode=Mode.TEXT_LINK))

"""What somebody says of themselves who came without an invitation, since no case says it. Pure."""

from collections.abc import Mapping

from survey.bank.pathways import Mode, Pathway, PathwayFacts, pathway_for

SELF, OTHER, BEREAVED = "self", "other", "bereaved"
"""For whom they answer: themselves, a victim in whose place they are, somebody who died."""

ROLES: Mapping[str, str] = {SELF: "direct", OTHER: "carer", BEREAVED: "bereaved"}
"""By that, the role that a case file would have, which decides the instrument (SAF-10)."""

NOT_SURE = ""
"""Of the force and of the stage."""


def pathway_of(who: str) -> Pathway:
    return pathway_for(PathwayFacts(victim_role=ROLES[who], mode=Mode.TEXT_LINK))

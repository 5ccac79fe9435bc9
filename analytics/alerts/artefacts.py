"""Reasons why a series moves although the service did not."""

from dataclasses import dataclass
from enum import StrEnum


class Artefact(StrEnum):
    NEW_WORDING = "new_wording"
    """The wording or choices of the question changed."""
    MISSED_FILE = "missed_file"
    """A force's victims were not invited for one or more weeks, although many were due."""
    SMALL_FILE = "small_file"
    """Far fewer of a force's victims were invited than usual."""
    NEW_VERSION = "new_version"
    """A new version began but left this question unchanged."""
    MODE_MIX = "mode_mix"
    """The mix of modes among respondents changed: text, email, telephone, paper, code."""
    CASE_MIX = "case_mix"
    """The mix of crimes or stages among respondents changed."""
    LANGUAGE_MIX = "language_mix"
    RESPONSE = "response"
    """The response rate changed."""
    SKIPPING = "skipping"
    """The share of questions left unanswered changed."""
    TIME_TAKEN = "time_taken"
    """The share of very fast completions changed."""
    EXCLUSIONS = "exclusions"
    """The share of ineligible events changed."""
    MISSING_PHONES = "missing_phones"
    """The share of events without contact details changed."""
    SEND_DELAY = "send_delay"
    """The share invited long after the event changed."""


@dataclass(frozen=True, kw_only=True)
class ArtefactEffect:
    """`explains`: listed as explained, without an alert."""

    explains: bool = False
    reaches_forces: bool = True


EFFECTS: dict[Artefact, ArtefactEffect] = {
    Artefact.NEW_WORDING: ArtefactEffect(explains=True),
    Artefact.MISSED_FILE: ArtefactEffect(explains=True),
    Artefact.SMALL_FILE: ArtefactEffect(),
    Artefact.NEW_VERSION: ArtefactEffect(),
    Artefact.MODE_MIX: ArtefactEffect(),
    Artefact.CASE_MIX: ArtefactEffect(reaches_forces=False),
    Artefact.LANGUAGE_MIX: ArtefactEffect(),
    Artefact.RESPONSE: ArtefactEffect(),
    Artefact.SKIPPING: ArtefactEffect(),
    Artefact.TIME_TAKEN: ArtefactEffect(),
    Artefact.EXCLUSIONS: ArtefactEffect(),
    Artefact.MISSING_PHONES: ArtefactEffect(),
    Artefact.SEND_DELAY: ArtefactEffect(),
}

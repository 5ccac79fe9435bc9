"""What makes a series of answers move though the service did not: the one list of it. Pure.

Each is found in what the database holds of how answers came about, stands on the alerts whose weeks
it meets, and is named in their sentence. The codes are stored with alerts: none is ever renamed."""

from dataclasses import dataclass
from enum import StrEnum


class Artefact(StrEnum):
    NEW_WORDING = "new_wording"
    """The words or the choices of the question itself changed."""
    MISSED_FILE = "missed_file"
    """Nobody of a force was asked in one or more weeks, though many would be."""
    SMALL_FILE = "small_file"
    """Far fewer of a force were asked than usual."""
    NEW_VERSION = "new_version"
    """A version of the questions began that left this question as it was."""
    MODE_MIX = "mode_mix"
    """Those who answered came by other ways: text, e-mail, telephone, paper, code."""
    CASE_MIX = "case_mix"
    """Those who answered are of other crimes or stages."""
    LANGUAGE_MIX = "language_mix"
    RESPONSE = "response"
    """Of those who were asked another share answered."""
    SKIPPING = "skipping"
    """Another share of what was asked was left without an answer."""
    TIME_TAKEN = "time_taken"
    """Another share was through in a very short time."""
    EXCLUSIONS = "exclusions"
    """Of the events of cases another share was not to be asked about."""
    MISSING_PHONES = "missing_phones"
    """Of the events of cases another share had nobody who could be reached."""
    SEND_DELAY = "send_delay"
    """Another share was asked long after the event."""


@dataclass(frozen=True, kw_only=True)
class ArtefactEffect:
    """`explains` is whether the artefact explains a change wholly: then no alert is raised, and
    the change is listed as explained by it. Otherwise it is named beside the alert.

    `reaches_forces` is whether one that is found of the nation is named on a force's alerts too."""

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

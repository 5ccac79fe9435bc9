"""Only in the session until sent. After twenty minutes nothing is left, and nothing leads back
(SAF-8)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.web.sessions import IDLE_SECONDS
from responses.answering.journey import Journey
from responses.answering.session import IDLE_LIMIT
from responses.open_link import selectors
from responses.open_link.selectors import OpenInstrument

VISIT = "open visit"


@dataclass(frozen=True)
class Said:
    who: str
    force: str
    stage: str
    version_id: int


@dataclass(frozen=True)
class OpenVisit:
    """`seed` leads to the six words and to no person, and makes a press sent twice store one
    row."""

    seed: str
    began_at: str
    said: Said | None = None
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_equality_explained: bool = False
    answered: tuple[str, ...] = ()
    once: str = ""
    led_to: str = ""

    def with_answered(self, code: str) -> "OpenVisit":
        return replace(self, answered=tuple(dict.fromkeys((*self.answered, code))))


@dataclass(frozen=True)
class OpenSitting:
    visit: OpenVisit
    said: Said
    at: datetime

    @property
    def asked(self) -> OpenInstrument:
        return selectors.asked_by(self.said.version_id, who=self.said.who)

    @property
    def journey(self) -> Journey:
        return Journey(
            instrument=self.asked.instrument,
            answers={code: tuple(picked) for code, picked in self.visit.answers.items()},
            today=localdate(datetime.fromisoformat(self.visit.began_at)),
        )


def begin(session: SessionBase, *, at: datetime) -> None:
    """Ends whatever the browser had open before."""
    session.flush()
    session[IDLE_SECONDS] = IDLE_LIMIT.total_seconds()
    keep(session, OpenVisit(seed=secrets.token_hex(32), began_at=at.isoformat()), at=at)


def keep(session: SessionBase, visit: OpenVisit, *, at: datetime) -> None:
    session[VISIT] = asdict(visit) | {"seen_at": at.isoformat()}


def visit_in(session: SessionBase, *, at: datetime) -> OpenVisit | None:
    """None where its last request is more than twenty minutes ago."""
    kept = session.get(VISIT)
    if not kept or at - datetime.fromisoformat(kept["seen_at"]) > IDLE_LIMIT:
        return None
    said = kept["said"]
    return OpenVisit(
        seed=kept["seed"],
        began_at=kept["began_at"],
        said=Said(**said) if said else None,
        answers=kept["answers"],
        is_equality_explained=kept["is_equality_explained"],
        answered=tuple(kept["answered"]),
        once=kept["once"],
        led_to=kept["led_to"],
    )


def forget(session: SessionBase) -> None:
    session.pop(VISIT, None)
    session.pop(IDLE_SECONDS, None)


# By its address, OPEN_LINK and the origin of the data.
def is_open() -> bool:
    """ "simulated": only where the people are; "yes": real ones too."""
    if not settings.OPEN_BASE_URL:
        return False
    if settings.OPEN_LINK == "yes":
        return True
    return settings.OPEN_LINK == "simulated" and access_selectors.is_simulated()

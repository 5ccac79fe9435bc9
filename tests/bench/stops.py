"""How far a reader travels: the product's files and functions that a piece of work enters, counted
while it runs, and how often a call leaves one folder for another."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from access import actions as access_actions
from access.forces.reference_file import force_rows
from access.viewer import Viewer
from responses.answering.actions import answers
from responses.models import Invitation
from tests.analytics import make
from tests.analytics.figures import reading
from tests.conftest import NOW, TESTER, publish_short_core

ROOT = Path(__file__).resolve().parents[2]
APPS = {"access", "analytics", "config", "responses", "survey", "ui"}


@dataclass
class Trip:
    functions: set[tuple[str, str]] = field(default_factory=set)
    crossings: set[tuple[tuple[str, str], tuple[str, str]]] = field(default_factory=set)

    @property
    def files(self) -> set[str]:
        return {file for file, _ in self.functions}

    def note(self, frame: FrameType, event: str, _: object) -> None:
        stop = _stop(frame)
        if event != "call" or stop is None:
            return
        self.functions.add(stop)
        caller = _caller(frame)
        if caller and _room(caller[0]) != _room(stop[0]):
            self.crossings.add((caller, stop))

    def __str__(self) -> str:
        return (
            f"{len(self.files)} files, {len(self.functions)} functions, "
            f"{len(self.crossings)} calls from folder to folder"
        )


def _room(file: str) -> tuple[str, ...]:
    return Path(file).parts[:-1][:2]


def _stop(frame: FrameType) -> tuple[str, str] | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(ROOT) or path.relative_to(ROOT).parts[0] not in APPS:
        return None
    name = frame.f_code.co_qualname if sys.version_info >= (3, 11) else frame.f_code.co_name
    is_function = not name.startswith("<") and not name.endswith(">")
    return (str(path.relative_to(ROOT)), name) if is_function else None


def _caller(frame: FrameType) -> tuple[str, str] | None:
    outer = frame.f_back
    while outer is not None and _stop(outer) is None:
        outer = outer.f_back
    return _stop(outer) if outer else None


def trip(work: Callable[[], object]) -> Trip:
    found = Trip()
    sys.setprofile(found.note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


def travels() -> dict[str, Trip]:
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    publish_short_core()
    begun = make.answering(2, make.SATISFIED, is_complete=False)
    make.load(make.satisfied_and_not(30, 10) + make.silent() + begun)
    make.fill()
    waiting = Invitation.objects.filter(responses__completed_at=None, responses__isnull=False)
    invitations = list(waiting.values_list("pk", flat=True))
    viewer = Viewer(user_id=1, name="bench", force_codes=frozenset({make.CITY}))

    def answer() -> None:
        chosen = {"question_code": "Q-OVR-1", "picked": ["very_satisfied"], "language": "en"}
        pk = invitations.pop()
        answers.save_answer(invitation_id=pk, by=TESTER, at=NOW, **chosen)
        answers.send_in(invitation_id=pk, by=TESTER, at=NOW)
        reading.figures_for(viewer, force_code=make.CITY, period=make.Q3)

    works = {
        "an answer on its way to a figure": answer,
        "a quarter refilled": make.fill,
        "a row of a case file": lambda: make.load(make.silent(1)),
    }
    for work in works.values():
        work()
    return {name: trip(work) for name, work in works.items()}


def counting_stops() -> None:
    for name, found in travels().items():
        print(f"{name}: {found}")

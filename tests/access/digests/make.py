"""People who want mails, and carriers that remember."""

from collections.abc import Sequence
from datetime import datetime

from access.actor import Actor
from access.digests import actions, mails
from access.digests.cadences import HowOften
from access.digests.carriers import Carrier, Letter
from access.models import User
from tests.conftest import NOW, TESTER

ALL = ("alerts", "due", "quarters", "files", "texts", "desks", "wishes", "desk_wishes",
       "access", "decisions")  # fmt: skip


def wants(
    user: User,
    how_often: HowOften = HowOften.AT_ONCE,
    *,
    topics: Sequence[str] = ALL,
    language: str = "en",
    at: datetime = NOW,
) -> None:
    by = Actor.user(user_id=user.pk, name=user.name)
    actions.choose(how_often=how_often, topics=topics, language=language, by=by, at=at)


class Remembering:
    delivers = True

    def __init__(self, *fails: Exception, knows: bool | None = None) -> None:
        self.fails, self.knows = list(fails), knows
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.letters.append(letter)

    def check_delivery(self, _reference: str) -> bool | None:
        return self.knows


def goes_out(carrier: Carrier, *, at: datetime) -> None:
    mails.make_mails(at=at)
    sends(carrier, at=at)


def sends(carrier: Carrier, *, at: datetime) -> None:
    actions.send_mails(carrier=carrier, by=TESTER, now=lambda: at)

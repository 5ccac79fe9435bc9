"""Who did something: a member of staff, a named system job, or a respondent. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    SYSTEM = "system"
    RESPONDENT = "respondent"


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    name: str
    user_id: int | None = None

    @classmethod
    def user(cls, *, user_id: int, name: str) -> "Actor":
        return cls(kind=ActorKind.USER, name=name, user_id=user_id)

    @classmethod
    def system(cls, job: str) -> "Actor":
        """A command or scheduled job, under the name that an auditor would look for."""
        return cls(kind=ActorKind.SYSTEM, name=job)

    @property
    def person_id(self) -> int:
        """The id of the member of staff. Raises ValueError for anybody else: only people ask for
        what another person decides."""
        if self.user_id is None:
            message = f"{self.name} is no member of staff."
            raise ValueError(message)
        return self.user_id


# A respondent is never named in the audit trail: it says that a respondent did it, not who.
RESPONDENT = Actor(kind=ActorKind.RESPONDENT, name="respondent")

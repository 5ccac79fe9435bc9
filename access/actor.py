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
        return cls(kind=ActorKind.SYSTEM, name=job)

    @property
    def person_id(self) -> int:
        """Raises ValueError for anyone but staff."""
        if self.user_id is None:
            message = f"{self.name} is no member of staff."
            raise ValueError(message)
        return self.user_id


# The audit trail never names a respondent.
RESPONDENT = Actor(kind=ActorKind.RESPONDENT, name="respondent")

"""Identity of a coder."""

from access.actor import Actor


def person_of(by: Actor) -> int:
    """Raises ValueError for actors who are not staff."""
    if by.user_id is None:
        message = "What a text speaks of, and what is quoted, is said by people."
        raise ValueError(message)
    return by.user_id

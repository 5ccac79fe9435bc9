"""Who says what a text speaks of. Pure."""

from access.actor import Actor


def person_of(by: Actor) -> int:
    """Raises ValueError for anybody else than a member of staff."""
    if by.user_id is None:
        message = "What a text speaks of, and what is quoted, is said by people."
        raise ValueError(message)
    return by.user_id

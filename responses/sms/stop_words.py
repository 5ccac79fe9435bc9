"""Whether a text sent to our number asks us to stop. Pure: no Django.

In English and Welsh. A doubtful text counts as a request, because not being asked harms nobody."""

STOP_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "end", "quit", "cancel", "optout", "stopio", "peidiwch"}
)


def asks_to_stop(message: str) -> bool:
    """Whether the first word, or the first two joined, is one of STOP_WORDS."""
    letters = "".join(character if character.isalpha() else " " for character in message.casefold())
    words = letters.split()
    return bool(words) and bool({words[0], "".join(words[:2])} & STOP_WORDS)

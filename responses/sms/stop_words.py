"""Whether somebody who answers a text asks to be left alone. Pure: no Django.

In English and Welsh; a doubt is taken for yes, since nobody is harmed by not being asked."""

STOP_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "end", "quit", "cancel", "optout", "stopio", "peidiwch"}
)


def asks_to_stop(message: str) -> bool:
    """Where the first word, or the first two together, is one of them."""
    letters = "".join(character if character.isalpha() else " " for character in message.casefold())
    words = letters.split()
    return bool(words) and bool({words[0], "".join(words[:2])} & STOP_WORDS)

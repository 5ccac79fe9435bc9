"""Counts a text's parts and finds characters that change on the way (notify.md 4.6)."""

import math
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€")
WELSH = frozenset("ÀÁÂÈÊËÌÍÎÏÒÓÔÙÚÛÝáâêëíîïóôúûýÿŵŷŴŶŸẁẃẅỳẀẂẄ")
STRAIGHTENED = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("–—‒―", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    "…": "...",
}
BASE_LETTERS = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
"""Letters that Unicode does not decompose into a base letter and an accent."""

MOST_CHARACTERS = 918


class Encoding(StrEnum):
    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


ONE_PART = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
EACH_OF_SEVERAL = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}


class UnsendableTextError(ValueError):
    pass


@dataclass(frozen=True)
class TextMeasure:
    encoding: Encoding
    length: int
    """In units of the encoding; an extended GSM-7 character counts as two."""
    parts: int


def arriving(text: str) -> str:
    straight = "".join(STRAIGHTENED.get(character, character) for character in text)
    return "".join(_arriving_character(character) for character in straight)


def measure(text: str) -> TextMeasure:
    sent = arriving(text)
    if any(character in WELSH for character in sent):
        encoding, length = Encoding.UCS_2, len(sent)
    else:
        encoding = Encoding.GSM_7
        length = len(sent) + sum(character in GSM_EXTENDED for character in sent)
    if length <= ONE_PART[encoding]:
        return TextMeasure(encoding, length, 1)
    return TextMeasure(encoding, length, math.ceil(length / EACH_OF_SEVERAL[encoding]))


def check_sendable(text: str) -> None:
    """Raises UnsendableTextError for one altered beyond quotes and dashes, or too long."""
    straight = "".join(STRAIGHTENED.get(character, character) for character in text)
    lost = sorted({c for c in straight if _arriving_character(c) != c})
    if lost:
        message = f"These characters cannot be sent in a text: {' '.join(lost)}"
        raise UnsendableTextError(message)
    if len(straight) > MOST_CHARACTERS:
        message = f"The text has {len(straight)} characters; {MOST_CHARACTERS} can be sent."
        raise UnsendableTextError(message)


def _arriving_character(character: str) -> str:
    if character in GSM or character in GSM_EXTENDED or character in WELSH:
        return character
    base = BASE_LETTERS.get(character) or unicodedata.normalize("NFKD", character)[0]
    return base if base in GSM else "?"

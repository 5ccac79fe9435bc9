"""Link tokens and codes to type. Pure: no Django, no database.

A token of a link is twelve base62 characters computed from a key, so that it can be sent again
without being stored (decision 9). A code that somebody types is twelve characters of Crockford's
base 32, drawn at random and shown once (decision 41). Neither opens what the other opens."""

import hashlib
import hmac
import string
import unicodedata

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH = 12
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L and O, which are taken for 1 and 0, and without U."""

CODE_LENGTH = 12
CODE_BITS = 60
GROUP = 4
_READ_AS = {character: character for character in CODE_ALPHABET} | {"O": "0", "I": "1", "L": "1"}


def make_token(*, key: bytes, invitation_id: int, attempt: int) -> str:
    """The token of an invitation's attempt. 62^12 is about 2^71: guessing one of a million live
    links takes some 10^15 tries."""
    message = f"invitation:{invitation_id}:{attempt}".encode()
    number = int.from_bytes(hmac.digest(key, message, "sha256"), "big")
    characters = []
    for _position in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "".join(characters)


def hash_token(token: str) -> str:
    """The hash that the database stores. A token is 71 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_of(number: int) -> str:
    """The code of a random number of CODE_BITS bits."""
    characters = []
    for _position in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_ALPHABET))
        characters.append(CODE_ALPHABET[index])
    return "".join(characters)


def grouped(code: str) -> str:
    """The code as it is shown and read out: K7M2-P9QX-4TRD."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, or None where it is none. Spaces and dashes do not matter, nor
    whether letters are capital; o is read as 0, i and l as 1, and digits of any script count."""
    letters = unicodedata.normalize("NFKC", typed)
    kept = [each for each in letters if not (each.isspace() or _is_dash(each))]
    read = [_READ_AS.get(_digit(each) or each.upper()) for each in kept]
    return "".join(filter(None, read)) if len(read) == CODE_LENGTH and all(read) else None


def hash_code(code: str, *, key: bytes) -> str:
    """The hash that the database stores. It takes a key, because the codes of 60 bits that are
    alive at one time could be found from plain hashes in days."""
    return hmac.digest(key, f"code:{code}".encode(), "sha256").hex()


def hash_paper_code(code: str, *, key: bytes) -> str:
    """The hash of a code that stands on a form of paper. It is another one than of the same
    characters as a code to type: whoever sees the pages opens nothing on the web."""
    return hmac.digest(key, f"paper:{code}".encode(), "sha256").hex()


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) in {"Pd", "Cf"} or character in "_\u2212"


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)

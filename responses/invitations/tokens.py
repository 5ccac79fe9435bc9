"""Link tokens and codes to type."""

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
    """62^12 is about 2^71: guessing one of a million live links takes some 10^15 tries."""
    message = f"invitation:{invitation_id}:{attempt}".encode()
    number = int.from_bytes(hmac.digest(key, message, "sha256"), "big")
    characters = []
    for _position in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "".join(characters)


def hash_token(token: str) -> str:
    """A token is 71 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_of(number: int) -> str:
    characters = []
    for _position in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_ALPHABET))
        characters.append(CODE_ALPHABET[index])
    return "".join(characters)


def grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    letters = unicodedata.normalize("NFKC", typed)
    kept = [
        each
        for each in letters
        if not (each.isspace() or (unicodedata.category(each) in {"Pd", "Cf"} or each in "_\u2212"))
    ]
    read = [_READ_AS.get(_digit(each) or each.upper()) for each in kept]
    return "".join(filter(None, read)) if len(read) == CODE_LENGTH and all(read) else None


def hash_code(code: str, *, key: bytes) -> str:
    """Keyed: plain hashes of 60 bits could be searched in days."""
    return hmac.digest(key, f"code:{code}".encode(), "sha256").hex()


def hash_paper_code(code: str, *, key: bytes) -> str:
    return hmac.digest(key, f"paper:{code}".encode(), "sha256").hex()


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)

"""Link tokens: twelve base62 characters, computed from a key, so that a token can be sent again
without being stored (decision 9). Pure: no Django, no database."""

import hashlib
import hmac
import string

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH = 12


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

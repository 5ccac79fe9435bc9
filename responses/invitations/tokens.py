"""Link tokens: twelve base62 characters that only the holder of the key can make again, so
that a resend needs no stored token (decision 9). Pure: no Django, no database."""

import hashlib
import hmac
import string

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH = 12


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
    """All that the database knows. A token is 71 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

"""The calls of other systems that may be made twice and are done once, and the tokens by which
clients make calls. Others take them from access.models."""

from django.db import models


class SystemCall(models.Model):
    """A call that came with a key of its own and was done, with the answer that it had. Written in
    the transaction of what it did, so that either both are there or neither."""

    key_hash = models.CharField(max_length=64, unique=True)
    """Keyed hash of who called and the key that came with the call."""
    content_hash = models.CharField(max_length=64)
    """Keyed hash of the address and the body."""
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"call {self.pk}"


class ApiToken(models.Model):
    """A token that a client got by its secret: it makes calls for minutes, for all uses of the
    client or for some. Only its hash is stored."""

    key = models.ForeignKey("access.ApiKey", on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    """Values of access.api_keys.scopes.KeyScope: some of the client's."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"token {self.pk}"

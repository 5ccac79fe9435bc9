from django.db import models


class SystemCall(models.Model):
    key_hash = models.CharField(max_length=64, unique=True)
    """Keyed hash of the caller and the key that came with the call."""
    content_hash = models.CharField(max_length=64)
    """Keyed hash of the address and the body."""
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"call {self.pk}"

"""What readers of a language said of its texts: which words they signed, what they proposed in
their place, and what they asked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

NOT_ENDED = Q(ended_at__isnull=True, ended_by="", ended_by_id__isnull=True, outcome="")


class SignedWording(models.Model):
    """A reader who speaks the language from home found these words right, beside this English, in
    this place. `words` is a hash of all three: other words are not signed by it."""

    language = models.CharField(max_length=20)
    text = models.CharField(max_length=16)
    words = models.CharField(max_length=16)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=120)
    signed_by_id = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["language", "text", "words"], name="signed_wording_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.text}"


class WordingRemark(models.Model):
    """Other words that a reader proposes, or a question that they ask. A proposal ends by somebody
    else's word, or is taken back by whoever made it."""

    class Remark(models.TextChoices):
        PROPOSAL = "proposal"
        QUESTION = "question"

    class Outcome(models.TextChoices):
        AGREED = "agreed"
        REFUSED = "refused"
        ANSWERED = "answered"
        TAKEN_BACK = "taken_back"

    remark = models.CharField(max_length=8, choices=Remark.choices)
    language = models.CharField(max_length=20)
    text = models.CharField(max_length=16)
    words = models.CharField(max_length=16)
    """The hash of the words that it is about."""
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=300)
    english = models.TextField()
    wording = models.TextField(blank=True)
    """As it stood then."""
    proposed = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=120)
    said_by_id = models.IntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_by_id = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["language", "text"],
                condition=Q(remark="proposal", ended_at__isnull=True),
                name="wording_remark_one_open_proposal",
            ),
            models.CheckConstraint(
                name="wording_remark_says_something",
                condition=(Q(remark="proposal") & ~Q(proposed=""))
                | (Q(remark="question", proposed="") & ~Q(comment="")),
            ),
            models.CheckConstraint(
                name="wording_remark_ended_whole",
                condition=NOT_ENDED
                | (
                    Q(ended_at__isnull=False, ended_by_id__isnull=False)
                    & ~Q(ended_by="")
                    & ~Q(outcome="")
                ),
            ),
            models.CheckConstraint(
                name="wording_remark_agreed_by_another",
                condition=~Q(outcome__in=["agreed", "refused"]) | ~Q(ended_by_id=F("said_by_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remark} on {self.language} {self.text}"

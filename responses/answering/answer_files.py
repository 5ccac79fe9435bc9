"""Has the file of a closed quarter's answers made anew where answers left it or came back
(docs/adr/0100). What a file holds no figure reads from that moment on."""

from datetime import datetime

from django.conf import settings

from access.background import task_queue
from responses.models import Response

TASK = "analytics.tasks.keep_answer_files"


def make_anew(response: Response, *, at: datetime) -> None:
    """Soon after the caller's transaction; nothing where no files are kept."""
    if settings.ANSWER_STORE:
        task_queue.enqueue(TASK, response.invitation.stage_event.period, at=at)

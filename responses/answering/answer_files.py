from datetime import datetime

from django.conf import settings

from access.background import task_queue
from responses.models import Response

TASK = "analytics.tasks.keep_answer_files"


def make_anew(response: Response, *, at: datetime) -> None:
    """After the caller's transaction; nothing where no files are kept."""
    if settings.ANSWER_STORE:
        task_queue.enqueue(TASK, response.invitation.stage_event.period, at=at)

"""Fills the peer's empty database with the questions that come in."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "peer.settings"

import django

django.setup()

from django.core.management import call_command
from django.utils.text import slugify

from survey.models import Question, Survey


def fill(questions: list[dict]) -> dict:
    survey = Survey.objects.create(
        name="Feedback",
        description="",
        need_logged_user=False,
        editable_answers=False,
        display_method=Survey.BY_QUESTION,
    )
    sent = []
    for order, asked in enumerate(questions):
        question = Question.objects.create(
            survey=survey,
            order=order,
            required=False,
            text=asked["text"],
            type=Question.SELECT_MULTIPLE if asked["is_multi"] else Question.RADIO,
            choices="|".join(asked["choices"]),
        )
        sent.append([[f"question_{question.pk}", slugify(asked["choices"][0])]])
    return {"start": f"/survey/{survey.pk}/", "sent": sent}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(fill(json.load(sys.stdin))))

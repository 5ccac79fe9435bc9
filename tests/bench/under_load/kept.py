"""What the database holds of everybody's answers, for whoever measures from outside."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from django.conf import settings

from responses.answering.selectors import respondents
from responses.invitations import tokens
from responses.models import Response


def kept() -> dict[str, dict[int, list[str]]]:
    return {_token(response): _by_number(response) for response in Response.objects.all()}


def _token(response: Response) -> str:
    key = settings.TOKEN_KEY.encode()
    return tokens.make_token(key=key, invitation_id=response.invitation_id, attempt=1)


def _by_number(response: Response) -> dict[int, list[str]]:
    journey = respondents.journey_of(response)
    return {
        journey.number_of(question): list(journey.answers[question.code])
        for question in journey.path
        if question.code in journey.answers
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(kept()))

"""So many invited people in an empty database, for whoever measures from outside."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from datetime import UTC, datetime

from django.core.management import call_command
from django.utils.timezone import localdate

from access import actions as access_actions
from access.actor import Actor
from access.forces.reference_file import force_rows
from survey import selectors
from survey.definition.types import QuestionKind
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from survey.selectors import SHORT_CORE
from tests.journeys.recorded import WITH_SCRIPTS, read
from tests.responses.invited import invite

BY = Actor.system("bench")


def fill(people: int) -> list[str]:
    at = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    access_actions.load_forces(rows=force_rows(), by=BY, at=at)
    *_, asked = (raw for raw in shipped.definitions() if raw["code"] == SHORT_CORE)
    publishing_actions.publish_version(raw=asked, by=BY, at=at)
    return [invite(at=at).token for _ in range(people)]


def questions() -> list[dict]:
    asked = selectors.current_instrument(localdate()).questions
    numbers = [
        int(request.path.split("/")[2])
        for request in read(WITH_SCRIPTS)
        if request.method == "POST" and request.path.startswith("/q/")
    ]
    return [
        {
            "text": asked[number - 1].text["en"],
            "choices": [choice.text["en"] for choice in asked[number - 1].choices],
            "is_multi": asked[number - 1].kind is QuestionKind.MULTI,
        }
        for number in numbers
    ]


if __name__ == "__main__":
    found = {"tokens": fill(int(sys.argv[1])), "questions": questions()}
    sys.stdout.write(json.dumps(found))

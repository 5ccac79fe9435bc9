"""Somebody who says more: the longer instrument in the database, and the pages from the first
question to the last."""

import hmac
from functools import cache
from typing import Any

import pytest
from django.test import Client

from access import process_cache
from responses.answering.selectors import further, respondents
from responses.models import Case, Response, StageEvent
from survey.bank.pathways import CRIME_OF_GROUP, FLAGS_OF_CRIME, NATIONAL
from survey.definition import serialising
from survey.definition.parsing import parse_definition
from survey.definition.types import Block
from survey.models import InstrumentVersion
from tests.conftest import NOW, TESTER
from tests.responses.invited import NO_FLAGS, Invited, enter, invite
from tests.responses.pages import Page
from tests.survey import shipped

GROUP_OF_CRIME = {crime: group for group, crime in CRIME_OF_GROUP.items()}
OUTCOME_OF_STAGE = {"ST3a": "15", "ST3b": "8", "ST3c": "1"}
LANGUAGES = ("en", "cy", "en-x-easy")
"""Those of the longer instrument."""
OFFER = "/f/"
WORD = "heron"


def publish_national() -> None:
    definition, languages, content_hash = _national()
    InstrumentVersion.objects.get_or_create(
        code=NATIONAL, version=definition["version"], revision=1,
        defaults={
            "definition": definition, "languages": languages, "content_hash": content_hash,
            "published_at": NOW, "published_by": TESTER.name, "effective_from": NOW.date(),
        },
    )  # fmt: skip
    process_cache.clear()


@cache
def _national() -> tuple[dict[str, Any], list[str], str]:
    raw = next(each for each in reversed(shipped.definitions()) if each["code"] == NATIONAL)
    instrument = parse_definition(raw)
    definition = {**serialising.serialise(instrument), "revision": 1}
    return definition, list(instrument.languages), serialising.content_hash(instrument)


def draw_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    def keyed(name: str) -> bytes:
        return hmac.digest(b"journeys", name.partition(":")[0].encode(), "sha256")

    monkeypatch.setattr(further, "_keyed", keyed)


def invite_about(stage: str = "ST1", crime: str = "BUR", **options: object) -> Invited:
    invited = invite(word=WORD, **options)
    flags = FLAGS_OF_CRIME.get(crime, ())
    Case.objects.filter(pk=invited.case_id).update(
        crime_group=GROUP_OF_CRIME.get(crime, "violence"),
        flags={**NO_FLAGS, **dict.fromkeys(flags[:1], True)},
        outcome_codes=[OUTCOME_OF_STAGE[stage]] if stage in OUTCOME_OF_STAGE else [],
    )
    StageEvent.objects.filter(case=invited.case_id).update(survey_stage=stage)
    return invited


def come_in(browser: Client, invited: Invited) -> str:
    return enter(browser, invited, WORD)


def skip_the_first_part(browser: Client, invited: Invited) -> str:
    address = come_in(browser, invited)
    while address.startswith("/q/"):
        address = press(browser, address, skip="yes")
    return address


def to_offer(browser: Client, invited: Invited) -> Page:
    come_in(browser, invited)
    skip_in_the_store(invited)
    return Page(browser.get(OFFER))


def skip_in_the_store(invited: Invited) -> None:
    response = response_of(invited)
    first = [q for q in respondents.journey_of(response).path if q.block is not Block.EQUALITY]
    response.answers = {question.code: [] for question in first}
    response.core_done_at = NOW
    response.save(update_fields=["answers", "core_done_at"])


def press(browser: Client, address: str, **buttons: str) -> str:
    return browser.post(address, buttons).headers["Location"]


def say_yes(browser: Client, language: str = "en") -> str:
    return press(browser, OFFER, more=language)


def say_no(browser: Client) -> str:
    return press(browser, OFFER, more="no")


def skip_to_equality(browser: Client, address: str) -> list[str]:
    seen = []
    while address.startswith("/q/"):
        seen.append(Page(browser.get(address)).text)
        address = press(browser, address, skip="yes")
    assert address == "/m/", address
    return seen


def response_of(invited: Invited) -> Response:
    return Response.objects.get(invitation=invited.invitation_id)

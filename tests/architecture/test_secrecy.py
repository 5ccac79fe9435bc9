"""The people who dealt with a victim cannot see who said what: no page of theirs changes when she
answers. Nor does anything that decides about her look at it."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from responses.invitations import tokens
from responses.models import Response
from tests.architecture import full_house, source
from tests.architecture.full_house import House
from tests.architecture.test_queries import staff_addresses
from tests.conftest import NOW
from tests.responses.answering.test_public_start import answer_all
from tests.responses.asked import decide, load, message_of, queue, row, send
from tests.responses.invited import BIRTH_YEAR, Invited

SECRETS = re.compile(r'(?:name="csrfmiddlewaretoken" )?value="[A-Za-z0-9]{64}"')
OF_NOBODY = ("/staff/audit-trail", "/staff/find-case")
"""These pages list what the reader has just opened."""


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def read_all(house: House) -> Mapping[tuple[str, str], str]:
    """What everybody of a force reads on all pages, without what changes with each opening."""
    return {
        (role, address): SECRETS.sub("", client.get(address).getvalue().decode(errors="replace"))
        for role, client in house.clients.items()
        if "national" not in role
        for _route, address in staff_addresses(house)
        if not address.startswith(OF_NOBODY)
    }


def _texted() -> Invited:
    [case] = load(row(case_key="someone", birth_year=BIRTH_YEAR))
    decide()
    queue()
    send(limit=1000)
    invitation_id = message_of(case).invitation_id
    token = tokens.make_token(
        key=settings.TOKEN_KEY.encode(), invitation_id=invitation_id, attempt=1
    )
    return Invited(invitation_id=invitation_id, token=token)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
class TestAForce:
    def test_reads_the_same_before_and_after_somebody_answers(self, tmp_path: Path) -> None:
        house = full_house.fill(tmp_path)
        someone = _texted()
        read_all(house)
        before = read_all(house)

        answer_all(Client(), someone)
        after = read_all(house)

        assert Response.objects.get(invitation=someone.invitation_id).completed_at is not None
        assert len(before) > 100
        assert [key for key in before if before[key] != after[key]] == []


BLIND = ("cases", "case_files", "casework", "eligibility", "invitations", "operations", "sms")
"""The subjects of `responses` that decide who is asked and when, or in which staff see cases."""


class TestDecisions:
    def test_are_made_without_a_look_at_answers(self) -> None:
        """Whether somebody answered is asked, so that nobody is reminded who did."""
        looks = [
            source.place(path, node)
            for path in source.modules()
            if path.relative_to(source.ROOT).parts[:2] in {("responses", each) for each in BLIND}
            for node in source.nodes(path)
            if _reads_answers(node)
        ]

        assert looks == []


def _reads_answers(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="responses.models", names=names):
            return any(each.name in {"Response", "WithdrawnAnswers"} for each in names)
        case ast.Attribute(attr="response" | "responses" | "answers"):
            return True
        case ast.Constant(value=str(text)):
            return "response__answers" in text or "responses__answers" in text
    return False

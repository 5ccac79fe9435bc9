from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from access import selectors as access_selectors
from access.actor import Actor
from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.permissions import Permission
from survey import selectors
from survey.bank.translation_status import TranslationStatusError
from survey.definition.json_entry import DefinitionError
from survey.models import InstrumentDraft, InstrumentVersion
from survey.publishing import actions as publishing_actions
from survey.publishing import checks
from survey.reading import selectors as reading_selectors


class Command(BaseCommand):
    help = (
        "Publish every shipped instrument, or one by its code: its draft where one stands, else "
        "what ships. What is published already stays as it is; a mended translation becomes the "
        "next revision."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", nargs="?", metavar="CODE")
        parser.add_argument("version", nargs="?", type=int, metavar="VERSION")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who proposes it")
        parser.add_argument(
            "--confirmed-by", required=True, metavar="EMAIL", help="who confirms it: another person"
        )
        parser.add_argument(
            "--effective-from", type=date.fromisoformat, metavar="DATE", help="today by default"
        )

    def handle(
        self,
        *,
        code: str | None,
        version: int | None,
        by: str,
        confirmed_by: str,
        effective_from: date | None,
        **options: Any,
    ) -> None:
        at = timezone.now()
        proposing = _person(by, Permission.PROPOSE_INSTRUMENT)
        confirming = _person(confirmed_by, Permission.PUBLISH_INSTRUMENT)
        day = effective_from or timezone.localdate(at)
        if day < timezone.localdate(at):
            message = f"{day} is past: what was asked until today stays as it was."
            raise CommandError(message)
        try:
            versions = _publish(code, version, proposing, confirming, day=day, at=at)
        except (
            DefinitionError,
            TranslationStatusError,
            publishing_actions.UnableToPublishInstrumentError,
        ) as fault:
            raise CommandError(str(fault)) from fault
        except (RequestDecidedError, OwnRequestError) as fault:
            raise CommandError(REFUSALS[type(fault)].format(code=code)) from fault
        for row in versions:
            self.stdout.write(_line(row, at=at))


def _person(email: str, permission: Permission) -> Actor:
    user = access_selectors.user_by_email(email)
    viewer = access_selectors.viewer_for(user.pk) if user else None
    if viewer is None:
        message = f"Nobody here has the address {email}."
        raise CommandError(message)
    if not viewer.may(permission):
        message = f"{email} may not do this: it takes the role survey_designer."
        raise CommandError(message)
    return Actor.user(user_id=viewer.user_id, name=viewer.name)


REFUSALS = {
    RequestDecidedError: (
        "Somebody else has proposed the draft of {code}: confirm it on its page."
    ),
    OwnRequestError: ("Publishing takes two people: --by and --confirmed-by name the same one."),
}


def _line(row: InstrumentVersion, *, at: datetime) -> str:
    state = "published" if row.published_at == at else "published already"
    return f"{row}: {state}, asked from {row.effective_from} ({', '.join(row.languages)})"


@transaction.atomic
def _publish(
    code: str | None,
    version: int | None,
    proposing: Actor,
    confirming: Actor,
    *,
    day: date,
    at: datetime,
) -> list[InstrumentVersion]:
    if draft := _draft(code, version):
        if draft.proposed_by_id != proposing.user_id:
            publishing_actions.propose_draft(draft=draft, effective_from=day, by=proposing, at=at)
        return [publishing_actions.confirm_draft(draft=draft, by=confirming, at=at)]
    chosen = [
        raw
        for raw in reading_selectors.definitions()
        if code in {None, raw["code"]} and version in {None, raw["version"]}
    ]
    if not chosen:
        message = f"There is no draft of {code} {version or ''}".rstrip() + ", and none ships."
        raise CommandError(message)
    if faults := checks.faults_around(each for raw in chosen for each in raw["languages"]):
        raise publishing_actions.UnableToPublishInstrumentError(faults)
    return [
        publishing_actions.publish_version(
            raw=raw, proposed_by=proposing.user_id, effective_from=day, by=confirming, at=at
        )
        for raw in chosen
    ]


def _draft(code: str | None, version: int | None) -> InstrumentDraft | None:
    drafts = [draft for draft in selectors.all_drafts() if draft.code == code]
    return next((draft for draft in drafts if version in {None, draft.version}), None)

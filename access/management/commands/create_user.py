"""The password is typed or piped in: other users could read an argument."""

import getpass
import sys
from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from access import actions, selectors
from access.actor import Actor
from access.models import Force
from access.permissions import EITHER_ROLES, NATIONAL_ROLES, OversightBody, Role
from ui.languages import beside_english


class Command(BaseCommand):
    help = "Make an account for a member of staff; asks for the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as colleagues know the person")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--force", default="", help="code of the force, such as dyfed-powys")
        parser.add_argument(
            "--language",
            action="append",
            default=[],
            choices=beside_english(),
            help="of a language_reader: one that they speak from home; may be given again",
        )

        parser.add_argument(
            "--body",
            default="",
            choices=[body.value for body in OversightBody],
            help="of the role oversight: for whom they oversee",
        )

    def handle(
        self,
        *,
        email: str,
        name: str,
        role: str,
        force: str,
        language: list[str],
        body: str,
        **options: object,
    ) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            message = f"{email} is not an e-mail address."
            raise CommandError(message) from error
        if selectors.has_account(email):
            message = f"{email} has an account already."
            raise CommandError(message)
        self._check_languages(Role(role), language)
        self._check_body(Role(role), body)
        own_force = self._force(Role(role), force)
        user = actions.create_user(
            email=email,
            name=name,
            password=self._password(),
            role=Role(role),
            force=own_force,
            languages=language,
            body=body,
            by=Actor.system("create_user"),
            at=timezone.now(),
        )
        self.stdout.write(f"{user.email} can sign in as {role}.")

    def _check_languages(self, role: Role, languages: list[str]) -> None:
        if role == Role.LANGUAGE_READER and not languages:
            message = "A language_reader reads at least one language: give --language cy."
            raise CommandError(message)
        if role != Role.LANGUAGE_READER and languages:
            message = f"{role} reads no languages: leave --language out."
            raise CommandError(message)

    def _check_body(self, role: Role, body: str) -> None:
        if (role == Role.OVERSIGHT) != bool(body):
            message = "Who has the role oversight does so for a body, and nobody else: see --body."
            raise CommandError(message)

    def _force(self, role: Role, code: str) -> Force | None:
        if role in EITHER_ROLES and not code:
            return None
        if role in NATIONAL_ROLES:
            if code:
                message = f"{role} is a national role: leave --force out."
                raise CommandError(message)
            return None
        force = selectors.force_by_code(code)
        if force is None:
            message = f"{role} belongs to a force: give its code, such as --force dyfed-powys."
            raise CommandError(message)
        return force

    def _password(self) -> str:
        if sys.stdin.isatty():
            password = getpass.getpass("Password (at least 12 characters): ")
        else:
            password = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password

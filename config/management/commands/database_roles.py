from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from config.database_roles import grants, sql


class Command(BaseCommand):
    help = (
        "Print the statements that make the roles survey_public, survey_published, survey_staff, "
        "survey_worker and survey_migrator, what each may do, and of which forces staff read rows. "
        "With --apply, give them to the database, as its owner. Again after every migration. The "
        "roles cannot sign in: make a login for each process that is a member of one "
        "(docs/running.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, apply: bool, **options: object) -> None:
        if connection.vendor != "postgresql":
            message = "Only PostgreSQL has roles."
            raise CommandError(message)
        given = grants.statements()
        if not apply:
            self.stdout.write(sql.script(given), ending="")
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in given:
                cursor.execute(statement)
        self.stdout.write(f"{len(sql.ROLES)} roles stand, by {len(given)} statements.")

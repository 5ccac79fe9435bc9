from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.actor import Actor
from access.background import failures, task_queue
from access.background import presenters as background_presenters


class Command(BaseCommand):
    help = (
        "List the background tasks that failed, those given up first, by number. With --again, "
        "have one that was given up done again. What a task was about is never shown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", type=int, metavar="NUMBER")

    def handle(self, *, again: int | None, **options: object) -> None:
        if again is not None:
            self._do_again(again)
            return
        found = background_presenters.work_words(failures.list_all_failed_tasks())
        self.stdout.write(found.lead)
        for row in found.rows:
            self.stdout.write(f"{row.number}  {row.task}: {row.state}; {row.fault}, {row.failed}")

    def _do_again(self, number: int) -> None:
        try:
            task_queue.enqueue_again(number=number, by=Actor.system("task_runs"), at=timezone.now())
        except task_queue.NotGivenUpError as error:
            message = f"No task of the number {number} was given up. Without a number: the list."
            raise CommandError(message) from error
        self.stdout.write(f"Task {number} is done again as soon as a worker is free.")

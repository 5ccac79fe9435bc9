from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from config.watching import exporting


class Command(BaseCommand):
    help = "Tell watchers how the service does, on an address that the public does not reach."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", default="127.0.0.1:9464", metavar="ADDRESS:PORT", help="default: %(default)s"
        )

    def handle(self, *, bind: str, **options: object) -> None:
        host, _colon, port = bind.rpartition(":")
        if not port.isascii() or not port.isdigit():
            message = f"{bind} has no port: write 127.0.0.1:9464."
            raise CommandError(message)
        try:
            _server, thread = exporting.serve(host=host.strip("[]"), port=int(port))
        except exporting.PublicAddressError as error:
            raise CommandError(str(error)) from error
        thread.join()

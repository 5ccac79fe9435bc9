from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.triage.actions import training
from responses.triage.retention import MODEL_KEPT_FOR
from responses.triage.risk.training import Trained, UntrainableError

ACTOR = Actor.system("train_risk_model")


class Command(BaseCommand):
    help = "Learn from judged texts what danger sounds like. The words stay in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forget", action="store_true", help="destroy the model; rules alone order the queue"
        )

    def handle(self, *, forget: bool, **options: object) -> None:
        now = timezone.now()
        if forget:
            is_gone = training.forget(by=ACTOR, at=now)
            self.stdout.write(_("The model is destroyed.") if is_gone else _("There is no model."))
            return
        try:
            trained = training.train(by=ACTOR, at=now)
        except UntrainableError as error:
            raise CommandError(str(error)) from error
        for line in _lines(trained):
            self.stdout.write(line)


def _lines(trained: Trained) -> list[str]:
    return [
        _("Trained on %(texts)s texts, %(danger)s of them of danger.")
        % {"texts": trained.texts, "danger": trained.of_danger},
        _(
            "Of texts that were left out it raises %(found)s of danger and %(in_vain)s of the "
            "others."
        )
        % {"found": f"{trained.found:.1%}", "in_vain": f"{trained.raised_in_vain:.1%}"},
        _("It is used from the next text on, and destroyed in %(days)s days.")
        % {"days": MODEL_KEPT_FOR.days},
    ]

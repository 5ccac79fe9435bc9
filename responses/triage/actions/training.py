from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.triage.risk import learned, training
from responses.triage.risk.training import Trained
from responses.triage.selectors import models
from responses.vault.sealed import risk_models


@transaction.atomic
def train(*, by: Actor, at: datetime) -> Trained:
    """Used from the next text on. Raises UntrainableError, and the model in use stays."""
    given = models.to_learn_from(at=at)
    trained = training.train(given.texts, given.tells_of_danger)
    risk_models.seal(learned.written(trained.model), at=at)
    audit.record(
        AuditKind.RISK_MODEL_TRAINED, by=by, at=at, texts=trained.texts,
        of_danger=trained.of_danger, found=trained.found, raised_in_vain=trained.raised_in_vain,
    )  # fmt: skip
    return trained


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> bool:
    """Returns whether one was in use."""
    is_gone = bool(risk_models.forget_older(before=at))
    if is_gone:
        audit.record(AuditKind.RISK_MODEL_FORGOTTEN, by=by, at=at)
    return is_gone

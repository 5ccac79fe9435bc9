from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from access import actions as access_actions
from access import bulk_write
from access.actor import Actor
from access.models import DataOrigin
from access.webhooks.events import WebhookEvent, happened
from responses.case_files.case import EventIdentity
from responses.case_files.masked_values import mask_file_name
from responses.imports.columns import NewCases
from responses.models import Case, CaseEvent, Import, LoadedForce


@dataclass(frozen=True)
class ImportSummary:
    created: int = 0
    amended: int = 0
    unchanged: int = 0
    events_added: int = 0
    contacts_stored: int = 0
    held: int = 0
    """Changes that wait for a second person."""

    def plus(self, other: "ImportSummary") -> "ImportSummary":
        mine, theirs = asdict(self), asdict(other)
        return ImportSummary(**{name: mine[name] + theirs[name] for name in mine})


def begin(
    *, source: Import.Source, file_names: Sequence[str], is_simulated: bool, by: Actor, at: datetime
) -> Import:
    """Locked, so that imports come one after the other. Raises UnableToSetDataOriginError where
    real and simulated people would mix."""
    origin = DataOrigin.Origin.SIMULATED if is_simulated else DataOrigin.Origin.REAL
    access_actions.set_data_origin(origin=origin, by=by, at=at)
    return Import.objects.create(
        source=source,
        file_names=[mask_file_name(name) for name in file_names],
        loaded_at=at,
        loaded_by=by.name,
    )


def store_results(
    import_batch: Import,
    summary: ImportSummary,
    *,
    by_force: Mapping[str, Counter[str]],
    quality: Mapping[str, Any],
    more: Mapping[str, int],
) -> None:
    """Other systems hear of it."""
    import_batch.counts = {**asdict(summary), **more}
    import_batch.save(update_fields=["counts"])
    LoadedForce.objects.bulk_create(
        LoadedForce(
            import_batch=import_batch,
            force_id=force,
            counts=dict(counts),
            quality=quality.get(force, {}),
        )
        for force, counts in sorted(by_force.items())
    )
    happened(
        WebhookEvent.FILE_LOADED, number=import_batch.pk, page=("responses:uploads",),
        at=import_batch.loaded_at, forces=set(by_force),
    )  # fmt: skip


def audited(summary: ImportSummary, by_force: Mapping[str, Counter[str]]) -> dict[str, Any]:
    only = {"force": next(iter(by_force))} if len(by_force) == 1 else {}
    return {**asdict(summary), **only}


def write_cases(batch: NewCases, *, import_batch: Import) -> Sequence[int]:
    """Returns the ids of the new cases."""
    number = len(batch)
    ids = bulk_write.reserve_ids(Case, count=number)
    bulk_write.write_columns(
        Case,
        columns={
            "id": ids,
            "first_import_id": [import_batch.pk] * number,
            "last_import_id": [import_batch.pk] * number,
            "source": [import_batch.source] * number,
            **batch.cases,
        },
    )
    return ids


def identity(event: CaseEvent) -> EventIdentity:
    return (event.kind, tuple(event.codes), event.on, event.source_wording)

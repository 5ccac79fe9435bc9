from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files.columns import CaseRow
from responses.imports import case_batches, case_events, import_records, snapshots
from responses.imports.import_records import ImportSummary
from responses.imports.merging import cases
from responses.imports.selectors import stage_news, stored_cases
from responses.imports.selectors.stored_cases import CaseKey, RowChange
from responses.models import Import


@dataclass
class StagesDone:
    changes: dict[CaseKey, RowChange] = field(default_factory=dict)
    summary: ImportSummary = field(default_factory=ImportSummary)


@transaction.atomic
def tell_stages(
    *, news: Sequence[CaseRow], is_simulated: bool, by: Actor, at: datetime
) -> StagesDone:
    """Merged as from a case file; the history grows. Raises UnableToSetDataOriginError."""
    import_batch = import_records.begin(
        source=Import.Source.API, file_names=[], is_simulated=is_simulated, by=by, at=at
    )
    done = StagesDone()
    for batch in stored_cases.batches(news):
        _tell_batch(batch, done, import_batch=import_batch, at=at)
    if not done.summary.amended:
        import_batch.delete()
        return done
    by_force = _by_force(done.changes)
    import_records.store_results(import_batch, done.summary, by_force=by_force, quality={}, more={})
    audit.record(
        AuditKind.CASES_IMPORTED,
        target=import_batch,
        by=by,
        at=at,
        **import_records.audited(done.summary, by_force),
    )
    return done


def _tell_batch(
    news: Sequence[CaseRow], done: StagesDone, *, import_batch: Import, at: datetime
) -> None:
    stored = stored_cases.stored_cases(news)
    held = stored_cases.locked_rows([case.pk for case in stored.values()])
    merged = {
        row.key: cases.merge(
            held[row.key], stage_news.merged_row(held[row.key].row, row), today=localdate(at)
        )
        for row in news
        if row.key in held
    }
    changed = [row for row in news if row.key in held and merged[row.key].row != held[row.key].row]
    snapshots.keep([stored[row.key].pk for row in changed], import_batch=import_batch)
    # The hash stays: the same file again changes nothing.
    case_batches.write_cases(
        [merged[row.key].row for row in changed],
        hashes={key: case.content_hash for key, case in stored.items()},
        merged=merged,
        import_batch=import_batch,
    )
    events = case_events.append_events(changed, stored=stored, has_amended=True)
    for row in news:
        is_amended = row in changed
        done.changes[row.key] = RowChange.AMENDED if is_amended else RowChange.UNCHANGED
    summary = ImportSummary(
        amended=len(changed), unchanged=len(news) - len(changed), events_added=events
    )
    done.summary = done.summary.plus(summary)


def _by_force(changes: Mapping[CaseKey, RowChange]) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for (force, _key), change in changes.items():
        found.setdefault(force, Counter())[change.value] += 1
    return found

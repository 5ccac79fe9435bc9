"""The answers of a year that its figures count, each with its weight."""

from collections.abc import Iterator

from analytics.answer_store import selectors as answer_store
from analytics.cube import ledger_entries, meanings
from analytics.disclosure import years
from analytics.refresh.selectors import stored_quarter
from responses import extract
from responses.extract_rows import AnswerRow


def weighed_answers(year: str) -> Iterator[tuple[AnswerRow, float]]:
    """The answers that the figures of each quarter count, weighted as there."""
    # Only background work weighs; imported here, it stays out of the process of the pages.
    from analytics.weighting import force_weights

    for period in years.quarters_of(year):
        ids = stored_quarter.counted_in(period)
        received = ledger_entries.countable(answer_store.answers_of(period))
        rows = [row for row in received if row.response_id in ids]
        frame = list(extract.frame_counts(period))
        weights, _runs = force_weights.weigh_forces(rows, frame, meanings=meanings.meanings())
        yield from zip(rows, weights, strict=True)

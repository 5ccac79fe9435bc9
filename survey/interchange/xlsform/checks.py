"""Each looks only at earlier questions, none depends on itself, and comparisons make sense
(survey.definition.expression_checks)."""

from collections.abc import Iterator, Mapping

from survey.definition import expression_checks
from survey.definition.expression_checks import Slot
from survey.definition.expressions import Expression, questions_in
from survey.definition.types import Instrument, Question, Section
from survey.interchange.faults import Reason
from survey.interchange.xlsform.names import FormNames
from survey.interchange.xlsform.tables import FormRow

COLUMNS: Mapping[Slot, str] = {
    Slot.SHOWN_IF: "relevant",
    Slot.CONSTRAINT: "constraint",
    Slot.CALCULATION: "calculation",
    Slot.CHOICE_FILTER: "choice_filter",
}
Owner = Question | Section


def check(instrument: Instrument, records: Mapping[str, FormRow], names: FormNames) -> None:
    """Adds each fault to its row."""
    places = dict(instrument.places)
    for place, question in reversed(list(enumerate(instrument.questions))):
        places |= {section.code: place for section in instrument.sections_around(question)}
    around = {
        question.code: frozenset(each.code for each in instrument.sections_around(question))
        for question in instrument.questions
    }
    dependencies = {
        owner.code: around.get(owner.code, frozenset()).union(
            *(questions_in(expression) for _, expression in _written_expressions(owner))
        )
        for owner in _owners(instrument)
    }
    for owner in _owners(instrument):
        for slot, expression in _written_expressions(owner):
            looked_at = questions_in(expression)
            later = {
                code
                for code in looked_at & set(instrument.places)
                if places[code] >= places.get(owner.code, 0)
            }
            circle = {code for code in looked_at if _leads_to(code, owner.code, dependencies)}
            wrong = [
                *names.faults_in(looked_at),
                *([(Reason.CIRCULAR, circle)] if circle else []),
                *([(Reason.LATER, later)] if later else []),
            ]
            record = records[owner.code]
            if wrong:
                reason, codes = wrong[0]
                record.report(reason, COLUMNS[slot], names=", ".join(sorted(codes)))
            elif looked_at <= set(instrument.places):
                for fault in expression_checks.faults_in_expression(
                    expression, owner, instrument, slot=slot
                ):
                    record.report(
                        Reason.WRONG_SENSE, COLUMNS[slot], what=fault.removeprefix(f"{slot} ")
                    )


def _owners(instrument: Instrument) -> Iterator[Owner]:
    yield from instrument.sections
    yield from instrument.questions


def _written_expressions(owner: Owner) -> Iterator[tuple[Slot, Expression]]:
    for slot in Slot:
        if expression := getattr(owner, slot.value, None):
            yield slot, expression


def _leads_to(start: str, target: str, dependencies: Mapping[str, frozenset[str]]) -> bool:
    seen: set[str] = set()
    to_follow = [start]
    while to_follow:
        code = to_follow.pop()
        if code == target:
            return True
        if code not in seen:
            seen.add(code)
            to_follow += dependencies.get(code, ())
    return False

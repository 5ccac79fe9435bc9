from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from responses.case_files.police_uk.cases import crime_of
from responses.case_files.police_uk.filings import Filing, FilingKey, OutcomeFact, filing_of
from responses.case_files.police_uk.rows import PoliceUkRow, StreetRow
from responses.case_files.reference_lists import police_uk_wordings


@dataclass(kw_only=True)
class PoliceUkCounts:
    """Counts of the rows of one import's files."""

    street_rows: int = 0
    street_ids: int = 0
    without_id: int = 0
    """Rows of anti-social behaviour: outside the frame, but not faulty."""
    outcome_rows: int = 0
    outcome_ids: int = 0
    joined: int = 0
    outcome_only: int = 0
    street_only: int = 0
    ids_with_several_as_filed: int = 0
    fewest_of_several_as_filed: int = 0
    most_as_filed: int = 0
    ids_with_two_in_a_month_as_filed: int = 0
    distinct_outcomes: int = 0
    ids_with_several: int = 0
    fewest_of_several: int = 0
    most: int = 0
    ids_with_two_in_a_month: int = 0
    outcomes_before_their_crime: int = 0
    crimes_after_their_outcome: int = 0
    street_differs: int = 0
    """Joined crimes whose last outcome in the street file is not among the outcomes of their latest
    month."""
    repeated_outcome_rows: int = 0
    repeated_street_rows: int = 0
    ids_with_several_street_rows: int = 0
    """Crimes whose street rows differ: in month, type, area or last outcome."""
    ids_with_several_months: int = 0
    ids_with_several_types: int = 0
    ids_with_several_areas: int = 0
    ids_of_several_forces: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    def add_crimes(self, rows: Mapping[FilingKey, Sequence[PoliceUkRow]]) -> list[Filing]:
        forces_by_id = Counter(crime_id for _force, crime_id in rows)
        self.ids_of_several_forces += sum(forces > 1 for forces in forces_by_id.values())
        filings = [filing_of(of_one) for of_one in rows.values()]
        for filing, of_one in zip(filings, rows.values(), strict=True):
            outcomes = sum(not isinstance(row, StreetRow) for row in of_one)
            street = len(of_one) - outcomes
            self.street_rows += street
            self.outcome_rows += outcomes
            self.street_ids += bool(street)
            self.outcome_ids += bool(outcomes)
            self.joined += bool(street and outcomes)
            self.street_only += not outcomes
            self.outcome_only += not street
            self.distinct_outcomes += len(filing.outcomes)
            self.repeated_street_rows += street - len(filing.street)
            self.repeated_outcome_rows += outcomes - len(filing.outcomes)
            self.most_as_filed = max(self.most_as_filed, outcomes if outcomes > 1 else 0)
            if outcomes > 1:
                self.ids_with_several_as_filed += 1
                self.fewest_of_several_as_filed = min(
                    self.fewest_of_several_as_filed or outcomes, outcomes
                )
                months = {row.month for row in of_one if not isinstance(row, StreetRow)}
                self.ids_with_two_in_a_month_as_filed += len(months) < outcomes
            several = len(filing.outcomes)
            if several > 1:
                self.most = max(self.most, several)
                self.ids_with_several += 1
                self.fewest_of_several = min(self.fewest_of_several or several, several)
                self.ids_with_two_in_a_month += (
                    len({fact.month for fact in filing.outcomes}) < several
                )
            self.ids_with_several_street_rows += len(filing.street) > 1
            self.ids_with_several_months += len({fact.month for fact in filing.street}) > 1
            self.ids_with_several_types += len({fact.crime_type for fact in filing.street}) > 1
            areas = {fact.area for fact in filing.street} | {fact.area for fact in filing.outcomes}
            self.ids_with_several_areas += len(areas - {""}) > 1
            if filing.street and filing.outcomes:
                self._add_joined(filing)
        return filings

    def _add_joined(self, filing: Filing) -> None:
        crime = crime_of(filing)
        if crime is None:
            return
        early = sum(fact.month < crime.month for fact in filing.outcomes)
        self.outcomes_before_their_crime += early
        self.crimes_after_their_outcome += bool(early)
        self.street_differs += crime.last_outcome not in _latest_wordings(filing.outcomes)


def _latest_wordings(outcomes: frozenset[OutcomeFact]) -> set[str]:
    latest = max(fact.month for fact in outcomes)
    wordings = police_uk_wordings()
    return {wordings[fact.wording].text for fact in outcomes if fact.month == latest}

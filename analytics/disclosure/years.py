"""Years from April to March, and their figures as sums of four quarters. Pure."""


def quarters_of(year: str) -> tuple[str, ...]:
    """Its four quarters, oldest first."""
    first = int(year.split("-")[0])
    return (*(f"{first}-Q{quarter}" for quarter in (2, 3, 4)), f"{first + 1}-Q1")

"""The names of places that figures stand at. Pure."""

NATION = "nation"
NOT_STATED = "unsaid"
"""The level of those who did not state theirs. No page shows it; it can be worked out."""
Place = tuple[str, str]
"""Force, region or NATION, and level."""

NATION = "nation"
NOT_STATED = "unsaid"
"""The level of people who did not state theirs; no page shows it, but it can be derived."""
Place = tuple[str, str]
"""Force, region or NATION, and level."""

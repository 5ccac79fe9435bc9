"""Tells a cell that says that there is no number or address from one that holds one. Pure.

Read as blank, which removes what is held: nobody becomes more contactable by it. No text with a
digit is one of these but a lone 0, and none that may be a warning."""

NO_CONTACT = frozenset(
    {
        "n/a", "na", "n\\a", "n/k", "nk", "none", "nil", "null", "no", "unknown", "not known",
        "not recorded", "not given", "not provided", "none given", "none held", "withheld",
        "no number", "no mobile", "no phone", "no telephone", "no email", "0", "-", "--", "–", "—",
        "?", ".", "dim", "anhysbys", "heb ei nodi",
    }
)  # fmt: skip
CONTACT_COLUMNS = frozenset({"contact_mobile", "contact_email"})


def says_there_is_none(column: str, text: str) -> bool:
    """Whether a cell of a number or an address says in a word or sign that there is none."""
    if column not in CONTACT_COLUMNS:
        return False
    plain = " ".join(text.casefold().split())
    return plain.strip("()") in NO_CONTACT

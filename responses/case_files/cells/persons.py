"""Whether a cell names somebody. Pure."""

import re

from responses.case_files.faults import CellError, FaultCode

NOBODY = frozenset(
    {
        "na", "nan", "none", "null", "nil", "no", "noone", "nobody", "not", "notapplicable",
        "notknown", "notconfirmed", "notyet", "unknown", "unconfirmed", "pending", "tbc", "tba",
        "yes", "true", "false", "blank", "xx", "xxx", "neb", "dim", "anhysbys",
    }
)  # fmt: skip
"""What systems and people write where they have nobody to name."""


def check_names_somebody(value: str) -> None:
    """Raises CellError. A confirmation without a person confirms nothing (SAF-2)."""
    plain = re.sub(r"[\W_]+", "", value).lower()
    if len(plain) < 2 or plain in NOBODY:
        raise CellError(FaultCode.NOBODY_NAMED)

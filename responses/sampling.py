"""Who is drawn, and with what probability. Pure: no Django, no database.

Everyone is asked (a census) unless a force has a target of invitations a quarter; then each
event is drawn by itself, with one probability for the force, stored as its design weight. The
draw is a keyed hash of the event: the same seed draws the same events again, and nobody can
choose whom it draws."""

import hmac
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field


class SamplingPlanError(ValueError):
    """The sampling plan does not say what it must."""


@dataclass(frozen=True)
class SamplingPlan:
    seed: str
    targets: Mapping[str, int] = field(default_factory=dict)
    """Force code to invitations a quarter; a force that is not named asks everyone."""

    def probability(self, force: str, *, expected: int) -> float:
        """`expected` is how many events of a quarter the force could ask about: those of the
        quarter before. With none to go by, everyone is asked."""
        target = self.targets.get(force)
        return 1.0 if target is None or expected <= target else target / expected

    def draws(self, event: str, *, probability: float) -> bool:
        digest = hmac.digest(self.seed.encode(), event.encode(), "sha256")
        return int.from_bytes(digest[:8], "big") < probability * 2**64


def parse_plan(text: str) -> SamplingPlan:
    """Raises SamplingPlanError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"The sampling plan is not TOML: {error}"
        raise SamplingPlanError(message) from error
    seed, targets = raw.get("seed"), raw.get("targets", {})
    if not isinstance(seed, str) or not seed:
        message = "The sampling plan has no seed."
        raise SamplingPlanError(message)
    for force, target in targets.items():
        if not isinstance(target, int) or target < 1:
            message = f"The sampling plan has target {target!r} for {force}; write 1 or more."
            raise SamplingPlanError(message)
    return SamplingPlan(seed=seed, targets=targets)

"""How well the answers of a force's quarter stand for its victims, from the log of its weights.
Pages read it, so it says nothing of a force of whose total nothing may be said."""

from collections.abc import Sequence
from dataclasses import dataclass

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics import reliability
from analytics.models import WeightRun
from analytics.reliability import Weighed
from analytics.response import LEAST_SHOWN
from analytics.selectors.figures import force_for


@dataclass(frozen=True, kw_only=True)
class Warnings:
    """`is_withheld`: a release publishes nothing of this force's quarter. `design_effect` is given
    where weights differ so much that it warns."""

    is_withheld: bool
    design_effect: float | None


def weighed(period: str, *, forces: Sequence[str] | None = None) -> dict[str, Weighed]:
    """Of every force, or of some: how its quarter was weighed."""
    runs = WeightRun.objects.filter(period=period)
    if forces is not None:
        runs = runs.filter(force__in=forces)
    return {
        force: Weighed(
            respondents=respondents, frame_total=frame_total, design_effect=design_effect
        )
        for force, respondents, frame_total, design_effect in runs.values_list(
            "force_id", "respondents", "frame_total", "design_effect"
        )
    }


def warnings_for(viewer: Viewer, *, force_code: str, period: str) -> Warnings:
    """What must stand beside a force's figures of a quarter that is over."""
    force = force_for(viewer, force_code)
    runs = list(weighed(period, forces=access_selectors.lineage(force.code)).values())
    uneven = [run.design_effect for run in runs if run.is_uneven and run.respondents >= LEAST_SHOWN]
    return Warnings(
        is_withheld=bool(runs) and reliability.is_withheld(runs),
        design_effect=max(uneven, default=None),
    )

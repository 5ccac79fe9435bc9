from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.refresh.selectors import weight_log
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.refresh.selectors.weight_log import Outcome, Rerun, Reweighed
from analytics.weighting.frame_check import FrameCheck
from analytics.weighting.nonresponse_range import SilentShift


class Command(BaseCommand):
    help = (
        "Print how a quarter was weighted, weigh it again to see that the same data give the same "
        "weights, say whom its frame holds, whether it is provisional and what silence could do to "
        "its figures, and hold the case files against published national totals."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="a quarter: 2026-Q3")

    def handle(self, *args: Any, **options: Any) -> None:
        again = weight_log.reweigh(options["period"])
        for rerun in again.runs:
            run = rerun.logged
            self.stdout.write(_summary(rerun))
            if run.error_ratios:
                line = _("standard errors after raking, over those shown: %(least)s to %(most)s")
                ratios = run.error_ratios.values()
                parts = {"least": _number(min(ratios), 3), "most": _number(max(ratios), 3)}
                self.stdout.write("  " + line % parts)
            merged = [
                level for levels in run.margins.values() for level in levels if " + " in level
            ]
            if merged:
                self.stdout.write("  " + _("merged: %(levels)s") % {"levels": "; ".join(merged)})
            if run.note:
                self.stdout.write(f"  {run.note}")
        self._write_frame(again)
        self._write_state(weight_log.state_of(options["period"]))
        for check in weight_log.frame_checks(options["period"]):
            self._write_check(check)
        unlike = [rerun.force for rerun in again.runs if rerun.outcome is Outcome.UNLIKE]
        if unlike:
            raise CommandError(
                _("The same data no longer give the same weights: %(forces)s")
                % {"forces": ", ".join(unlike)}
            )

    def _write_frame(self, again: Reweighed) -> None:
        for one in again.stages:
            line = _(
                "%(stage)s: %(frame)s of the frame, %(answers)s of answers, %(weights)s of "
                "weighted answers; by code: %(codes)s"
            )
            parts = {
                "stage": one.stage,
                "frame": f"{one.of_frame:.1%}",
                "answers": f"{one.of_answers:.1%}",
                "weights": f"{one.of_weights:.1%}",
                "codes": ", ".join(f"{code} {count:,}" for code, count in one.codes.items()),
            }
            self.stdout.write(line % parts)
        chances = again.chances
        line = _(
            "chances of being asked of those who answered: %(least)s to %(most)s, half over "
            "%(middle)s; not known of %(unknown)s, who get the share asked of like cases"
        )
        self.stdout.write(
            line
            % {
                "least": _number(chances.least, 3),
                "most": _number(chances.most, 3),
                "middle": _number(chances.middle, 3),
                "unknown": f"{chances.unknown:,}",
            }
        )

    def _write_state(self, state: KnownState | None) -> None:
        if state is None:
            return
        for group, progress in state.stages.items():
            line = _("%(group)s: %(pending)s of %(frame)s events wait; settled on %(day)s")
            parts = {
                "group": group.value,
                "pending": f"{progress.pending:,}",
                "frame": f"{progress.frame:,}",
                "day": state.settled_on.get(group, "–"),
            }
            self.stdout.write(line % parts)
        self.stdout.write(_closing(state))
        for item, shift in state.shifts.items():
            self.stdout.write(_silence(item, shift))

    def _write_check(self, check: FrameCheck) -> None:
        total = check.total
        self.stdout.write(
            _("%(dimension)s of %(cases)s cases, recorded for %(recorded)s, beside %(source)s")
            % {
                "dimension": total.dimension,
                "cases": f"{check.cases:,}",
                "recorded": f"{check.recorded:.0%}",
                "source": f"{total.source} ({total.of})",
            }
        )
        if total.from_memory:
            self.stdout.write("  " + _("these totals are from memory: look them up"))
        if not check.may_be_raked_to:
            self.stdout.write("  " + _("recorded too seldom to weigh by"))
        for level in check.levels:
            line = f"  {level.level}: {level.frame:.1%} / {level.nation:.1%}"
            self.stdout.write(f"{line}  {_('FAR APART')}" if level.is_far else line)


def _silence(item: str, shift: SilentShift) -> str:
    lower, upper = f"{100 * shift.lower:+.1f}", f"{100 * shift.upper:+.1f}"
    parts = {"item": item, "lower": lower, "upper": upper}
    if shift.as_late is None:
        return (
            _(
                "%(item)s: too few answered late to say what it would be if those who did not "
                "answer were like them; if they had odds of ∓.3 logits, %(lower)s to %(upper)s"
            )
            % parts
        )
    return _(
        "%(item)s: if those who did not answer were like the late ones, %(late)s points; "
        "if they had odds of ∓.3 logits, %(lower)s to %(upper)s"
    ) % {**parts, "late": f"{100 * shift.as_late:+.1f}"}


def _closing(state: KnownState) -> str:
    if state.closed_on is not None:
        return _("closed on %(day)s") % {"day": state.closed_on}
    if state.closes_on is not None:
        return _("open [p]; closes on %(day)s") % {"day": state.closes_on}
    return _("open [p]")


def _summary(rerun: Rerun) -> str:
    run = rerun.logged
    outcomes = {
        Outcome.SAME: _("the same again"),
        Outcome.MOVED: _("answers or cases have moved since"),
        Outcome.UNLIKE: _("NOT the same again"),
    }
    return _(
        "%(force)s: %(respondents)s respondents for %(frame)s events; effective base "
        "%(effective)s, design effect %(deff)s, weights %(least)s to %(most)s times the "
        "design weight, %(trimmed)s cut; %(outcome)s (inputs %(hash)s)"
    ) % {
        "force": rerun.force,
        "respondents": run.respondents,
        "frame": f"{run.frame_total:,.0f}",
        "effective": _number(run.effective_base, 0),
        "deff": _number(run.design_effect, 2),
        "least": _number(run.least_factor, 2),
        "most": _number(run.most_factor, 2),
        "trimmed": run.trimmed,
        "outcome": outcomes[rerun.outcome],
        "hash": run.inputs_hash[:12],
    }


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:,.{places}f}"

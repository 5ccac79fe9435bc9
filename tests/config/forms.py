"""The form that a simulated respondent was shown, put together as for a real one."""

from collections.abc import Mapping
from typing import Any

from config.demo.answers.answering import Reply
from survey.bank import longer, rotation
from survey.bank.pathways import Pathway
from survey.definition.types import Block, Instrument
from survey.flow import steps


def form_of(reply: Reply, *, short: Instrument, national: Instrument) -> Instrument:
    if not reply.more_pathway:
        return rotation.short_form(short, reply.chances)
    return longer.longer_form(
        short,
        national,
        pathway=pathway_of(reply.more_pathway),
        drawn=reply.chances,
        is_stopped=reply.more_choice == "stopped",
        answered=reply.answers or {},
    )


def pathway_of(stored: Mapping[str, Any]) -> Pathway:
    return Pathway(
        instrument=stored["instrument"],
        stage=stored["stage"],
        outcome=tuple(stored["outcome"]),
        crimes=tuple(stored["crimes"]),
        most=stored["most"],
        is_wales=stored["is_wales"],
        left_out=frozenset(stored["left_out"]),
        turn=stored["turn"],
    )


def path_before_equality(form: Instrument, reply: Reply) -> list[str]:
    picked = {code: tuple(choices) for code, choices in (reply.answers or {}).items()}
    return [q.code for q in steps.path(form, picked) if q.block is not Block.EQUALITY]

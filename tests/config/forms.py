"""The form that a simulated respondent was shown, put together as for a real one."""

from config.demo.answers.answering import Reply
from responses.answering.pathway import read_pathway
from survey.bank import longer, rotation
from survey.definition.types import Block, Instrument
from survey.flow import steps


def form_of(reply: Reply, *, short: Instrument, national: Instrument) -> Instrument:
    if not reply.more_pathway:
        return rotation.short_form(short, reply.chances)
    return longer.longer_form(
        short,
        national,
        pathway=read_pathway(reply.more_pathway),
        drawn=reply.chances,
        is_stopped=reply.more_choice == "stopped",
        answered=reply.answers or {},
    )


def path_before_equality(form: Instrument, reply: Reply) -> list[str]:
    picked = {code: tuple(choices) for code, choices in (reply.answers or {}).items()}
    return [q.code for q in steps.path(form, picked) if q.block is not Block.EQUALITY]

"""They name no crime and no body that deals with crime (SAF-3, SAF-6)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class InformationSection:
    heading: str
    paragraphs: tuple[str, ...]


def sections(address: str, *, phone: str) -> tuple[InformationSection, ...]:
    """Return the sections in the active language."""
    return (
        _text_message_section(),
        _sender(phone),
        _how_to_tell(address),
        _choice(),
        _stopping(),
        _number(),
        _doubt(),
    )


def as_plain_text(parts: tuple[InformationSection, ...]) -> str:
    blocks = [block for part in parts for block in (part.heading, *part.paragraphs)]
    return "\n\n".join(blocks) + "\n"


def _text_message_section() -> InformationSection:
    return InformationSection(
        _("About a text that asks for your views"),
        (
            _(
                "You may get a text that asks for your views on a recent service. Public bodies "
                "in England and Wales send it to people who used one of their services. They use "
                "the answers to make services better."
            ),
        ),
    )


def _sender(phone: str) -> InformationSection:
    who = _(
        "The national survey team runs this survey for public bodies in England and Wales. They "
        "use the answers to make services better."
    )
    ring = _("You can ring us on %(number)s.") % {"number": phone}
    return InformationSection(_("The sender"), (who, ring) if phone else (who,))


def _how_to_tell(address: str) -> InformationSection:
    return InformationSection(
        _("How to tell that it is genuine"),
        (
            _("The link in the text begins with %(address)s.") % {"address": address},
            _("The text asks for your views on a recent service, and says that it is optional."),
            _("We never ask for money, bank details, passwords, your name or your address."),
            _("We never ask you to download anything or to make an account."),
        ),
    )


def _choice() -> InformationSection:
    return InformationSection(
        _("It is your choice"),
        (_("Nothing about the services that you get depends on whether you answer."),),
    )


def _stopping() -> InformationSection:
    return InformationSection(
        _("How to stop the texts"),
        (
            _("Reply STOP to the text."),
            _(
                "Open the link and choose “Do not contact me again”. You do not have to say who "
                "you are or why."
            ),
        ),
    )


def _number() -> InformationSection:
    return InformationSection(
        _("What happens to your number"),
        (
            _(
                "Your number or email address, encrypted. We delete it 90 days after the last "
                "round of the survey for you ends."
            ),
        ),
    )


def _doubt() -> InformationSection:
    return InformationSection(
        _("If you are not sure"),
        (
            _(
                "If you are not sure, do not go on. Ask the organisation that told you to expect "
                "a text, using a number you already know."
            ),
        ),
    )

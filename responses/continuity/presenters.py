"""The words about a restored database."""

from django.utils.translation import gettext as _

from responses.continuity.actions import ReleaseSummary


def release_lines(found: ReleaseSummary) -> list[str]:
    return [
        _("Opt-outs written back: %(count)s") % {"count": found.opt_outs},
        _("Opt-outs undone again: %(count)s") % {"count": found.undone},
        _("Answers withdrawn again: %(count)s") % {"count": found.withdrawn},
        _("Messages that had been sent, and are recorded so: %(count)s") % {"count": found.sent},
        _("Messages written back that were queued later: %(count)s") % {"count": found.restored},
        _("People remembered as asked whose case is not in this copy: %(count)s")
        % {"count": found.remembered},
        _("Messages that may have been sent, and are not sent: %(count)s")
        % {"count": found.unknown},
        _("Messages that were never sent, and go out now: %(count)s") % {"count": found.due},
        _("Answers completed since this copy was made, which are lost: %(count)s")
        % {"count": found.lost_answers},
        _("Signatures taken back again, without which nobody is asked: %(count)s")
        % {"count": found.taken_back},
        _(
            "Accounts, roles, keys, forces' sign-ins, openings in an emergency, forces of services "
            "and requests for a second person ended again: %(count)s"
        )
        % {"count": found.ended},
        _(
            "Not known to the journal, so check by hand: passwords and roles given, helplines "
            "changed, numbers corrected and cases changed since this copy was made."
        ),
        _("The hold has ended. Sending was stopped by hand, and stays so; destroying goes on.")
        if found.stopped
        else _("The hold has ended: sending and destroying go on."),
    ]

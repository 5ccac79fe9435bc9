"""Ways of asking that no code knows are refused by the database (decision 18)."""

import pytest
from django.db import IntegrityError, transaction

from analytics.answer_modes import MODES as OF_FIGURES
from analytics.answer_modes import NOT_ASKED
from responses.models import Invitation
from responses.models.invitations import MODES
from tests.responses.invited import invite

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


class TestModes:
    def test_are_those_that_figures_know(self):
        assert {*MODES, NOT_ASKED} == set(OF_FIGURES)

    def test_take_in_telephone_and_paper(self):
        invited = invite()
        for mode in ("telephone", "paper"):
            invited.set(mode=mode)

        assert invited.invitation.mode == "paper"

    def test_are_refused_where_no_figure_knows_them(self):
        invited = invite()
        with pytest.raises(IntegrityError), transaction.atomic():
            invited.set(mode="by pigeon")
        assert Invitation.objects.get().mode == "web_sms"

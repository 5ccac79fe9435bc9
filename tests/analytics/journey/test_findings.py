import pytest
from django.utils import translation

from analytics.journey.presenters import findings

OF = "Of 25 steps that can be compared, "
SENTENCES = [
    (25, 1, 0, OF + "1 falls clearly and none rises clearly."),
    (25, 3, 0, OF + "3 fall clearly and none rises clearly."),
    (25, 1, 1, OF + "1 falls clearly and 1 rises clearly."),
    (25, 1, 4, OF + "1 falls clearly and 4 rise clearly."),
    (25, 3, 1, OF + "3 fall clearly and 1 rises clearly."),
    (25, 3, 4, OF + "3 fall clearly and 4 rise clearly."),
    (1, 1, 0, "It is the only step that can be compared."),
]


class TestHowManySteps:
    @pytest.mark.parametrize(("compared", "falls", "rises", "sentence"), SENTENCES)
    def test_fall_and_rise_is_said_of_one_and_of_many(self, compared, falls, rises, sentence):
        assert findings.how_many(compared=compared, falls=falls, rises=rises) == sentence

    @pytest.mark.parametrize(("compared", "falls", "rises", "sentence"), SENTENCES)
    def test_is_said_in_welsh(self, compared, falls, rises, sentence):
        with translation.override("cy"):
            told = findings.how_many(compared=compared, falls=falls, rises=rises)

        assert told != sentence
        assert "gellir" in told

import re

from survey.designer.interchange_presenters import MESSAGES, fault_line
from survey.interchange.faults import FormFault, Reason
from tests.each import for_each

TERMS = ("most", "names", "language", "value", "least", "allowed", "name", "first", "languages",
         "type", "list", "token", "position", "character", "takes", "what", "made",
         "choice")  # fmt: skip


class TestMessages:
    def test_are_there_for_every_reason(self):
        assert set(MESSAGES) == set(Reason)

    def test_are_each_their_own(self):
        assert len({str(message) for message in MESSAGES.values()}) == len(MESSAGES)

    @for_each("reason", Reason)
    def test_are_sentences_whose_terms_are_known(self, reason):
        message = str(MESSAGES[reason])

        assert set(re.findall(r"%\((\w+)\)s", message)) <= set(TERMS)
        assert message % dict.fromkeys(TERMS, "x")
        assert message.endswith(".")


class TestLine:
    def test_names_sheet_row_and_column(self):
        fault = FormFault(Reason.NAME_MISSING, "survey", 7, "name")

        assert fault_line(fault) == "sheet survey, row 7, column name: The name is missing."

    def test_of_a_whole_file_is_the_message_alone(self):
        assert fault_line(FormFault(Reason.EMPTY_FILE)) == "The file is empty."

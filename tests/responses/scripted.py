"""A provider that does what a test tells it."""

from responses.sms.provider import Accepted, Text, UnknownEndError


class AcceptedInSilenceError(UnknownEndError):
    pass


class Scripted:
    transport = "development"
    reports_delivery = True

    def __init__(self, *script: Exception) -> None:
        self.script = list(script)
        self.texts: list[Text] = []
        self.answers: list[str] = []
        self.answer_fails = False
        self.accepted: dict[str, Accepted] = {}
        self.lookups: list[str] = []

    def wait_turn(self) -> None:
        pass

    def send(self, text: Text) -> Accepted:
        self.texts.append(text)
        failure = self.script.pop(0) if self.script else None
        accepted = Accepted(provider_id=f"id-{len(self.texts)}", status="created")
        if failure is None or isinstance(failure, AcceptedInSilenceError):
            self.accepted[text.reference] = accepted
        if failure is not None:
            raise failure
        return accepted

    def answer(self, *, to: str, language: str, reference: str) -> None:
        if self.answer_fails:
            raise UnknownEndError
        self.answers.append(language)

    def find(self, reference: str) -> Accepted | None:
        self.lookups.append(reference)
        return self.accepted.get(reference)

    def ends(self, reference: object, status: str) -> None:
        self.accepted[str(reference)] = Accepted("id-1", status)

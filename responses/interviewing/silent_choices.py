from survey.definition.types import Question

SILENT = frozenset({"not_sure", "does_not_apply", "prefer_not"})


def silent_choices(question: Question) -> frozenset[str]:
    return SILENT | {choice.code for choice in question.choices if choice.is_apart}

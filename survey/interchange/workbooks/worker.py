import json
import resource
import sys

from survey.interchange.faults import FormError, Reason, file_error
from survey.interchange.workbooks.sheets import BOUNDS, Bounds, plain_sheet


def main() -> None:
    kind, bounds = sys.argv[1], BOUNDS[sys.argv[2]]
    take_upon_itself(bounds)
    # After the limits, so that they hold for the parser too.
    from survey.interchange.workbooks.reading import read_content

    answer: dict[str, object]
    try:
        sheets = read_content(sys.stdin.buffer.read(), is_csv=kind == "csv", bounds=bounds)
        answer = {"sheets": list(map(plain_sheet, sheets))}
    except FormError as error:
        answer = _refusal(error)
    except (MemoryError, RecursionError):
        answer = _refusal(file_error(Reason.TOO_COSTLY))
    sys.stdout.write(json.dumps(answer))


def take_upon_itself(bounds: Bounds) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refusal(error: FormError) -> dict[str, object]:
    [fault] = error.faults
    return {"fault": [fault.reason, fault.sheet, fault.row, fault.column, dict(fault.terms)]}


if __name__ == "__main__":
    main()

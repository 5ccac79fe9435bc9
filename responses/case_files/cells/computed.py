"""Text that a spreadsheet failed to compute or would compute."""

import re

from responses.case_files.faults import CellError, FaultCode
from survey.interchange.workbooks.sheet_facts import JOINED, STRUCK_OUT
from survey.interchange.workbooks.shown import SHOWN_OTHERWISE, UNSEEN

ERROR = re.compile(
    r"#[^\W\d][^\s\d]*0?[!?]?|#[¡¿#]\S*"
    r"|(?:Err|Error|Erreur|Errore|Erro|Fehler|Fout|Fejl|Feil|Fel|Virhe|Błąd|Chyba|Hiba|Eroare"
    r"|Hata|Gwall|Ошибка|Грешка):[0-9]{3}"
    r"|Loading(?:\.\.\.|…)",
    re.IGNORECASE,
)
"""#N/A and the like in any language, LibreOffice's Err:502 and its translations, what Google Sheets
shows while it waits, and the ##### of a column that is too narrow."""
SIGNED = frozenset({"contact_mobile"})
MARKS = {
    JOINED: FaultCode.JOINED_CELLS,
    UNSEEN: FaultCode.UNSEEN_CELL,
    SHOWN_OTHERWISE: FaultCode.SHOWN_OTHERWISE,
    STRUCK_OUT: FaultCode.STRUCK_OUT,
}
FORMULA = re.compile(r"[=@＝＠]|[-+＋－](?![-+\d\s().]*$)")
"""The beginning of a text that a spreadsheet runs. A plain number may begin with a sign."""


def is_written(column: str, text: str) -> bool:
    try:
        check_written(column, text)
    except CellError:
        return False
    return True


def check_written(column: str, text: str) -> None:
    """Raises CellError for text that no person wrote."""
    if text in MARKS:
        raise CellError(MARKS[text])
    if ERROR.fullmatch(text):
        raise CellError(FaultCode.NOT_COMPUTED)
    # A telephone number begins with a plus: its own reader explains.
    is_signed_number = column in SIGNED and text.startswith("+")
    if FORMULA.match(text) and not is_signed_number:
        raise CellError(FaultCode.FORMULA)

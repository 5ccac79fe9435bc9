"""Nothing personal reaches a log: no address of a page, which may hold a token (SAF-4)."""

import logging
import re

LINK_TOKEN = re.compile(r"/[0-9A-Za-z]{12}\b")
NUMBER = re.compile(r"\+?\d[\d \-]{8,}\d")


class NoPaths(logging.Filter):
    """Replaces anything in a log line that looks like a link token or a telephone number."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        record.msg = NUMBER.sub("[number]", LINK_TOKEN.sub("/[token]", message))
        record.args = ()
        return True

"""Text in the cells of a sheet: shown as it is, never taken for a formula."""

import re

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def plain_cell(value: object) -> str:
    """A value as the text of a CSV cell; nothing for None.

    What a spreadsheet would calculate gets an apostrophe before it. A number stays a number.
    """
    text = "" if value is None else str(value)
    if text.startswith(_STARTS_A_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text

"""The date of a newspaper, where its file name or a line of the page tells it plainly."""

import re
from datetime import date

_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<sep>[-_./年])(?P<m>\d{1,2})(?:(?P=sep)|月)(?P<d>\d{1,2})"
    r"|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d))(?!\d)"
)


def find_date(text: str) -> date | None:
    """Give the first date in a name or line: 2023-03-14, 20230314, 2023年3月14日.

    Returns:
        None where there is none, or none that a calendar has.
    """
    for found in _DATE.finditer(text):
        year, month, day = (found[name] or found[f"{name}2"] for name in "ymd")
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None

"""Days that people name by their festival: 春节, 中秋, 国庆, and the free days around them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from qabot.language.dates.periods import Period

# A name that is also a number or another word is a day only before these.
_OF_DAY = "(?=国际|劳动|妇女|青年|儿童|建党|建军|节|假|小?长假|黄金周|期间|前夕|当[天日])"
_AROUND = 2
"""Days before and after a festival on which a long weekend with it can lie."""


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival.

    Attributes:
        pattern: Its names in normal form.
        month: Of the lunar calendar where `lunar`.
        days: Free days, from the first on.
        ahead: Days before it that count as its own: the eve.
    """

    pattern: str
    month: int
    day: int
    lunar: bool = False
    days: int = 1
    ahead: int = 0

    def of_year(self, year: int, *, holiday: bool) -> Period | None:
        """Give its days in a solar year; with the long weekend around it where a `holiday` is meant.

        Returns:
            None where the lunar calendar is not known.
        """
        first = self._first(year)
        if first is None:
            return None
        around = _AROUND if holiday and self.days == 1 else 0
        return (
            first - timedelta(days=self.ahead + around),
            first + timedelta(days=self.days - 1 + around),
        )

    def _first(self, year: int) -> date | None:
        if self.lunar:
            return _of_lunar_calendar(year, self.month, self.day)
        return _qingming(year) if self.pattern == "清明" else date(year, self.month, self.day)


FESTIVALS = (
    Festival("春节|农历新年|大年初1|大年初一", 1, 1, lunar=True, days=7, ahead=1),
    Festival("除夕|大年30|大年三十", 1, 0, lunar=True),
    Festival("元宵", 1, 15, lunar=True),
    Festival("龙抬头", 2, 2, lunar=True),
    Festival("端午", 5, 5, lunar=True),
    Festival("七夕", 7, 7, lunar=True),
    Festival("中元节", 7, 15, lunar=True),
    Festival("中秋", 8, 15, lunar=True),
    Festival("重阳", 9, 9, lunar=True),
    Festival("腊八|腊8", 12, 8, lunar=True),
    Festival("元旦", 1, 1),
    Festival("情人节", 2, 14),
    Festival(f"妇女节|三八{_OF_DAY}", 3, 8),
    Festival("植树节", 3, 12),
    Festival("清明", 4, 5),
    Festival(f"劳动节|(?<![十五])五一{_OF_DAY}", 5, 1, days=5),
    Festival(f"青年节|五四{_OF_DAY}", 5, 4),
    Festival("护士节", 5, 12),
    Festival(f"儿童节|六一{_OF_DAY}", 6, 1),
    Festival(r"(?<!\d)618(?!\d)", 6, 18),
    Festival(f"建党节|七一{_OF_DAY}", 7, 1),
    Festival(f"建军节|八一{_OF_DAY}", 8, 1),
    Festival("教师节", 9, 10),
    Festival(rf"国庆|(?<!\d)11{_OF_DAY}", 10, 1, days=7),
    Festival("万圣节", 10, 31),
    Festival("记者节", 11, 8),
    Festival("双11", 11, 11),
    Festival("双12", 12, 12),
    Festival("国家公祭日", 12, 13),
    Festival("平安夜", 12, 24),
    Festival("圣诞", 12, 25),
)


@cache
def _of_lunar_calendar(year: int, month: int, day: int) -> date | None:
    """Give the first day of a solar year on which a lunar one falls; day 0 is the eve of the month.

    Source: borax, lunar years 1900 to 2100.
    """
    from borax.calendars.lunardate import LunarDate

    for lunar_year in (year - 1, year):
        try:
            found: date = LunarDate(lunar_year, month, max(day, 1)).to_solar_date()
        except ValueError:
            continue
        if found.year == year:
            return found if day else found - timedelta(days=1)
    return None


@cache
def _qingming(year: int) -> date | None:
    """Give the day of the solar term, 4 to 6 April."""
    from borax.calendars.lunardate import LunarDate

    days = (date(year, 4, day) for day in (4, 5, 6))
    try:
        return next((day for day in days if LunarDate.from_solar(day).term == "清明"), None)
    except ValueError:
        return None

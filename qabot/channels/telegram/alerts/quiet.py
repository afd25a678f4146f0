"""The hours in which nobody wants a message."""

import re
from dataclasses import dataclass
from datetime import datetime

from qabot.errors import SettingsError
from qabot.messages import say

_HOURS = re.compile(r"([0-9]{1,2})\s*[-–—]\s*([0-9]{1,2})")
_DAY_H = 24


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of each day, over midnight where it ends before it begins.

    Attributes:
        first: Hour with which it begins, 0 to 23.
        end: Hour before which it ends, 0 to 23; the same as first: there are no quiet hours.
    """

    first: int = 0
    end: int = 0

    @classmethod
    def parse(cls, value: str) -> "QuietHours":
        """Read `telegram_quiet`: `22-7`, or nothing.

        Raises:
            SettingsError: It is neither, or ends with the hour with which it begins.
        """
        if not value.strip():
            return cls()
        match = _HOURS.fullmatch(value.strip())
        hours = [int(hour) for hour in match.groups()] if match else []
        if not hours or max(hours) > _DAY_H or hours[0] % _DAY_H == hours[1] % _DAY_H:
            raise SettingsError(
                say(
                    f"QABOT_TELEGRAM_QUIET 的值 {value!r} 不是一段时间。",
                    f"QABOT_TELEGRAM_QUIET is {value!r}, which is no stretch of hours.",
                ),
                say(
                    "请写开始和结束的钟点（0 到 24），例如 22-7；留空则不设免打扰时间。",
                    "Give the hours of its beginning and end, 0 to 24, such as 22-7, or nothing.",
                ),
            )
        return cls(hours[0] % _DAY_H, hours[1] % _DAY_H)

    def hold(self, moment: datetime) -> bool:
        """True if a moment of local time is in them."""
        if self.first <= self.end:
            return self.first <= moment.hour < self.end
        return moment.hour >= self.first or moment.hour < self.end

"""How many questions one person may ask in a while."""

import time
from collections.abc import Callable

_FORGET_ABOVE = 1000  # people remembered before those with a full allowance are forgotten


class RateLimit:
    """A token bucket a user: a full one holds `questions`, and it fills again in `per_s` seconds.

    Only the moment at which a bucket will be full again is kept, one number a user.

    Args:
        questions: Questions that may be asked at once.
        per_s: Seconds in which an empty bucket fills.
        clock: Seconds from any fixed moment, never going back.
    """

    def __init__(
        self,
        questions: int = 20,
        per_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_s = per_s
        self._one_s = per_s / questions
        self._clock = clock
        self._full_at: dict[int, float] = {}

    def take(self, user_id: int) -> float:
        """Take one question and return 0; if there is none, return the seconds until there is."""
        now = self._clock()
        full_at = max(self._full_at.get(user_id, now), now) + self._one_s
        wait_s = full_at - now - self._per_s
        # The tolerance absorbs float rounding, which would refuse the last question of a burst.
        if wait_s > 1e-6:
            return wait_s
        self._full_at[user_id] = full_at
        if len(self._full_at) > _FORGET_ABOVE:
            self._full_at = {user: at for user, at in self._full_at.items() if at > now}
        return 0.0

"""How often something may happen in a while: questions and messages of people, and words of the bot."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_FORGET_ABOVE = 1000
_ALL = 0  # no person has this id


class _Moments(dict[Hashable, float]):
    """Moments by key; those that have passed are forgotten from time to time."""

    def __init__(self) -> None:
        super().__init__()
        self._most = _FORGET_ABOVE

    def keep(self, key: Hashable, moment: float, now: float) -> None:
        self[key] = moment
        if len(self) > self._most:
            for passed in [key for key, at in self.items() if at <= now]:
                del self[passed]
            # Twice what is left: a crowd of which nobody can be forgotten is not looked through at each word.
            self._most = max(_FORGET_ABOVE, 2 * len(self))


class Buckets:
    """A token bucket a person: a full one holds `most`, and it fills again in `per_s` seconds.

    Only the moment at which a bucket will be full again is kept, one number a person.

    Args:
        most: What may be taken at once.
        per_s: Seconds in which an empty bucket fills.
        clock: Seconds from any fixed moment, never going back.

    Attributes:
        per_s: Seconds in which an empty bucket fills.
    """

    def __init__(
        self, most: int, per_s: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_s = per_s
        self._one_s = per_s / most
        self._clock = clock
        self._full_at = _Moments()

    def wait_s(self, person: int) -> float:
        """Return the seconds until there is something to take; 0 if there is."""
        now = self._clock()
        wait_s = max(self._full_at.get(person, now), now) + self._one_s - now - self.per_s
        # The tolerance absorbs float rounding, which would refuse the last of a burst.
        return wait_s if wait_s > 1e-6 else 0.0

    def take(self, person: int) -> float:
        """Take one and return 0; if there is none, return the seconds until there is."""
        if wait_s := self.wait_s(person):
            return wait_s
        now = self._clock()
        full_at = max(self._full_at.get(person, now), now) + self._one_s
        self._full_at.keep(person, full_at, now)
        return 0.0


class Once:
    """Tells what was done a short while ago, so that it is not done again.

    Args:
        clock: Seconds from any fixed moment, never going back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = _Moments()

    def first(self, deed: Hashable, for_s: float) -> bool:
        """Return True, and for so many seconds from then on False."""
        now = self._clock()
        if self._until.get(deed, now) > now:
            return False
        self._until.keep(deed, now + for_s, now)
        return True

    def forget(self, deed: Hashable) -> None:
        """Let something be done again at once, since it was not done."""
        self._until.pop(deed, None)


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a question is not answered now.

    Attributes:
        seconds: After which it may be asked again.
        of_all: True if all people together ask too much, not this one.
    """

    seconds: float
    of_all: bool = False


class RateLimit:
    """The limits on questions.

    Args:
        a_person: Questions a minute of one person, and as many at once.
        of_all: The same of all people together.
        clock: Seconds from any fixed moment, never going back.
    """

    def __init__(
        self,
        a_person: int = 20,
        of_all: int = 120,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._a_person = Buckets(a_person, clock=clock)
        self._of_all = Buckets(of_all, clock=clock)

    @classmethod
    def while_typing(cls) -> "RateLimit":
        """Return the limits on questions that an app asks anew at every pause in typing."""
        return cls(a_person=60, of_all=240)

    def take(self, user_id: int) -> Wait | None:
        """Take one question of a person and return None; if there is none, return the wait until there is."""
        if wait_s := self._a_person.wait_s(user_id):
            return Wait(wait_s)
        if wait_s := self._of_all.take(_ALL):
            return Wait(wait_s, of_all=True)
        self._a_person.take(user_id)
        return None

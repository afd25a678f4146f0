"""What is counted while the bot runs, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# From an answer of the cache to one that waited behind many others.
_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)


class Metrics:
    """Counters of one run; each bot has its own, so that several in one process do not add up."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._questions = Counter(
            "qabot_questions", "Questions answered or refused", registry=registry
        )
        self._refusals = Counter(
            "qabot_refusals", "Questions that the archive does not answer", registry=registry
        )
        self._seconds = Histogram(
            "qabot_answer_seconds",
            "From the message to its final answer",
            registry=registry,
            buckets=_SECONDS,
        )
        self._errors = Counter(
            "qabot_errors", "What failed: an update, or polling", ["where"], registry=registry
        )
        for where in ("update", "polling"):
            self._errors.labels(where)  # so that it is shown from the start, as 0
        self._index_age = Gauge(
            "qabot_index_age_seconds", "Time since the index was built", registry=registry
        )
        self._waiting = Gauge(
            "qabot_updates_waiting", "Updates that are not done yet", registry=registry
        )

    def answered(self, seconds: float, *, found: bool) -> None:
        """Count a question whose answer has been sent.

        Args:
            seconds: From its message to the answer.
            found: False if the archive does not answer it.
        """
        self._questions.inc()
        self._seconds.observe(seconds)
        if not found:
            self._refusals.inc()

    def failed(self, where: str) -> None:
        """Count an error: `update` while one was answered, `polling` while they were fetched."""
        self._errors.labels(where).inc()

    def text(self, index_age_s: float, waiting: int) -> bytes:
        """Return all figures in the text format of Prometheus.

        Args:
            index_age_s: Seconds since the index was built; NaN if there is none that can be used.
            waiting: Updates that are not done yet.
        """
        self._index_age.set(index_age_s)
        self._waiting.set(waiting)
        return generate_latest(self._registry)

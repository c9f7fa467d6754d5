"""What a monitoring system may know: counts, times and readiness, without a person, a text or an address.

In the format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), for this machine only. Each
website worker counts for itself since its start.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.helplines.notices import waiting_notices
from bot.website.bulkhead import TooSlowError

if TYPE_CHECKING:
    from bot.website.chat.context import AnswerDocument
    from bot.website.services import Services

PREFIX = "between_sessions_"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 5.0)


class Metrics:
    """Of one website process."""

    def __init__(self, services: Services) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(PREFIX + "answers", "Messages answered.", ["by"], registry=self.registry)
        self._contacts = Counter(PREFIX + "contacts_shown", "Answers with crisis contacts.", registry=self.registry)
        self._seconds = Histogram(
            PREFIX + "answer_seconds", "Time to an answer.", buckets=SECONDS, registry=self.registry
        )
        self.registry.register(_State(services))

    def answered(self, answer: AnswerDocument, seconds: float) -> None:
        """Count an answer that took so long."""
        self._answers.labels(answer["answered_by"]).inc()
        self._seconds.observe(seconds)
        if any(message["type"] == "contacts" for message in answer["messages"]):
            self._contacts.inc()


class _State(Collector):
    """What is looked up when somebody asks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> list[Metric]:
        """Nothing: it would be looked up once for that."""
        return []

    def collect(self) -> Iterator[Metric]:
        found = self._services
        try:
            missing = found.ready_checks.run(deadlines.READINESS, found.readiness.missing)
        except TooSlowError:
            missing = ["it could not be found out in time"]
        yield GaugeMetricFamily(PREFIX + "ready", "1 if a real question would be answered.", value=float(not missing))
        free = shutil.disk_usage(found.settings.state_dir).free
        yield GaugeMetricFamily(PREFIX + "disk_free_bytes", "Room on the disk of STATE_DIR.", value=free)
        try:
            with found.database.session() as session:
                waiting = waiting_notices(session)
        except SQLAlchemyError:
            # Readiness has said so.
            return
        yield GaugeMetricFamily(PREFIX + "notices_waiting", "Crisis notices not sent yet.", value=waiting)

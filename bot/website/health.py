"""Whether the website process is alive, and whether a real question would be answered: for whoever watches it."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, Response, request
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot import deadlines
from bot.website.bulkhead import TooSlowError
from bot.website.problems import Problem
from bot.website.services import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> dict[str, str]:
    return {"status": "alive"}


@blueprint.get("/readyz")
def ready() -> tuple[dict[str, str], int]:
    try:
        missing = services().ready_checks.run(deadlines.READINESS, services().readiness.missing)
    except TooSlowError:
        missing = ["it could not be found out in time"]
    return ({"status": "; ".join(missing)}, 503) if missing else ({"status": "ready"}, 200)


@blueprint.get("/metrics")
def metrics() -> Response:
    """For this machine only: how much a practice is used is nobody else's business."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 (no address is not this machine's)
        raise Problem(404, "not_found")
    return Response(generate_latest(services().metrics.registry), content_type=CONTENT_TYPE_LATEST)

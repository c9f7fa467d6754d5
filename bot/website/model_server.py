"""Gives Rasa's workers the model that they should have, and nothing if they have it already (ETag)."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request, send_file

from bot.releases.archives import MODELS, served_model
from bot.releases.model_address import MODEL_PATH, models_token
from bot.website.problems import Problem
from bot.website.services import services

blueprint = Blueprint("model_server", __name__)


@blueprint.get(MODEL_PATH)
def current() -> Response:
    """The archive; 304 to a worker that has it, 204 while there is none."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), models_token(services().settings).encode()):
        # As if nothing were here.
        raise Problem(404, "not_found")
    model = served_model()
    if model is None or not (MODELS / model.model).is_file():
        return Response(status=204)
    if request.if_none_match.contains(model.sha256):
        unchanged = Response(status=304)
        unchanged.set_etag(model.sha256)
        return unchanged
    response = send_file(MODELS / model.model, mimetype="application/gzip", etag=model.sha256, conditional=False)
    # Rasa names its copy by this header.
    response.headers["filename"] = model.model
    return response

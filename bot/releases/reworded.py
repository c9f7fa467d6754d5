"""A model with other words: what it understands is copied as it is, and only the responses are replaced."""

from __future__ import annotations

import copy
import gzip
import io
import json
import tarfile
import uuid
from pathlib import Path
from typing import Any

from bot.yaml_reading import read_yaml, write_yaml

DOMAIN = "components/domain_provider/domain.yml"
METADATA = "metadata.json"
# Weights hardly shrink further, and a client waits for the answer to be right.
_LEVEL = 1


class WordsError(Exception):
    """The new words do not fit the model; the message says what differs."""


def reword(archive: Path, target: Path, responses: dict[str, list[dict[str, Any]]]) -> None:
    """Write a copy of a Rasa model whose domain holds these responses.

    Rasa 3.6 keeps the domain twice in an archive: for its graph, and in the metadata beside the model's id, which
    is a new one here.

    Args:
        responses: all of them by name, the same names as in the archive.

    Raises:
        WordsError: the names differ, so that more than words changed.
    """
    draft = target.with_name(f".{target.name}")
    with (
        tarfile.open(archive, "r:gz") as old,
        gzip.open(draft, "wb", compresslevel=_LEVEL) as packed,
        tarfile.open(fileobj=packed, mode="w") as new,
    ):
        for member in old:
            content = old.extractfile(member) if member.isfile() else None
            data = content.read() if content else b""
            if member.name.lstrip("./") == DOMAIN:
                data = _reworded_domain(data, responses)
            elif member.name.lstrip("./") == METADATA:
                data = _reworded_metadata(data, responses)
            member = copy.copy(member)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data) if content else None)
    draft.replace(target)


def _reworded_domain(data: bytes, responses: dict[str, Any]) -> bytes:
    domain = read_yaml(data)
    _put(domain, responses)
    return write_yaml(domain).encode()


def _reworded_metadata(data: bytes, responses: dict[str, Any]) -> bytes:
    metadata = json.loads(data)
    _put(metadata["domain"], responses)
    metadata["model_id"] = uuid.uuid4().hex
    return json.dumps(metadata, indent=2).encode()


def _put(domain: dict[str, Any], responses: dict[str, Any]) -> None:
    known = set(domain["responses"])
    if known != set(responses):
        differing = ", ".join(sorted(known ^ set(responses)))
        raise WordsError(f"more than words changed: the model and the files differ in {differing}")
    domain["responses"] = {name: responses[name] for name in domain["responses"]}

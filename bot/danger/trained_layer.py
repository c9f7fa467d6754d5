"""The learned layer trained on data/danger, and kept until what it is made from changes.

No topic's questions go into it, only a sample that stands still, so publishing those leaves it byte for byte the same.
"""

from __future__ import annotations

import hashlib
import io
import logging
from importlib.metadata import version
from pathlib import Path

import joblib

from bot.danger.example import Example
from bot.danger.gate import Gate
from bot.danger.joined import joined
from bot.danger.languages import LANGUAGES_DIR
from bot.danger.learned import LearnedLayer, OperatingPoints
from bot.danger.normalise import normalise
from bot.danger.patterns import PATTERN_DIR
from bot.danger.sentences import (
    FIRST,
    ORDINARY,
    ORDINARY_FILE,
    SORTS_FILE,
    load_ordinary,
    load_sentences,
    sentence_files,
)
from bot.danger.spelling import SPELLING_FILE
from bot.language.encoder import ENCODING
from bot.language.english import ENGLISH_FILE
from bot.language.sentences import parts
from bot.language.vector_cache import encode_parts_for_training
from bot.settings import PROJECT_ROOT, Settings

log = logging.getLogger(__name__)

_CODE = ("bot/danger/*.py", "bot/language/*.py")
_PACKAGES = ("joblib", "numpy", "scikit-learn", "scipy", "tokenizers", "onnxruntime")


def layer_fingerprint() -> str:
    """Hash of everything the layer is made from but its operating points."""
    # What the patterns catch counts less, and they lend their words to the reading of misspellings.
    files = [
        *sentence_files(),
        ORDINARY_FILE,
        SORTS_FILE,
        *sorted(PATTERN_DIR.glob("*.yml")),
        *sorted(LANGUAGES_DIR.glob("*.yml")),
        SPELLING_FILE,
        ENGLISH_FILE,
    ]
    files += [path for pattern in _CODE for path in sorted(PROJECT_ROOT.glob(pattern))]
    digest = hashlib.sha256(ENCODING.encode())
    for path in files:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    digest.update("\0".join(f"{name}=={version(name)}" for name in _PACKAGES).encode())
    return digest.hexdigest()


def trained_layer(points: OperatingPoints, directory: Path | None = None) -> bytes:
    """The layer as `joblib.load` reads it, from the last training if nothing has changed since.

    Args:
        directory: where it is kept; the state directory if not given.
    """
    directory = directory or Settings.from_environment().state_dir
    directory.mkdir(parents=True, exist_ok=True)
    kept = directory / f"danger_layer_{layer_fingerprint()[:16]}.joblib"
    if kept.is_file():
        log.info("crisis layer: nothing changed since it was trained")
    else:
        for earlier in directory.glob("danger_layer_*.joblib"):
            earlier.unlink(missing_ok=True)
        unfinished = kept.with_suffix(".part")
        joblib.dump(LearnedLayer().fit(training_examples()), unfinished)
        unfinished.replace(kept)
    # Read again also where it was just trained: what was pickled once is pickled alike.
    layer: LearnedLayer = joblib.load(kept)
    layer.set_thresholds(points)
    trained = io.BytesIO()
    joblib.dump(layer, trained)
    return trained.getvalue()


def training_examples() -> list[Example]:
    """The training sentences as the layer reads them."""
    sentences = load_sentences()
    sentences += [*load_ordinary(), *joined(sentences)]
    encoded, gate = encode_parts_for_training([each.text for each in sentences]), Gate.load()
    return [
        Example(
            tuple(map(normalise, parts(each.text))),
            vectors,
            each.kind,
            each.style,
            each.writer,
            each.writer in (FIRST, ORDINARY) and gate.check(each.text).takes_over,
        )
        for each, vectors in zip(sentences, encoded, strict=True)
    ]

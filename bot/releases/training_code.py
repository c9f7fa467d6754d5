"""The code that a model is made with: the training, the pipeline's components, and what they import to read text.

A comment, a docstring or a blank line makes no other model, so what counts of a module is what Python makes of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.yaml_reading import load_yaml

CONFIG = "config.yml"
TRAINING = "bot.publishing.training"
# Rooms in which imports are followed. What else a component imports (the practice's facts, the database) is read while
# it answers, and is no part of the model.
ROOMS = frozenset({"assistant", "topics", "dialogue", "understanding", "danger", "language"})


def training_code(root: Path) -> list[Path]:
    """The modules, in the order of their names; none without a configuration.

    Raises:
        bot.yaml_reading.YamlError: the configuration cannot be read.
    """
    if not (root / CONFIG).is_file():
        return []
    components = [str(each["name"]) for each in load_yaml(root / CONFIG)["pipeline"]]
    waiting = [TRAINING, *(name.rpartition(".")[0] for name in components if name.startswith("bot."))]
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        path = root.joinpath(*name.split(".")).with_suffix(".py")
        if name not in found and path.is_file():
            found[name] = path
            waiting += _imports(_parsed(path, path.stat().st_mtime_ns))
    return [found[name] for name in sorted(found)]


def meaning(path: Path) -> bytes:
    """What a module does, whatever its comments and docstrings say."""
    return _meaning(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _meaning(path: Path, _changed_at: int) -> bytes:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(
            node, clean=False
        ):
            node.body = node.body[1:]
    return ast.dump(tree).encode()


@lru_cache(maxsize=256)
def _parsed(path: Path, _changed_at: int) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _imports(tree: ast.Module) -> Iterator[str]:
    """The modules of ROOMS that a module imports, `from bot.danger import gate` included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bot."):
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names if each.name.startswith("bot.")]
        else:
            continue
        yield from (name for name in names if name.split(".")[1] in ROOMS)

"""Reads YAML in C where PyYAML was built with libyaml, which is fifty times as fast."""

from __future__ import annotations

from typing import IO, Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(source: str | bytes | IO[str]) -> Any:
    """Plain data: nothing in the text can make other objects.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(source, Loader=_Loader)  # noqa: S506 (a safe loader)

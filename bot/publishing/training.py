"""The training itself, run in a process of its own: `python -m bot.publishing.training FOLDER NAME [CONFIG]`."""

from __future__ import annotations

import gc
import logging
import sys
import warnings

from bot.releases.steps import end_with_parent
from bot.settings import PROJECT_ROOT


def main() -> int:
    """Train with Rasa; progress on standard output, one line a step."""
    folder, name, *other = sys.argv[1:]
    config = other[0] if other else str(PROJECT_ROOT / "config.yml")
    end_with_parent()
    # The process lives for a minute; looking for garbage among all examples would take seconds of it.
    gc.disable()
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(PROJECT_ROOT))
    _show_progress()
    from rasa.model_training import train
    from rasa.utils.log_utils import configure_structlog

    # Unconfigured, Rasa prints every step of its rule policy.
    configure_structlog(logging.ERROR)

    result = train(
        domain=str(PROJECT_ROOT / "domain.yml"),
        config=config,
        training_files=[str(PROJECT_ROOT / "data" / "nlu"), str(PROJECT_ROOT / "data" / "stories")],
        output=folder,
        fixed_model_name=name,
        force_training=True,
    )
    return int(result.code)


def _show_progress() -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("  %(message)s"))
    progress = logging.getLogger("bot")
    progress.addHandler(handler)
    progress.setLevel(logging.INFO)
    progress.propagate = False


if __name__ == "__main__":
    raise SystemExit(main())

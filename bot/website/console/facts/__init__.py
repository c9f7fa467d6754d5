"""Pages on which staff keep the practice's facts up to date, in tasks that people know."""

from bot.website.console.facts import edit, files, therapists, versions  # noqa: F401 - they add their pages
from bot.website.console.facts.pages import HOME, blueprint

__all__ = ["HOME", "blueprint"]

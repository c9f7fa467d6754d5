"""The chat element of the practice's website, its words, and the pages that carry it."""

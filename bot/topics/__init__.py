"""What clients ask about: one dataclass `Topic`, one catalogue, and the one place where a topic's names are converted.

All that belongs to a topic stands in its file, data/nlu/faq/<topic>.yml: docs/topics.md.
"""

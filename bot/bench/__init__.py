"""How fast and how large the assistant is, beside plain Rasa, measured in one run on one machine."""

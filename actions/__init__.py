"""Custom actions of the assistant, one module a subject."""

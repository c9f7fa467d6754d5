"""Custom actions of a practice's own, one module a subject.

The assistant itself needs none: what a client must be told is worked out by the response writer (bot/answers), which
answers also when this server is down, and the slots of forms are kept by a policy (bot/conversations/form_steps.py).
"""

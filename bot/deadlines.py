"""How long anybody waits while a client waits, in seconds: all of it here, because each depends on the others.

A person in danger reads whom to call within PROMISE, whatever is down. docs/deadlines.md tells the same, and
tests/test_deadlines.py holds it against this module. How long a client waits for Rasa is a setting (ANSWER_DEADLINE).
What a publish, a start or a letter to staff waits for stands beside them: no client waits for it.
"""

from __future__ import annotations

# --- a message in danger ---
PROMISE = 3.0
# For Rasa; then for all together. After that the website answers from what it holds in memory.
IN_DANGER_RASA = 1.5
IN_DANGER = 1.75

# --- any other message ---
# For all but Rasa, beside ANSWER_DEADLINE: what a hanging database costs.
MESSAGE_BESIDE_RASA = 2.0
# The same message, sent twice: the second waits for the answer to the first this much longer than Rasa gets.
SAME_MESSAGE_BESIDE_RASA = 1.0
RASA_CONNECT = 0.5
# Rasa, for the action server: within ANSWER_DEADLINE, so that the turn ends when the client has been answered.
ACTIONS = 2.0

# --- requests of clients' pages ---
# What is only read is told from memory after this.
READ = 1.0
# What must be kept or found costs the client more than waiting.
KEEP = 3.0
# An error tells whom to call.
HELP = 1.0
ORIGINS = 0.5
LIMITS_STORE = 0.5
READINESS = 5.0

# --- the database ---
# For another writer, or for a connection: whoever waits longer has met a real fault.
DATABASE_LOCK = 1.0
# PostgreSQL should say itself that it is slow; one that says nothing is given up, and then left alone for a while.
DATABASE_STATEMENT = 1.5
DATABASE_ANSWER = 2.0
DATABASE_LEFT_ALONE = 2.0

# --- how old what was read may be ---
READINESS_HOLDS = 1.0
ORIGINS_HOLD = 5.0
RETENTION_HOLDS = 10.0
STAGE_HOLDS = 2.0
# Asking the database takes longer than finding all other mentions in a message.
NAMES_HOLD = 0.5
# What a client is told to wait before trying again.
TRY_AGAIN = 10

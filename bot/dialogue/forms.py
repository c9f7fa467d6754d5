"""The forms' names and slots, for those who fill, read and forget them."""

from __future__ import annotations

PREPARE_FORM = "prepare_session_form"
CHECK_FORM = "check_message_form"
# What the client writes for a note, in the order of the questions.
NOTE_SLOTS = ("what_happened", "how_it_was", "what_i_would_like", "how_to_begin")
# The question about feelings, which is not asked where the law bars detecting emotional states.
LEFT_OUT_IF_STRICT = ("how_it_was",)
READY_SLOT = "note_ready"
CHECK_SLOTS = ("purpose", "channel", "for_therapist")
# Of each form, what is forgotten when it has ended, however it ended.
FORGOTTEN_SLOTS = {PREPARE_FORM: (*NOTE_SLOTS, READY_SLOT), CHECK_FORM: CHECK_SLOTS}
SKIPPED = "-"
# The answer of a client who does not know, or for whom it makes no difference.
ANY = "any"
PREPARED_NOTE = "utter_prepared_note"

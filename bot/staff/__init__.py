"""Staff of the practice: accounts, sign-in, and the audit log of what they change. Knows neither Rasa nor Flask."""

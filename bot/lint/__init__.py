"""What no answer, wording or fact may say to a client: one lint for the console, imports, terminals and publishing."""

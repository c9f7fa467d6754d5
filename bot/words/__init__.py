"""The assistant's words: questions and answers in files, edited without loss; checks, drafts and history."""

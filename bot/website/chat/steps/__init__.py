"""The steps that a client's message goes through, one a module. Each reads and writes the message's context.

In their order: look (is there danger?), claim (is it ours to answer?), ask (Rasa), order (contacts first, or the
fallback), disclose (what the assistant is, again), keep, count, review. What runs them, and what is answered where one
fails, is bot/website/chat/pipeline.py.
"""

"""Recognising danger in a message, and who can help: plain functions, no Rasa, no Flask, no network.

Two modules beside them are Rasa components (detector.py and policy.py); nothing here imports them.
"""

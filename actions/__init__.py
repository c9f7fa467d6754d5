"""What has to be worked out before it can be said: custom actions, one module a subject.

Thin over bot.practice and bot.dialogue. Their words are responses, which Rasa's response writer fills
(bot/assistant/response_writer.py). Contacts, answers to topics and the greeting are plain responses, so that they need
no action server. Where this server is down, nothing is said, and the website tells the client whom to ask instead
(bot/website/chat/steps/order.py).
Deleting a conversation is no action: the website does it, whatever is down (bot/website/chat/steps/forget.py).
"""

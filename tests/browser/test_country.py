"""Somebody abroad chooses the country whose contacts they need."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .chat_page import ChatPage


def choose_country(chat: ChatPage, name: str) -> None:
    chat.button("Help now").click()
    chat.page.get_by_label("Country").select_option(label=name)


def test_the_chosen_country_holds_in_the_help_panel_and_in_the_chat(chat: ChatPage, page: Page) -> None:
    chat.start()
    choose_country(chat, "United Kingdom")
    expect(chat.panel.get_by_role("link", name="Call 999").first).to_be_visible()
    page.keyboard.press("Escape")
    answer = chat.ask("i want to kill myself")
    expect(answer.get_by_role("link", name="Call 999").first).to_be_visible()
    page.reload()
    chat.button("Help now").click()
    expect(page.get_by_label("Country")).to_have_value("GB")


def test_another_country_gets_the_international_directories(chat: ChatPage) -> None:
    choose_country(chat, "Another country")
    expect(chat.panel.get_by_text("Find A Helpline").first).to_be_visible()
    expect(chat.panel.get_by_role("link", name="Call 911")).to_have_count(0)


def test_the_help_panel_says_so_where_the_emergency_number_is_not_sure(chat: ChatPage) -> None:
    choose_country(chat, "Nigeria")
    call = chat.panel.get_by_role("link", name="Call 112 (or your local emergency number)", exact=True)
    expect(call).to_have_attribute("href", "tel:112")


def test_the_help_panel_leads_to_the_published_protocol(chat: ChatPage, page: Page) -> None:
    chat.button("Help now").click()
    chat.panel.get_by_role("link", name="How this chat recognizes a crisis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How this assistant recognizes and routes a crisis")

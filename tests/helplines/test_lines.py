from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.helplines.lines import (
    EMERGENCY_FILE,
    EVERYWHERE,
    Line,
    LineError,
    check_line,
    check_number,
    line_from,
    shipped,
    short_numbers,
    sms_link,
    tel_link,
)
from bot.helplines.wording_lint import lint_beside
from bot.yaml_reading import load_yaml

LINES = shipped().lines
DAY = date(2026, 11, 21)
LINE = next(line for line in LINES if line.key == "us_988")
# Every country of the fact sheet that the shipped lines were taken from, and those that were most wanted beside them.
COUNTRIES = re.findall(
    "..",
    "ATAUBRCACHDEDKESFIFRGBIEINISITJPKRLUMXNLNONZSEUSZAPHSGNGPKKEGHBDMYHKILJMTTLKPLPTBEGRPRTWAETRVNUAEGLBSA",
)
# Where no line that listens is sure enough to be printed, and the page of one or a directory stands in.
NOT_SURE = {"TR", "VN"}


def test_shipped_lines_can_be_dialled_and_opened() -> None:
    for line in LINES:
        check_line(line)


def test_shipped_lines_have_their_source_and_day() -> None:
    assert [line.key for line in LINES if not line.sources or line.checked_by or line.checked_on < DAY] == []
    assert [str(problem) for note in {line.note or "" for line in LINES} for problem in lint_beside(note)] == []


def test_shipped_keys_are_unique() -> None:
    assert len({line.key for line in LINES}) == len(LINES)


@pytest.mark.parametrize("country", COUNTRIES)
def test_shipped_country_has_emergency_number_and_a_line(country: str) -> None:
    here = [line for line in LINES if line.country == country]
    assert any(line.category.startswith("emergency") and line.phone for line in here)
    here += [line for line in LINES if line.country == shipped().shared.get(country)]
    assert country in NOT_SURE or any(line.category in ("suicide_crisis", "mental_health") for line in here)


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("nz_lifeline_aotearoa", {"hours": "daily 7-24"}),
        ("us_rainn_national_sexual_assault_hotline", {"sms": "64673", "sms_keyword": "HOPE"}),
        ("au_1800respect", {"shown_sms": "0458 737 732"}),
        ("jp_tell_lifeline", {"shown_phone": "0800-300-8355"}),
        ("dk_livslinien", {"hours": "daily 9-5", "chat_hours": "Mon-Fri 17-21, Sat-Sun 13-17"}),
        ("fr_3919_violences_femmes_info", {"shown_hours": "24/7"}),
        ("fr_3114_numero_national_de_prevention_du_suicide", {"chat_hours": "daily 9-22"}),
        ("de_telefonseelsorge", {"chat_hours": "appointment"}),
        ("fi_mieli_kriisipuhelin", {"chat_hours": "Mon-Thu 15-21"}),
        ("at_telefonseelsorge", {"chat_hours": "daily 16-23"}),
        ("br_cvv", {"chat_hours": "varies"}),
        ("ie_women_s_aid_national_freephone_helpline", {"chat_hours": "varies"}),
        ("gb_nhs_111_mental_health_option", {"chat_url": None}),
        ("us_poison_help", {"chat_url": None}),
        ("se_kvinnofridslinjen", {"phone": "116 016"}),
        ("fi_nollalinja", {"phone": "116 016"}),
        ("gb_samaritans", {"languages": ("en",)}),
        ("gb_samaritans_cymraeg", {"phone": "0808 164 0123"}),
        ("gb_papyrus_hopeline247", {"shown_sms": None}),
        ("mx_saptel", {"url": "https://www.saptel.org.mx"}),
        ("us_trans_lifeline", {"phone": "1-877-565-8860"}),
        ("us_strong_hearts", {"phone": "1-844-762-8483"}),
        ("us_love_is_respect", {"phone": "1-866-331-9474"}),
        ("us_maternal_mental_health", {"phone": "1-833-852-6262"}),
        ("us_deaf_dv", {"phone": "1-855-812-1001"}),
        ("us_988_es", {"sms": "988", "sms_keyword": "AYUDA"}),
        ("ca_poison", {"phone": "1-844-764-7669"}),
        ("ca_trans_lifeline", {"phone": "1-877-330-6366"}),
        ("ca_shelter_safe", {"url": "https://sheltersafe.ca"}),
        ("gb_scotland_domestic_abuse", {"phone": "0800 027 1234"}),
        ("gb_live_fear_free", {"phone": "0808 80 10 800"}),
        ("gb_northern_ireland_domestic_abuse", {"phone": "0808 802 1414"}),
        ("gb_lifeline_northern_ireland", {"phone": "0808 808 8000"}),
        ("gb_mens_advice_line", {"phone": "0808 801 0327"}),
        ("ie_mens_aid", {"phone": "01 554 3811"}),
        ("ie_poison", {"phone": "01 809 2166"}),
        ("au_13yarn", {"phone": "13 92 76"}),
        ("au_qlife", {"phone": "1800 184 527"}),
        ("au_poison", {"phone": "13 11 26"}),
        ("nz_family_violence", {"phone": "0800 456 450"}),
        ("nz_safe_to_talk", {"phone": "0800 044 334", "shown_phone": None}),
        ("nz_poison", {"phone": "0800 764 766"}),
        ("in_vandrevala", {"phone": "+91 9999 666 555"}),
        ("za_gbv", {"phone": "0800 428 428"}),
        ("no_vo_linjen", {"phone": "116 006"}),
        ("dk_lev_uden_vold", {"phone": "1888"}),
        ("ch_142", {"phone": "142"}),
        ("jp_dv_soudan_plus", {"phone": "0120-279-889"}),
        ("mx_079", {"phone": "079"}),
        ("at_poison", {"phone": "01 406 43 43"}),
        ("ch_poison", {"phone": "145"}),
        ("se_poison", {"phone": "010-456 67 00"}),
        ("no_poison", {"phone": "22 59 13 00"}),
        ("dk_poison", {"phone": "82 12 12 12"}),
        ("fi_poison", {"phone": "0800 147 111"}),
        ("es_poison", {"phone": "91 562 04 20"}),
        ("ph_ncmh", {"phone": "1553"}),
        ("sg_samaritans", {"phone": "1767"}),
        ("my_talian_kasih", {"phone": "15999"}),
        ("hk_18111", {"phone": "18111"}),
        ("lk_nimh", {"phone": "1926"}),
        ("pl_centrum_wsparcia", {"phone": "800 702 222"}),
        ("be_1813", {"phone": "1813"}),
        ("tw_1925", {"phone": "1925"}),
    ],
)
def test_corrections_and_missing_lines_of_the_comparison(key: str, facts: dict[str, object]) -> None:
    line = next(line for line in LINES if line.key == key)
    assert {name: getattr(line, name) for name in facts} == facts


def test_what_nobody_compared_is_not_shown() -> None:
    guessed = [line for line in LINES if any("general knowledge" in source for source in line.sources)]
    assert guessed
    assert not any(line.shown_phone or line.without_voice for line in guessed if not line.is_emergency)
    assert all(
        "phone" in line.unconfirmed for line in guessed if line.sources == ("general knowledge, no source compared",)
    )


def test_order_is_that_of_the_file() -> None:
    here = [line.key for line in LINES if line.country == "GB" and line.category == "suicide_crisis"]
    assert here[0] == "gb_samaritans"
    assert [line.position for line in LINES] == sorted(line.position for line in LINES)


def test_shipped_directories_serve_every_country() -> None:
    assert {line.name for line in LINES if line.country == EVERYWHERE} == {
        "Find A Helpline",
        "Befrienders Worldwide",
        "IASP crisis centres",
    }


@pytest.mark.parametrize(("country", "number", "reason"), shipped().known_wrong)
def test_known_wrong_number_is_not_shipped(country: str, number: str, reason: str) -> None:
    shown = {
        value.replace(" ", "").replace("-", "")
        for line in LINES
        if line.country == country
        for value in (line.phone, line.sms, line.whatsapp)
        if value
    }
    assert number.replace(" ", "").replace("-", "") not in shown


@pytest.mark.parametrize("text", ["ress 3", "1-800-273-8255 press"])
def test_ended_options_are_not_printed(text: str) -> None:
    assert not any(text in (line.note or "") for line in LINES)


def test_known_wrong_number_is_refused() -> None:
    with pytest.raises(LineError, match="known to be wrong for KR: replaced by 109 in 2024"):
        check_line(Line("kr_x", "KR", "suicide_crisis", "Old", "24/7", date(2026, 1, 1), phone="1393"))


@pytest.mark.parametrize(
    ("number", "country"),
    [("1-800-799-7233", "US"), ("988", "US"), ("116 123", "GB"), ("14416", "IN"), ("113", "NL"), ("13 11 14", "AU")],
)
def test_number_is_accepted(number: str, country: str) -> None:
    check_number(number, country)


@pytest.mark.parametrize(
    ("number", "country"),
    [("1-800-799-723", "US"), ("113", "US"), ("14416", "GB"), ("hello", "US"), ("", "US"), ("0900-01", "NL")],
)
def test_number_is_refused(number: str, country: str) -> None:
    with pytest.raises(LineError):
        check_number(number, country)


def test_short_numbers_are_reviewed() -> None:
    assert ("IN", "14416") in short_numbers()
    assert ("US", "14416") not in short_numbers()


@pytest.mark.parametrize(
    ("number", "country", "link"),
    [
        ("988", "US", "tel:988"),
        ("911", "US", "tel:911"),
        ("1-800-799-7233", "US", "tel:+18007997233"),
        ("116 123", "GB", "tel:116123"),
        ("0800 111 0 111", "DE", "tel:+498001110111"),
        ("113", "NL", "tel:113"),
        ("13 11 14", "AU", "tel:+61131114"),
    ],
)
def test_tel_link(number: str, country: str, link: str) -> None:
    assert tel_link(number, country) == link


@pytest.mark.parametrize(
    ("number", "keyword", "link"),
    [
        ("741741", "HOME", "sms:741741?body=HOME"),
        ("988", None, "sms:988"),
        ("1-800-422-4453", None, "sms:+18004224453"),
    ],
)
def test_sms_link(number: str, keyword: str | None, link: str) -> None:
    assert sms_link(number, keyword, "US") == link


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"category": "help"}, "category is 'help'; write one of"),
        ({"country": "usa"}, "country is 'usa'; write two capitals"),
        ({"unconfirmed": ("email",)}, "unconfirmed has \\['email'\\]"),
        ({"phone": None, "sms": None, "chat_url": None, "url": None}, "give at least one of"),
    ],
)
def test_line_with_a_fault_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(LineError, match=message):
        replace(LINE, **change)  # type: ignore[arg-type]


def test_line_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(LineError, match="does not know colour"):
        line_from({"key": "x", "colour": "red"})


def test_line_with_a_bad_address_is_refused() -> None:
    with pytest.raises(LineError, match="is not a web address"):
        check_line(replace(LINE, chat_url="988lifeline"))


def test_unconfirmed_way_is_not_shown() -> None:
    line = next(line for line in LINES if "sms" in line.unconfirmed)
    assert line.sms
    assert line.shown_sms is None


def test_a_number_that_no_independent_source_confirms_is_not_sure() -> None:
    """What the library `phonenumbers` says, or somebody remembers, stands beside "or your local emergency number"."""
    unsourced = ("phonenumbers metadata", "general knowledge")
    entries = load_yaml(EMERGENCY_FILE)["numbers"]
    sure = [each for each in entries if each.get("sure", True)]
    sources = {each["country"]: [part.strip() for part in each["source"].split(";")] for each in sure}
    assert len(sources) > 40
    for country, named in sources.items():
        assert [part for part in named if not part.startswith(unsourced)], country
    # One number of two that is only remembered makes neither sure.
    assert not [country for country, named in sources.items() if any("general knowledge" in part for part in named)]

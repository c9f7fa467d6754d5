"""`python -m bot.topics`: a topic is added, and what it lacks is told until nothing is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.topics import __main__ as command
from bot.topics.catalogue import Catalogue
from bot.topics.checking import FEWEST_HELD_OUT, FEWEST_QUESTIONS

Run = Callable[..., tuple[int, str]]
PLACES = ["car", "bike", "van", "scooter", "camper", "lorry", "trailer", "pushchair", "motorbike", "wheelchair"]
ASKS = [
    "where does my {} go",
    "any room for a {} outside?",
    "is there a bay for the {}",
    "will somebody tow my {} away",
    "do you charge for a {} by the hour",
    "how far from the door must I leave the {}",
    "Is a {} safe on that street after dark?",
    "which entrance is nearest if I come by {}",
    "what do I do with the {} during my session",
    "my {} is too tall for the garage, what then",
]
QUESTIONS = [ask.format(place) for ask in ASKS for place in PLACES]


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command on the copy; gives its exit code and all that it said."""
    monkeypatch.setattr(command, "DATA", data)

    def run(*arguments: str) -> tuple[int, str]:
        code = command.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_the_project_is_clean(run: Run):
    assert run("check") == (0, "all clean\n")


def test_a_new_topic_is_told_what_it_lacks_until_nothing_is(run: Run, data: Path):
    code, said = run("add", "parking", "Where can I park?")
    assert code == 0
    assert "written: data/nlu/faq/parking.yml" in said
    assert "parking needs: an answer" in said
    assert f"parking needs: {FEWEST_QUESTIONS - 1} more questions" in said
    assert f"parking needs: {FEWEST_HELD_OUT} more held-out questions" in said
    assert "parking may have: `guideline`" in said
    assert run("check")[0] == 1

    path = data / "nlu" / "faq" / "parking.yml"
    asked = "\n".join(f"    - {question}" for question in QUESTIONS)
    source = path.read_text("utf-8").replace("    - Where can I park?", f"    - Where can I park?\n{asked}")
    path.write_text(source.replace("    text: |\n", "    text: |\n      In the yard.\n"), "utf-8")
    held_out = data / "held_out" / "topics.yml"
    apart = ["spot for a hatchback?", "got a garage nearby", "parking permit needed?", "loading bay ok for ten minutes"]
    apart += ["meters on your road", "disabled space at the front", "can I block the drive", "blue badge holder here"]
    held_out.write_text(held_out.read_text("utf-8") + yaml.safe_dump({"parking": apart}), "utf-8")
    assert run("check") == (0, "all clean\n")
    assert "parking" in run("list")[1]


def test_what_is_trained_on_is_no_held_out_question(run: Run, data: Path):
    run("add", "parking", "Where can I park?", "--question", "May I leave my car behind the house?")
    held_out = data / "held_out" / "topics.yml"
    apart = yaml.safe_dump({"parking": ["may i leave my car behind the house"]})
    held_out.write_text(held_out.read_text("utf-8") + apart, "utf-8")
    assert "needs: another held-out question than 'may i leave my car behind the house'" in run("check", "parking")[1]


def test_a_question_of_another_topic_is_told(run: Run, data: Path):
    question = Catalogue.of_files(data)["gifts"].questions[0]
    said = run("add", "presents", "May I bring a present?", "--question", question.upper(), "--answer", "Ask first.")[1]
    assert "which is a question of gifts" in said
    assert "needs: an answer" not in said


@pytest.mark.parametrize(
    ("topic", "title", "says"),
    [
        ("gifts", "A gift?", "there is a topic 'gifts' already"),
        ("Car Park", "Where can I park?", "cannot be a topic's id"),
        ("../parking", "Where can I park?", "cannot be a topic's id"),
        ("parking", "   ", "plain text"),
        ("parking", "Where can I [park](place)?", "plain text"),
    ],
)
def test_what_cannot_be_added_writes_nothing(run: Run, data: Path, topic: str, title: str, says: str):
    before = {path.name: path.read_bytes() for path in (data / "nlu" / "faq").iterdir()}
    code, said = run("add", topic, title)
    assert code == 1
    assert says in said
    assert {path.name: path.read_bytes() for path in (data / "nlu" / "faq").iterdir()} == before


@pytest.mark.parametrize("title", ['Where can I "park"?', "Parking: where?", "Where # is it", "It's where?", "A\\B"])
def test_any_words_can_be_a_title(run: Run, data: Path, title: str):
    assert run("add", "parking", title)[0] == 0
    assert Catalogue.of_files(data)["parking"].title == title


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("drafts: [cancle]", "drafts names 'cancle'; use reschedule, cancel,"),
        ("console_forms: [house]", "console_forms names 'house'; use hours,"),
        ("follow_ups: {leads_to: {pigeon: same}}", "'pigeon' is no follow-up; use"),
        ("follow_ups: {leads_to: {text: texting}}", "'text' leads to 'texting', which is no topic"),
        ("follow_ups: {answers: [text]}", "'text' is answered by another topic as well"),
        ("polcy_link: true", "there is no part 'polcy_link'; did you mean 'policy_link'?"),
    ],
)
def test_what_names_nothing_is_told(run: Run, data: Path, part: str, says: str):
    path = data / "nlu" / "faq" / "gifts.yml"
    source = path.read_text("utf-8").replace("      guideline: []", f"      guideline: []\n      {part}")
    path.write_text(source, "utf-8")
    code, said = run("check")
    assert code == 1
    assert says in said


def test_an_unknown_topic_is_told(run: Run):
    assert run("check", "cars") == (1, "there is no topic cars: `python -m bot.topics list` shows them\n")

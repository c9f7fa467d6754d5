"""A crash at any point leaves one whole live model; a canary ends with the process that began it."""

from __future__ import annotations

import gzip
import io
import json
import multiprocessing
import os
import signal
import tarfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml

from bot.releases import archives
from bot.releases.archives import BusyError, CurrentModel, NoSuchModelError
from bot.releases.reworded import DOMAIN, METADATA, WordsError, reword

FORK = multiprocessing.get_context("fork")
# More than the file operations of making a model current.
MOST_OPERATIONS = 40


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """A folder with one live model, "1.tar.gz"."""
    archives.make_current(_registered(tmp_path, "1"), tmp_path)
    return tmp_path


def _registered(folder: Path, name: str) -> CurrentModel:
    candidate = folder / f"made-{name}"
    candidate.write_text(f"model {name}")
    notes = CurrentModel(
        f"{name}.tar.gz", archives.sha256_of(candidate), name, {}, "2026-11-22", "u", published_at="now"
    )
    archives.register(candidate, notes, {}, folder)
    return notes


def _in_child(work) -> int:
    child = FORK.Process(target=work)
    child.start()
    child.join(30)
    return child.exitcode


def _kill_at(operation: int) -> None:
    """Make this process kill itself, as by kill -9, before its n-th change of a file."""
    done = 0

    def counted(real, *arguments, **more):
        nonlocal done
        done += 1
        if done == operation:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)

    for name in ("replace", "fsync", "unlink", "open", "rename"):
        setattr(os, name, partial(counted, getattr(os, name)))


@pytest.mark.parametrize("operation", range(1, MOST_OPERATIONS))
def test_killed_while_a_model_is_made_live(registry: Path, operation: int):
    second = _registered(registry, "2")

    def work() -> None:
        with archives.exclusive_lock(registry):
            archives.begin_canary(second, registry)
            _kill_at(operation)
            archives.make_current(second, registry)

    killed = _in_child(work) == -signal.SIGKILL
    live = archives.current_model(registry)
    assert live is not None
    assert live.model in (("1.tar.gz", "2.tar.gz") if killed else ("2.tar.gz",))
    # The workers get what is live, and the next turn is free.
    assert archives.served_model(registry) == live
    with archives.exclusive_lock(registry):
        archives.make_current(second, registry)
    assert archives.current_model(registry) == second


def test_the_kills_reach_every_operation(registry: Path):
    second = _registered(registry, "2")
    codes = []
    for operation in (1, MOST_OPERATIONS - 1):

        def work(operation: int = operation) -> None:
            _kill_at(operation)
            archives.make_current(second, registry)

        codes.append(_in_child(work))
    assert codes == [-signal.SIGKILL, 0]


def test_a_canary_is_served_only_while_its_process_lives(registry: Path):
    second = _registered(registry, "2")
    begun, over = FORK.Event(), FORK.Event()

    def work() -> None:
        with archives.exclusive_lock(registry):
            archives.begin_canary(second, registry)
            begun.set()
            over.wait()

    child = FORK.Process(target=work)
    child.start()
    assert begun.wait(30)
    assert archives.served_model(registry).model == "2.tar.gz"
    assert archives.live_notes(registry).model == "1.tar.gz"
    with pytest.raises(BusyError), archives.exclusive_lock(registry):
        pass
    child.kill()
    child.join()
    assert archives.served_model(registry).model == "1.tar.gz"


def test_a_damaged_archive_is_neither_live_nor_gone_back_to(registry: Path):
    _registered(registry, "2")
    (registry / "2.tar.gz").chmod(0o600)
    (registry / "2.tar.gz").write_text("changed")
    with pytest.raises(NoSuchModelError, match="damaged"):
        archives.find_model("2.tar.gz", registry)
    with pytest.raises(NoSuchModelError, match=r"there are: 2.tar.gz, 1.tar.gz"):
        archives.find_model("../2.tar.gz", registry)


def test_a_model_that_never_went_live_is_not_offered(registry: Path):
    refused = replace(_registered(registry, "2"), published_at="")
    archives.register(registry / "2.tar.gz", refused, None, registry)
    assert [each.model for each in archives.registered_models(registry)] == ["1.tar.gz"]


def test_old_archives_go_but_never_the_live_one(registry: Path):
    for number in range(2, 12):
        _registered(registry, str(number).zfill(2))
    # Its name sorts behind some of the others, as after going back far.
    archives.make_current(archives.find_model("02.tar.gz", registry), registry)
    left = sorted(path.name for path in registry.glob("*.tar.gz"))
    assert "02.tar.gz" in left
    assert len(left) == archives.KEPT_ARCHIVES + 1
    assert {each.model for each in archives.registered_models(registry)} == set(left)


def test_the_live_model_of_an_earlier_release_can_be_gone_back_to(tmp_path: Path):
    (tmp_path / "old.tar.gz").write_text("old")
    notes = {"model": "old.tar.gz", "sha256": archives.sha256_of(tmp_path / "old.tar.gz"), "fingerprint": "f"}
    (tmp_path / "current.json").write_text(json.dumps({**notes, "scores": {}, "trained_at": "2026"}))
    archives.make_current(_registered(tmp_path, "z"), tmp_path)
    assert archives.find_model("old.tar.gz", tmp_path).fingerprint == "f"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A model as Rasa packs one, with two responses."""
    domain = {"intents": ["faq"], "responses": {"utter_a": [{"text": "old a"}], "utter_b": [{"text": "old b"}]}}
    files = {
        DOMAIN: yaml.safe_dump(domain).encode(),
        "components/classifier/weights.bin": bytes(range(256)),
        METADATA: json.dumps({"domain": domain, "model_id": "first", "language": "en"}).encode(),
    }
    path = tmp_path / "model.tar.gz"
    with gzip.open(path, "wb") as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def _files(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar}


def test_new_words_change_the_words_alone(archive: Path, tmp_path: Path):
    new = {"utter_a": [{"text": "naïve new a"}], "utter_b": [{"text": "old b"}]}
    reword(archive, tmp_path / "new.tar.gz", new)
    before, after = _files(archive), _files(tmp_path / "new.tar.gz")
    assert yaml.safe_load(after[DOMAIN]) == {"intents": ["faq"], "responses": new}
    metadata = json.loads(after[METADATA])
    assert metadata["domain"]["responses"] == new
    assert metadata["model_id"] != "first"
    assert {name for name in before if before[name] != after[name]} == {DOMAIN, METADATA}


def test_new_words_for_other_answers_are_refused(archive: Path, tmp_path: Path):
    with pytest.raises(WordsError, match="utter_c"):
        reword(archive, tmp_path / "new.tar.gz", {"utter_a": [], "utter_b": [], "utter_c": []})
    assert not (tmp_path / "new.tar.gz").exists()

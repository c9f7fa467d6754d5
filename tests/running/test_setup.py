"""The set-up script finds a Python that really runs, or says in one line how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

SCRIPT = "bot/running/setup.sh"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the script needs, with nothing set up."""
    for name in (SCRIPT, "requirements.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    return tmp_path


def run(project: Path, path: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path, "HOME": str(project)}
    return subprocess.run(
        [shutil.which("sh") or "/bin/sh", SCRIPT],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_a_python_that_does_not_run_is_passed_over_and_the_remedy_said(project: Path):
    tools = project / "tools"
    tools.mkdir()
    for tool in ("dirname", "cksum", "cat", "rm", "sed"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    # What a pyenv shim does when its version is not selected.
    shim = tools / "python3.10"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    done = run(project, str(tools))
    if "Python 3.10 is" in done.stdout:
        pytest.skip("this machine has a Python 3.10 at a place that is always looked at")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "set PYTHON=/path/to/python3.10" in done.stderr


def test_without_a_python_310_uv_fetches_one_or_the_remedy_is_said(project: Path):
    other = next(filter(None, map(shutil.which, ("/usr/bin/python3", "python3.11", "python3.12", "python3.13"))), None)
    if other is None or "3.10" in subprocess.run([other, "--version"], capture_output=True, text=True).stdout:
        pytest.skip("this machine has no other Python")
    tools = project / "tools"
    tools.mkdir()
    for tool in ("dirname", "cksum", "cat", "rm", "sed"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    # Not a link: the interpreter would look for its packages beside it.
    (tools / "python3").write_text(f'#!/bin/sh\nexec "{other}" "$@"\n')
    (tools / "python3").chmod(0o755)
    # uv is there already; what it fetches comes from a mirror that is empty.
    shutil.copytree(PROJECT_ROOT / ".uv/bin", project / ".uv/bin", symlinks=True)
    done = subprocess.run(
        [shutil.which("sh") or "/bin/sh", SCRIPT],
        cwd=project,
        env={"PATH": str(tools), "HOME": str(project), "UV_PYTHON_INSTALL_MIRROR": f"file://{project}/nothing"},
        capture_output=True,
        text=True,
    )
    if "Python 3.10 is" in done.stdout:
        pytest.skip("this machine has a Python 3.10 at a place that is always looked at")
    assert "uv fetches its own checked build" in done.stdout
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "UV_PYTHON_INSTALL_MIRROR" in done.stderr
    assert "set PYTHON=/path/to/python3.10" in done.stderr


def test_nothing_is_done_when_the_lock_is_unchanged():
    started = subprocess.run(
        ["sh", SCRIPT], cwd=PROJECT_ROOT, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    again = subprocess.run(
        ["sh", SCRIPT], cwd=PROJECT_ROOT, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert started.returncode == 0
    assert again.stdout == ""


def test_the_lock_names_no_index():
    lock = (PROJECT_ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--index" not in lock

#!/bin/sh
# Makes the environment in .venv: finds a Python 3.10, or has uv fetch one; installs uv privately in .uv, and syncs the
# hash-pinned lock.
# Quick when there is nothing to do. Each failure is one line that says what to do.
set -eu
cd "$(dirname "$0")/../.."

fail() { printf 'set-up: %s\n' "$1" >&2; exit 1; }
is_310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }
runs_uv() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; }
get_310="install one (for example 'pyenv install 3.10' or your system's python3.10), or set PYTHON=/path/to/python3.10"

lock_sum=$(cksum < requirements.lock)
if [ -f .venv/synced ] && [ "$(cat .venv/synced)" = "$lock_sum" ] && is_310 .venv/bin/python; then exit 0; fi

# A candidate counts only if it runs: a pyenv shim may exist and still fail.
python=
for candidate in "${PYTHON:-}" python3.10 "$HOME"/.pyenv/versions/3.10*/bin/python \
  "$HOME"/.local/share/uv/python/cpython-3.10*/bin/python3.10 .uv/python/cpython-3.10*/bin/python3.10 /usr/local/bin/python3.10 \
  /opt/homebrew/bin/python3.10 /usr/local/opt/python@3.10/bin/python3.10 python3 python; do
  if [ -n "$candidate" ] && is_310 "$candidate"; then python=$candidate; break; fi
done
# uv itself runs on any Python that is kept today.
helper=$python
for candidate in python3 python python3.13 python3.12 python3.11; do
  if [ -z "$helper" ] && runs_uv "$candidate"; then helper=$candidate; fi
done
[ -n "$helper" ] || fail "no Python found: $get_310"

if ! [ -x .uv/bin/uv ]; then
  echo "set-up: installing uv into .uv"
  rm -rf .uv
  "$helper" -m venv .uv >/dev/null 2>&1 || fail "this Python cannot make environments: install its venv module (Debian: python3.10-venv)"
  # uv's own entry of the lock, with its hashes.
  sed -n '/^uv==/,/^ *# via/p' requirements.lock > .uv/uv.txt
  .uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .uv/uv.txt \
    || fail "uv could not be installed: is the package index reachable? Then run the command again"
fi
if [ -z "$python" ]; then
  echo "set-up: no Python 3.10 here; uv fetches its own checked build into .uv/python"
  UV_PYTHON_INSTALL_DIR=$PWD/.uv/python .uv/bin/uv python install --quiet 3.10 >/dev/null 2>&1 \
    || fail "uv could not fetch a Python 3.10 (a mirror is set with UV_PYTHON_INSTALL_MIRROR): $get_310"
  python=$(echo .uv/python/cpython-3.10*/bin/python3.10)
fi
echo "set-up: Python 3.10 is $("$python" -c 'import sys; print(sys.executable)')"
echo "set-up: installing the packages of requirements.lock into .venv"
rm -f .venv/synced
.uv/bin/uv venv --quiet --allow-existing --python "$python" .venv || fail "could not make .venv: remove the folder .venv and run the command again"
# Compiled now: otherwise each first start does it, and each start where Python may not write beside its packages.
VIRTUAL_ENV=$PWD/.venv .uv/bin/uv pip sync --require-hashes --compile-bytecode requirements.lock \
  || fail "packages could not be installed: is the package index reachable, and is there room on the disk (2 GB)? Then run the command again"
printf '%s\n' "$lock_sum" > .venv/synced

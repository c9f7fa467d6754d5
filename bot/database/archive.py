"""The file of a backup: a tar.gz whose first file, the manifest, says what it is and holds checksums of all others."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zlib
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import IO

PROJECT = "between-sessions"
FORMAT = 1
MANIFEST = "manifest.json"
_LONGEST_MANIFEST = 4 << 20
_PART = 1 << 20


class BackupError(Exception):
    """A backup could not be made or used; nothing was changed. The message says why, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup is.

    Attributes:
        made_at: ISO 8601, UTC.
        reason: why it was made: "backup", "before-upgrade" or "before-restore".
        database: the kind it comes from, "sqlite" or "postgresql".
        revision: of the database's schema.
        release: fingerprint of the code.
        rows: of each table.
        model: file name of the live model's archive; empty if it is not included.
        files: SHA-256 by name.
    """

    made_at: str
    reason: str
    database: str
    revision: str
    release: str
    rows: dict[str, int]
    model: str
    files: dict[str, str]
    project: str = PROJECT
    format: int = FORMAT


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of each file in a folder, by its name there."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: _checksum(folder / name) for name in names}


def write_archive(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files that the manifest names, such that only this account reads them, and a crash leaves no part.

    Raises:
        OSError: it cannot be written.
    """
    draft = folder.with_suffix(".tar.gz")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as archive:
            content = json.dumps(asdict(manifest), indent=2).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(content), 0o600
            archive.addfile(entry, io.BytesIO(content))
            for name in manifest.files:
                archive.add(folder / name, name, recursive=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def read_archive(path: Path, folder: Path) -> Manifest:
    """Check a backup and lay its files out in an empty folder.

    Raises:
        BackupError: it is damaged, is none of this project, or was made by a newer release.
        OSError: the files cannot be written.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from error
    with file:
        try:
            with tarfile.open(fileobj=file, mode="r:gz") as archive:
                manifest = _manifest(path, archive)
                left = dict(manifest.files)
                while entry := archive.next():
                    wanted = left.pop(entry.name, None)
                    content = archive.extractfile(entry) if entry.isreg() and wanted else None
                    if content is None or _lay_out(content, folder / entry.name) != wanted:
                        raise _damaged(path, f"{entry.name!r} is not what was backed up")
        except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
            raise _damaged(path, str(error) or "it ends too early") from error
    if left:
        raise _damaged(path, f"{sorted(left)[0]!r} is missing")
    return manifest


def _manifest(path: Path, archive: tarfile.TarFile) -> Manifest:
    entry = archive.next()
    content = archive.extractfile(entry) if entry and entry.name == MANIFEST and entry.isreg() else None
    try:
        told = json.loads(content.read(_LONGEST_MANIFEST)) if content else {}
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "its manifest cannot be read") from error
    if not isinstance(told, dict) or told.get("project") != PROJECT:
        raise BackupError(f"{path} is no backup of this project: `make backup` makes files that are")
    if told.get("format") != FORMAT:
        raise BackupError(f"{path} was made by a newer release: install that one first")
    try:
        manifest = Manifest(**{each.name: told[each.name] for each in fields(Manifest)})
        whole = all(_is_inside(name) and isinstance(value, str) for name, value in manifest.files.items())
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, "its manifest is not whole") from error
    if not whole:
        raise _damaged(path, "its manifest names files outside of it")
    return manifest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.as_posix() == name != "."


def _damaged(path: Path, reason: str) -> BackupError:
    return BackupError(f"{path} is damaged ({reason}): nothing was changed; use another backup")


def _lay_out(content: IO[bytes], path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        while part := content.read(_PART):
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()

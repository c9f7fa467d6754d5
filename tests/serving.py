"""Small servers that listen for the length of a test."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds between looks whether to end. Half a second is usual, and is what each test would wait.
LOOKS = 0.01


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    """Its port, while it answers in a thread of its own."""
    threading.Thread(target=server.serve_forever, args=(LOOKS,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()

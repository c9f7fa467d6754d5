"""The machine that figures belong to."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

# From this load a core, figures say more about the others on the machine than about the assistant.
BUSY = 0.5


def describe() -> str:
    """Processor, cores, memory and system in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB memory, {system}"


def load() -> str:
    """The load before measuring, with a warning if others use the machine."""
    average = os.getloadavg()[0]
    busy = average > BUSY * (os.cpu_count() or 1)
    return f"load before: {average:.1f}" + (" (the machine is busy: times are too long)" if busy else "")


def use_one_core() -> bool:
    """Keep this process to one core; whether the system can do that (Linux can)."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def memory_of_group(group: int) -> float:
    """Resident memory of the processes of a process group, in megabytes."""
    if not Path("/proc/self/stat").is_file():
        listed = subprocess.run(["/bin/ps", "-axo", "pgid=,rss="], capture_output=True, text=True, check=True).stdout
        pairs = (line.split() for line in listed.splitlines())
        return sum(int(size) for owner, size in pairs if int(owner) == group) / 1024
    pages = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # Fields of proc(5) after the name, which may hold spaces: the third is the group, the 22nd the pages.
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line)
        return next(names, platform.machine())
    asked = subprocess.run(
        ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or platform.machine()

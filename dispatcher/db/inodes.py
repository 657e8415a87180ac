"""A file → its number, by which it is told from a copy; none where the file system gives other numbers at its next mount."""

from __future__ import annotations

import os
from pathlib import Path

# Numbers made up while mounted: shares of networks and of virtual machines, cards and sticks, programs that pose as a file system.
FLEETING = frozenset(
    {"9p", "cifs", "drvfs", "exfat", "fakeowner", "msdos", "prl_fs", "smb3", "vboxsf", "vfat", "virtiofs"}
)
_MOUNTS = Path("/proc/self/mountinfo")  # proc_pid_mountinfo(5); elsewhere than on Linux there is none


def number_of(path: Path) -> int:
    """The inode's number; 0 where it says nothing."""
    found = path.stat()
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        mounts = ""
    return 0 if is_fleeting(kind_of(found.st_dev, mounts)) else found.st_ino


def is_fleeting(kind: str) -> bool:
    """Whether a file of such a file system may have another number tomorrow. Of one that is not known it is not assumed."""
    return kind in FLEETING or kind.startswith("fuse")


def kind_of(device: int, mounts: str) -> str:
    """The kind of file system of a device, "" where the mounts do not show it (those of btrfs have numbers of their own)."""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in mounts.splitlines():
        place, parted, rest = line.partition(" - ")
        if parted and place.split()[2:3] == [wanted]:
            return rest.split(" ", 1)[0]
    return ""

"""Which numbers of files still say tomorrow what they say today."""

import os

import pytest

from dispatcher.db.inodes import is_fleeting, kind_of, number_of

MOUNTS = """\
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
31 22 0:44 / /srv/my\\040news rw,relatime master:5 - fuse.grpcfuse grpcfuse rw
32 22 0:45 /x /srv/share rw - cifs //nas/news rw
33 22 0:46
"""


@pytest.mark.parametrize(
    ("device", "kind", "fleeting"),
    [
        ((259, 2), "ext4", False),
        ((0, 44), "fuse.grpcfuse", True),
        ((0, 45), "cifs", True),
        ((0, 46), "", False),
        ((0, 9), "", False),
    ],
)
def test_a_share_gives_its_files_numbers_for_a_while_only(device, kind, fleeting):
    assert kind_of(os.makedev(*device), MOUNTS) == kind
    assert is_fleeting(kind) == fleeting


def test_a_file_on_a_disk_keeps_its_number(tmp_path):
    (tmp_path / "a").write_text("a")
    assert number_of(tmp_path / "a") in {(tmp_path / "a").stat().st_ino, 0}

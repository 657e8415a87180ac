from __future__ import annotations

import pytest

from dispatcher.errors import ConfigError
from dispatcher.feeds.guard import Guard

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # the cloud's metadata
    "100.64.0.1",
    "224.0.0.1",  # Python calls it global
    "239.255.255.250",
    "255.255.255.255",
    "192.88.99.1",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1; Python calls it global
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1; Python calls it global
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "ff02::1",
    "not an address",
]
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_refused(address):
    assert not Guard().allows(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_allowed(address):
    assert Guard().allows(address)


@pytest.mark.parametrize(
    ("allowed", "address", "host", "verdict"),
    [
        ("127.0.0.0/8", "127.0.0.1", "", True),
        ("127.0.0.0/8", "::ffff:127.0.0.1", "", True),
        ("127.0.0.0/8", "10.0.0.1", "", False),
        ("10.0.0.1", "10.0.0.1", "", True),
        ("10.0.0.1", "10.0.0.2", "", False),
        ("[fc00::1]", "fc00::1", "", True),
        ("fc00::/7", "fd12::1", "", True),
        ("Intranet.example.org", "10.0.0.1", "intranet.example.org", True),
        ("intranet.example.org", "10.0.0.1", "other.example.org", False),
        ("intranet.example.org", "10.0.0.1", "", False),
    ],
)
def test_what_the_operator_allows_is_allowed_and_no_more(allowed, address, host, verdict):
    assert Guard([allowed]).allows(address, host=host) is verdict


@pytest.mark.parametrize("allowed", ["", "http://example.org", "example.org:80", "10.0.0.0/99"])
def test_an_exception_that_cannot_be_read_is_the_operators_error(allowed):
    with pytest.raises(ConfigError, match="allow_private"):
        Guard([allowed])

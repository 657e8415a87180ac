"""OpenDMARC on loopback: a milter that reads what OpenDKIM wrote and adds `dmarc=pass` or `dmarc=fail` (RFC 7489)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.lab import daemons, judges
from tests.lab.postfix import MTA

SUFFIXES = Path("/usr/share/publicsuffix/public_suffix_list.dat")


@contextmanager
def opendmarc(policies: Mapping[str, str]) -> Iterator[int]:
    """
    Its port. `policies` are TXT records by name, as `_dmarc.example.org`: it asks no name server.

    SPF counts for nothing here (to libspf2 every client on loopback passes): `dmarc=pass` stands on DKIM alone.
    """
    program = judges.command("opendmarc")
    if not SUFFIXES.exists():
        judges.missing("OpenDMARC needs Debian's publicsuffix")
    with daemons.folder() as base:
        port = daemons.free_port()
        (base / "records").write_text("".join(f"{name} {record}\n" for name, record in policies.items()))
        (base / "ignored").write_text("192.0.2.1\n")  # else it ignores loopback
        (base / "opendmarc.conf").write_text(
            f"""Socket inet:{port}@127.0.0.1
PidFile {base}/pid
Syslog false
AuthservID {MTA}
TrustedAuthservIDs {MTA}
IgnoreHosts {base}/ignored
SPFSelfValidate false
SPFIgnoreResults true
RejectFailures false
PublicSuffixList {SUFFIXES}
TestDNSData {base}/records
"""
        )
        # Nothing is lost with it, and it takes five seconds to hear that it should end.
        with daemons.running(
            [program, "-f", "-c", base / "opendmarc.conf"], port=port, log=base / "started", patience=0.2
        ):
            yield port

"""OpenDKIM on loopback as a verifier: a milter that writes `dkim=pass` or `dkim=fail` above each mail (RFC 8601)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.lab import daemons, judges
from tests.lab.postfix import MTA


@contextmanager
def opendkim(keys: Mapping[str, str]) -> Iterator[int]:
    """Its port. `keys` are TXT records by name, as `s1._domainkey.example.org`: it asks no name server."""
    program = judges.command("opendkim")
    with daemons.folder() as base:
        port = daemons.free_port()
        (base / "keys").write_text("".join(f"{name} {record}\n" for name, record in keys.items()))
        (base / "opendkim.conf").write_text(
            f"""Mode v
Socket inet:{port}@127.0.0.1
PidFile {base}/pid
Syslog no
AuthservID {MTA}
AlwaysAddARHeader yes
TestPublicKeys {base}/keys
# Nobody is at home: mail from loopback is verified like a stranger's.
InternalHosts 192.0.2.1
ExternalIgnoreList 192.0.2.1
"""
        )
        # Nothing is lost with it, and it takes five seconds to hear that it should end.
        with daemons.running(
            [program, "-f", "-x", base / "opendkim.conf"], port=port, log=base / "started", patience=0.2
        ):
            yield port

"""What signing cannot go below: bare RSA-2048 signatures over SHA-256, by OpenSSL. `python -m … SIGNATURES`."""

from __future__ import annotations

import sys

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.benchmarks.peers.measure import measured


def new_key() -> RSAPrivateKey:
    """A key of the size that is measured."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: RSAPrivateKey) -> bytes:
    """As it stands in a workspace."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def main(signatures: int) -> None:
    """Sign a digest's worth of bytes so many times."""
    key = new_key()
    with measured(signatures):
        for number in range(signatures):
            key.sign(number.to_bytes(32), PKCS1v15(), SHA256())


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""A key that cannot be used, or should not be, is named with its file and what to do."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from dispatcher.errors import ConfigError
from dispatcher.templating.signing_keys import pem, read_key, strings
from tests.fakes.signing_keys import signing_key

RSA, ED25519 = signing_key("s1"), signing_key("e1", ed25519=True)


def written(tmp_path, data, *, mode=0o600):
    path = tmp_path / "key.pem"
    path.write_bytes(data)
    path.chmod(mode)
    return path


def read(path):
    return read_key(path, domain="news.example.org", selector="s1", place="dispatcher.toml:7")


def as_pem(key, *, form=forms.PrivateFormat.PKCS8, locked=b""):
    lock = forms.BestAvailableEncryption(locked) if locked else forms.NoEncryption()
    return key.private_bytes(forms.Encoding.PEM, form, lock)


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_key_reads_back_as_it_was_written(tmp_path, key):
    assert read(written(tmp_path, pem(key.key))).record == key.record


def test_the_older_form_of_rsa_keys_is_read_too(tmp_path):
    data = as_pem(RSA.key, form=forms.PrivateFormat.TraditionalOpenSSL)
    assert data.startswith(b"-----BEGIN RSA PRIVATE KEY-----")
    assert read(written(tmp_path, data, mode=0o640)).record == RSA.record


@pytest.mark.parametrize(
    ("data", "problem", "remedy"),
    [
        (b"", "no private key in PEM", "dkim new"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key in PEM", "dkim new"),
        (pem(RSA.key)[:-200], "no private key in PEM", "dkim new"),
        (as_pem(RSA.key, locked=b"pw"), "locked with a password", "unlocked"),
        (as_pem(rsa.generate_private_key(65537, 1024)), "1024 bits is too short", "2048"),
        (as_pem(ec.generate_private_key(ec.SECP256R1())), "neither", "dkim new"),
        (
            RSA.key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo),
            "no private key in PEM",
            "dkim new",
        ),
    ],
    ids=["empty", "damaged", "cut", "locked", "short", "another kind", "public"],
)
def test_what_is_no_key_to_sign_with_is_an_error_with_a_remedy(tmp_path, data, problem, remedy):
    with pytest.raises(ConfigError) as raised:
        read(written(tmp_path, data))
    assert raised.value.place == "dispatcher.toml:7"
    assert problem in raised.value.problem
    assert "key.pem" in raised.value.problem
    assert remedy in raised.value.remedy


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o602])
def test_a_key_that_everyone_can_read_or_change_is_an_error(tmp_path, mode):
    with pytest.raises(ConfigError, match="every user of this machine") as raised:
        read(written(tmp_path, pem(RSA.key), mode=mode))
    assert "chmod 600" in raised.value.remedy


def test_a_key_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="no such key file"):
        read(tmp_path / "key.pem")
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path)


def test_nothing_of_a_key_is_in_what_is_printed_of_it():
    assert "BEGIN" not in repr(RSA)
    assert repr(RSA).startswith("SigningKey(domain='news.example.org', selector='s1'")


def test_a_record_fits_its_strings_and_is_whole_again():
    parts = strings(RSA.record)
    assert [len(part) <= 255 for part in parts] == [True, True]
    assert "".join(parts) == RSA.record
    assert RSA.record.startswith("v=DKIM1; k=rsa; p=MII")


def test_the_record_of_ed25519_holds_the_bare_key():
    kind, _, data = ED25519.record.rpartition("p=")
    assert kind == "v=DKIM1; k=ed25519; "
    assert len(base64.b64decode(data)) == 32  # RFC 8463 §4.2

"""`dispatcher dkim`: a key is made for its owner's eyes, its record is what verifiers need, and `check` knows what is wrong."""

import re
import stat

import pytest

from tests.fakes.command_line import dispatch, dispatch_cold, settings, without_special_rights
from tests.fakes.signing_keys import declared, signing_key

DOMAIN = "news.example.org"


def declare(root, text):
    with (root / "dispatcher.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def entry(answer):
    """The part of an answer that goes into dispatcher.toml."""
    return answer.out[answer.out.index("[[dkim]]") :]


def record(answer):
    """The record of a zone line, put together as a verifier does."""
    return "".join(re.findall(r'"([^"]*)"', answer.out.partition("[[dkim]]")[0]))


@pytest.mark.parametrize(
    ("options", "selector", "begins"),
    [
        ((), "s202611", "v=DKIM1; k=rsa; p=MIIBIjAN"),
        (("--ed25519",), "e202611", "v=DKIM1; k=ed25519; p="),
        (("--selector", "mine"), "mine", "v=DKIM1; k=rsa; p=MIIBIjAN"),
    ],
)
def test_a_new_key_is_its_owners_alone_and_says_what_to_publish_and_declare(tmp_path, options, selector, begins):
    root = settings(tmp_path / "news")
    made = dispatch("dkim", "new", "News.Example.ORG", *options, "--now", "2026-11-24", cwd=root)
    assert (made.code, made.err) == (0, "")
    file = root / "keys" / f"{DOMAIN}.{selector}.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert record(made).startswith(begins)
    assert f"{selector}._domainkey.{DOMAIN}. IN TXT ( " in made.out
    assert max(map(len, re.findall(r'"([^"]*)"', made.out))) <= 255
    declare(root, entry(made))
    assert dispatch("check", cwd=root).code == 0
    (shown,) = dispatch("dkim", "show", "--json", cwd=root).json
    assert (shown["selector"], shown["domain"], shown["signs"]) == (selector, DOMAIN, True)
    assert shown["record"] == "".join(shown["strings"]) == record(made)
    assert f"{selector}._domainkey.{DOMAIN}. IN TXT ( " in dispatch("dkim", "show", cwd=root).out


def test_no_key_is_ever_overwritten(tmp_path):
    root = settings(tmp_path / "news")
    assert dispatch("dkim", "new", DOMAIN, "--selector", "s1", cwd=root).code == 0
    before = (root / "keys" / f"{DOMAIN}.s1.pem").read_bytes()
    again = dispatch("dkim", "new", DOMAIN, "--selector", "s1", cwd=root)
    assert (again.code, "another --selector" in again.err) == (2, True)
    assert (root / "keys" / f"{DOMAIN}.s1.pem").read_bytes() == before


@pytest.mark.parametrize("words", [("nonsense",), (DOMAIN, "--selector", "a b"), ("exa mple.org",)])
def test_what_is_no_domain_or_selector_makes_no_key(tmp_path, words):
    root = settings(tmp_path / "news")
    answer = dispatch("dkim", "new", *words, cwd=root)
    assert (answer.code, answer.out) == (2, "")
    assert not (root / "keys").exists()


def test_of_two_keys_the_later_signs(tmp_path):
    root = settings(tmp_path / "news")
    declare(root, declared(root, signing_key("s1"), signing_key("e1", ed25519=True), signing_key("s2")))
    shown = dispatch("dkim", "show", "--json", cwd=root).json
    assert {each["selector"]: each["signs"] for each in shown} == {"s1": False, "e1": True, "s2": True}
    assert "a later key took over" in dispatch("dkim", "show", cwd=root).out


def test_without_keys_it_says_how_to_make_one(tmp_path):
    root = settings(tmp_path / "news")
    assert "dispatcher dkim new" in dispatch("dkim", "show", cwd=root).out
    assert dispatch("dkim", "show", "--json", cwd=root).json == []


def test_check_names_a_key_that_everyone_can_read_with_its_line(tmp_path):
    root = settings(tmp_path / "news")
    declare(root, declared(root, signing_key("s1"), signing_key("s2")))
    (root / "keys" / f"{DOMAIN}.s1.pem").chmod(0o644)
    (root / "keys" / f"{DOMAIN}.s2.pem").unlink()
    answer = dispatch("check", cwd=root)
    assert answer.code == 3
    first, second = answer.out.splitlines()
    assert re.match(r"dispatcher\.toml:13: .*s1\.pem: every user of this machine .*\(chmod 600 ", first)
    assert re.match(r"dispatcher\.toml:17: .*s2\.pem: there is no such key file \(make one with ", second)


def test_check_names_a_key_that_we_may_not_read(tmp_path):
    root = settings(tmp_path / "news")
    declare(root, declared(root, signing_key("s1")))
    (root / "keys" / f"{DOMAIN}.s1.pem").chmod(0)
    answer = dispatch_cold("check", cwd=root, before=without_special_rights)
    assert answer.code == 3
    assert "the key cannot be read (Permission denied)" in answer.out


def test_check_notes_a_list_whose_mail_nothing_signs(tmp_path):
    root = settings(tmp_path / "news")
    declare(root, declared(root, signing_key("s1", "example.com")))
    answer = dispatch("check", cwd=root)
    assert answer.code == 0
    assert "note: mail of list 'world' is not signed: no [[dkim]] is for news.example.org" in answer.out


def test_check_notes_a_key_of_the_newer_kind_alone(tmp_path):
    root = settings(tmp_path / "news")
    declare(root, entry(dispatch("dkim", "new", DOMAIN, "--ed25519", cwd=root)))
    note = f"note: {DOMAIN} signs with Ed25519 alone"
    answer = dispatch("check", cwd=root)
    assert (answer.code, note in answer.out) == (0, True)
    declare(root, entry(dispatch("dkim", "new", DOMAIN, cwd=root)))
    assert note not in dispatch("check", cwd=root).out

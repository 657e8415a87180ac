"""No real person's address, nowhere: mail addresses stand under names that are reserved for examples (RFC 2606, RFC 6761)."""

from __future__ import annotations

import re

import pytest

from tests.repository.files import texts

ADDRESS = re.compile(r"(?<![\w.+/-])[\w.+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,24})(?![\w-])", re.IGNORECASE)
RESERVED = re.compile(r"(^|\.)(example\.(com|org|net)|example|invalid|test|localhost)$", re.IGNORECASE)


def real_addresses(text: str) -> list[str]:
    whole = text.replace("=\r\n", "").replace("=\n", "")  # mails break within a word, RFC 2045 §6.7
    return [found[0] for found in ADDRESS.finditer(whole) if not RESERVED.search(found[1])]


def test_no_real_mail_address_stands_in_the_repository():
    found = {f"{path}: {address}" for path, text in texts() for address in real_addresses(text)}
    assert found == set()


@pytest.mark.parametrize("domain", ["example.com", "news.example.org", "mail.invalid", "a.test", "v.example"])
def test_an_address_for_examples_is_let_through(domain):
    assert real_addresses(f"<anna@{domain}>") == []


def test_a_real_address_is_found():
    real = "jane" + "@" + "outlook.com"
    assert real_addresses(f"From: Jane <{real}>, anna@example.org") == [real]

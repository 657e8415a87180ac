"""The mark in the envelope's sender: it names its delivery, and nobody else can make one."""

import re
from base64 import b32encode

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.app.verp import _base32, marked, marks

SECRET = b"s" * 32
IDS = st.integers(min_value=1, max_value=2**63 - 1)
LONGEST = "bounces-of-world@news.example.org"  # sixteen characters before the @


@given(IDS)
def test_an_address_names_its_delivery_and_fits_into_64_octets(delivery_id):
    address = marked(SECRET, LONGEST, delivery_id)
    assert len(address.partition("@")[0]) <= 64
    assert re.fullmatch(r"bounces-of-world\+[a-z2-7]+-[a-z2-7]{24}@news\.example\.org", address)
    assert marks(SECRET, ["x@example.org", address]).delivery_id == delivery_id
    assert marks(SECRET, [address.upper()]).delivery_id == delivery_id


@given(IDS, IDS, st.data())
def test_a_mark_that_was_altered_names_nothing(delivery_id, other, data):
    address = marked(SECRET, "b@example.org", delivery_id)
    at = data.draw(st.integers(2, address.index("@") - 1))
    altered = address[:at] + data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567+-")) + address[at + 1 :]
    found = marks(SECRET, [altered])
    assert found.delivery_id == (delivery_id if altered == address else None)
    mac = address.partition("-")[2]
    swapped = marked(SECRET, "b@example.org", other).partition("-")[0] + "-" + mac
    assert marks(SECRET, [swapped]).delivery_id == (delivery_id if other == delivery_id else None)


def test_a_number_that_is_written_in_another_way_names_nothing():
    assert marks(SECRET, [marked(SECRET, "b@example.org", 256).replace("+aeaa-", "+aeab-")]).delivery_id is None
    assert marks(SECRET, [marked(SECRET, "b@example.org", 1).replace("+ae-", "+aaaq-")]).delivery_id is None


def test_forged_marks_are_counted_and_a_genuine_one_beside_them_counts():
    genuine = marked(SECRET, "b@example.org", 7)
    found = marks(SECRET, [marked(b"other", "b@example.org", 7), genuine])
    assert (found.delivery_id, found.forged) == (7, (7,))
    assert marks(SECRET, ["b+aaaa-bbbb@example.org", "b@example.org", ""]).forged == ()


def test_letters_that_only_look_like_ours_are_no_mark():
    assert marks(SECRET, [f"b+aaaa-{'ſ' * 24}@example.org", f"b+ſſ-{'K' * 24}@example.org"]).forged == ()


@given(st.lists(st.text(max_size=80), max_size=4))
def test_whatever_stands_in_addresses_raises_nothing(addresses):
    assert marks(SECRET, addresses).delivery_id is None


@given(st.binary(min_size=1, max_size=40))
def test_its_digits_are_those_of_the_standard_library(data):
    assert _base32(data) == b32encode(data).decode().rstrip("=").lower()

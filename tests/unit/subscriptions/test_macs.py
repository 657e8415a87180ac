"""The MAC of RFC 2104, whatever the key's length."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.subscriptions.macs import mac


@given(st.binary(max_size=200), st.binary())
def test_it_is_what_the_standard_library_makes(secret, text):
    assert mac(secret, text) == mac(secret, text) == hmac.digest(secret, text, "sha256")

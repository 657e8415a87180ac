"""A link opens what it was made for, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.subscriptions.tokens import Purpose, read_token, token

SECRET = b"k" * 32
NONCES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1)


@given(NONCES, st.sampled_from(Purpose))
def test_a_token_gives_back_its_nonce(nonce, purpose):
    assert read_token(SECRET, purpose, token(SECRET, purpose, nonce)) == nonce


@given(NONCES, st.sampled_from(Purpose), st.sampled_from(Purpose))
def test_a_token_opens_only_its_own_purpose(nonce, made_for, used_for):
    assert (read_token(SECRET, used_for, token(SECRET, made_for, nonce)) is None) == (made_for != used_for)


@given(NONCES, st.data())
def test_a_changed_character_is_refused(nonce, data):
    genuine = token(SECRET, Purpose.UNSUBSCRIBE, nonce)
    at = data.draw(st.integers(0, len(genuine) - 1))
    forged = genuine[:at] + chr(ord(genuine[at]) ^ 1) + genuine[at + 1 :]
    assert read_token(SECRET, Purpose.UNSUBSCRIBE, forged) is None


@given(st.text())
def test_anything_else_is_refused_quietly(text):
    assert read_token(SECRET, Purpose.CONFIRM, text) is None


def test_another_secret_makes_other_tokens():
    assert read_token(b"x" * 32, Purpose.CONFIRM, token(SECRET, Purpose.CONFIRM, "n")) is None

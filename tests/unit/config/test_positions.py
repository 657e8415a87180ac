"""Where a key stands in a TOML text."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.config.positions import line_of, positions

TEXT = """\
top = 1

[smtp]  # where mail goes
host = "h"
  port = 25
"quoted key" = 1

[[feed]]
url = "a"
[[ feed ]]
url = "b"
[feed.headers]
X = "y"
"""


def test_tables_and_keys_have_their_lines():
    found = positions(TEXT)
    assert found["top",] == 1
    assert (found["smtp",], found["smtp", "host"], found["smtp", "port"]) == (3, 4, 5)
    assert found["smtp", "quoted key"] == 6
    assert (found["feed", 0, "url"], found["feed", 1, "url"]) == (9, 11)


def test_what_is_not_there_is_looked_for_in_the_table_around_it():
    found = positions(TEXT)
    assert line_of(("smtp", "tls"), found) == 3
    assert line_of(("feed", 1, "headers", "X"), found) == 10
    assert line_of(("web", "listen"), found) is None


names = st.text(alphabet="abcdefgh_-", min_size=1, max_size=8)


@given(st.dictionaries(names, st.dictionaries(names, st.integers(), max_size=4), max_size=5))
def test_every_key_of_a_plain_file_is_found_where_it_stands(tables):
    lines = []
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {value}" for key, value in table.items()), ""]
    text = "\n".join(lines)
    found = positions(text)
    for name, table in tomllib.loads(text).items():
        assert lines[found[name,] - 1] == f"[{name}]"
        for key, value in table.items():
            assert lines[found[name, key] - 1] == f"{key} = {value}"

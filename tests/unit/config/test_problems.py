"""Every mistake in dispatcher.toml has a line and a remedy."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher.config import problems

FEED = '[[feed]]\nurl = "https://example.com/rss"\n'
TOPIC = '[[topic]]\nname = "korea"\nquery = "DPRK"\n'
LIST = '[[list]]\nname = "world"\nfrom = "World <world@example.org>"\n'
DKIM = '[[dkim]]\ndomain = "news.example.org"\nselector = "s1"\nkey_file = "keys/s1.pem"\n'

MISTAKES = [
    # text, line, words of the problem, words of the remedy
    ('[smtp]\nhost = "a\n', 2, "not TOML", "mend"),
    ("[smtp\n", 1, "not TOML", "mend"),
    ('a = """\nnever closed', 2, "not TOML", "mend"),
    ("[smtp]\nport = 1\nport = 2\n", 3, "not TOML", "mend"),
    ("[smpt]\nport = 25\n", 1, "no setting 'smpt'", "did you mean 'smtp'?"),
    ("[smtp]\n\nprot = 25\n", 3, "no setting 'smtp.prot'", "did you mean 'port'?"),
    ("[[feeds]]\n", 1, "no setting 'feeds'", "did you mean 'feed'?"),
    (FEED + 'outlets = "x"\n', 3, "no setting 'feed.outlets'", "did you mean 'outlet'?"),
    (FEED + "line = 7\n", 3, "no setting 'feed.line'", "remove"),
    ('[smtp]\nport = "many"\n', 2, "smtp.port", "whole number"),
    ("[smtp]\nport = true\n", 2, "smtp.port", "not true or false"),
    ("[smtp]\nport = 0\n", 2, "smtp.port", "greater than or equal to 1"),
    ("[smtp]\nhost = 5\n", 2, "smtp.host", "text, in quotes"),
    ('[smtp]\ntls = "maybe"\n', 2, "smtp.tls", "'starttls'"),
    ('[fetch]\nallow_private = "127.0.0.1"\n', 2, "fetch.allow_private", "a list"),
    ('[fetch]\narticles = "sometimes"\n', 2, "fetch.articles", "true or false"),
    ('[database]\nurl = "mysql://host/x"\n', 2, "database.url", "sqlite:///"),
    ('[web]\nbase_url = "news.example.org"\n', 2, "web.base_url", "no http or https address"),
    ('[web]\nbase_url = "https://news.example.org/?a=1"\n', 2, "web.base_url", "leave out"),
    ('[web]\nlisten = "8080"\n', 2, "web.listen", "127.0.0.1:8080"),
    ('[web]\nlisten = "127.0.0.1:80800"\n', 2, "web.listen", "127.0.0.1:8080"),
    ('[writer]\nkind = "llm"\n', 1, "writer", "needs base_url and model"),
    ('[writer]\nbase_url = "http://anna:pw@127.0.0.1/v1"\n', 2, "writer.base_url", "api_key_file"),
    ('[writer]\nbase_url = "ftp://127.0.0.1/v1"\n', 2, "writer.base_url", "no http or https"),
    ('[writer]\nbase_url = "http://models.example.org/v1"\napi_key = "k"\n', 1, "writer", "https"),
    ("[writer]\ntime_limit = 0\n", 2, "writer.time_limit", "greater than or equal to 1"),
    ('[writer]\nkind = "poet"\n', 2, "writer.kind", "'extractive'"),
    ("smtp = 5\n", 1, "smtp is no table", "[smtp]"),
    ("[feed]\n", 1, "[feed]", "[[feed]]"),
    ('[[feed]]\noutlet = "x"\n', 1, "feed.url is missing", "settings.md#feed"),
    ('[[feed]]\nurl = "ftp://example.com/rss"\n', 2, "feed.url", "no http or https address"),
    ('[[feed]]\nurl = "https://[::1/rss"\n', 2, "feed.url", "no address"),
    (FEED + 'headers = "X: y"\n', 3, "feed.headers", "a table"),
    (FEED + FEED, 3, "declared twice, first at line 1", "remove one"),
    (TOPIC + TOPIC, 4, "declared twice", "remove one"),
    ('[[topic]]\nname = "Korea news"\nquery = "x"\n', 2, "topic.name", "small letters"),
    ('[[topic]]\nname = "korea"\nquery = ""\n', 3, "topic.query", "at least 1"),
    (LIST + LIST, 4, "declared twice", "remove one"),
    (TOPIC + LIST + 'topics = ["koera"]\n', 4, "unknown topic 'koera'", "did you mean 'korea'?"),
    (TOPIC + LIST + 'topics = ["korea", "korea"]\n', 4, "'korea' twice", "remove one"),
    (LIST + "hour = 24\n", 4, "list.hour", "less than or equal to 23"),
    (LIST + "hour = -1\n", 4, "list.hour", "greater than or equal to 0"),
    (LIST + "quiet_hours = [7, 7]\n", 4, "list.quiet_hours cannot be used (it is [7, 7])", "two different hours"),
    (LIST + "quiet_hours = [22]\n", 4, "list.quiet_hours cannot be used (it is [22])", "two different hours"),
    (LIST + "quiet_hours = [25, 1]\n", 4, "list.quiet_hours", "less than or equal to 23"),
    (LIST + 'brand = { kolour = "#0a5c36" }\n', 4, "no setting 'list.brand.kolour'", "did you mean 'colour'?"),
    (LIST + 'weekday = "someday"\n', 4, "list.weekday", "monday to sunday"),
    (LIST + 'cadence = "hourly"\n', 4, "list.cadence", "'daily'"),
    (LIST + 'time_zone = "Europe/Berlim"\n', 4, "list.time_zone", "Europe/Berlin"),
    (LIST + 'time_zone = "../../etc/passwd"\n', 4, "list.time_zone", "no time zone"),
    (LIST + 'language = "English"\n', 4, "list.language", '"en"'),
    (LIST + 'reply_to = "nobody"\n', 4, "list.reply_to", "no mail address"),
    (LIST + 'reply_to = "jürgen@example.org"\n', 4, "list.reply_to", "no mail address"),
    (LIST + 'unsubscribe_address = "unsubscribe+list@example.org"\n', 4, "list.unsubscribe_address", "letters, digits"),
    (
        LIST + 'unsubscribe_address = "unsubscribe-this-list@example.org"\n',
        4,
        "list.unsubscribe_address",
        "16 characters",
    ),
    ('[[list]]\nname = "w"\nfrom = "World briefing"\n', 3, "list.from", "World briefing <world@example.org>"),
    ('[[list]]\nname = "w"\nfrom = "W <w@exa mple.org>"\n', 3, "list.from", "no mail address"),
    ('[[list]]\nname = "w"\nfrom = "W\\nBcc: x <w@example.org>"\n', 3, "list.from", "one line"),
    (DKIM + DKIM, 5, "'s1._domainkey.news.example.org' is declared twice, first at line 1", "remove one"),
    (DKIM.replace("news.example.org", "news"), 2, "dkim.domain", '"news.example.org"'),
    (DKIM.replace("news.example.org", "news..example.org"), 2, "dkim.domain", '"news.example.org"'),
    (DKIM.replace("s1", "S 1"), 3, "dkim.selector", '"s202611"'),
    ('[[dkim]]\ndomain = "example.org"\nselector = "s1"\n', 1, "dkim.key_file is missing", "settings.md#dkim"),
    ("[dkim]\n", 1, "[dkim]", "[[dkim]]"),
    ('[smtp]\nhost = "mail.example.org"\nusername = "u"\ntls = "none"\n', 1, "smtp cannot be used", "starttls"),
    ("[smtp]\ntimeouts = {repyl = 5}\n", 2, "there is no setting 'smtp.timeouts.repyl'", "did you mean 'reply'?"),
    ("[smtp]\ntimeouts = {x = 5}\n", 2, "there is no setting 'smtp.timeouts.x'", "known here: connect, command, data"),
    ("[smtp]\ntimeouts = 5\n", 2, "smtp.timeouts is no table", "[smtp.timeouts]"),
    ('[smtp]\nhost = ""\n', 2, "smtp.host cannot be used (it is '')", "at least 1 character"),
]


def found(tmp_path, text, environ=None):
    (tmp_path / "dispatcher.toml").write_text(text, encoding="utf-8")
    return problems(tmp_path, environ or {})


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_a_remedy(tmp_path, text, line, problem, remedy):
    (one,) = found(tmp_path, text)
    assert one.place == f"dispatcher.toml:{line}"
    assert problem in one.problem
    assert remedy in one.remedy


def test_every_mistake_is_named_not_only_the_first(tmp_path):
    text = '[smtp]\nprot = 1\nport = "x"\n\n[web]\nbase_url = "x"\n\n' + LIST + "hour = 99\n"
    assert sorted(each.place for each in found(tmp_path, text)) == [f"dispatcher.toml:{line}" for line in (11, 2, 3, 6)]


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path):
    (tmp_path / "dispatcher.toml").write_bytes('[log]\nlevel = "info"\n# für\n'.encode("latin-1"))
    (one,) = problems(tmp_path, {})
    assert (one.place, one.problem) == ("dispatcher.toml:3", "this is not UTF-8")


def test_a_secret_that_cannot_be_used_is_not_shown(tmp_path):
    text = '[database]\nurl = "mysql://u:hunter2@host/x"\n\n[smtp]\npassword = 12345\n\n[[feed]]\nurl = "https://example.com/"\nheaders = "Bearer hunter2"\n'
    said = " ".join(f"{each.problem} {each.remedy}" for each in found(tmp_path, text))
    assert "database.url" in said
    assert "smtp.password" in said
    assert "hunter2" not in said
    assert "12345" not in said


def test_a_long_value_is_cut_short(tmp_path):
    (one,) = found(tmp_path, f'[[topic]]\nname = "{"x" * 5000}"\nquery = "y"\n')
    assert len(one.problem) < 200


@given(text=st.text(alphabet=string.printable + "äé한\x00", max_size=200))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_file_holds_it_is_settings_or_problems(tmp_path, text):
    for each in found(tmp_path, text):
        assert each.place
        assert each.problem
        assert each.remedy

"""The embedded inbox in a browser, over real mails' bytes."""

from datetime import UTC, datetime
from email.message import EmailMessage

import httpx2
import pytest

from dispatcher.templating import Templates
from dispatcher.transport.inbox import Received
from dispatcher.web.demo.inbox_pages import InboxPages, Progress

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def received(subject="Grimsvik <b>floods</b>", html="<html><head></head><body><p>Hello</p></body></html>"):
    message = EmailMessage()
    message["From"] = "World briefing <world@news.example.org>"
    message["Subject"] = subject
    message["List-Id"] = "<world.news.example.org>"
    message["List-Unsubscribe"] = "<http://127.0.0.1:7/u/abc>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("Hello as text")
    message.add_alternative(html, subtype="html")
    return Received("world@news.example.org", ("anna@example.org",), message.as_bytes(), NOON)


@pytest.fixture
def mails():
    return []


@pytest.fixture
async def http(mails):
    pages = InboxPages(
        received=lambda: mails,
        templates=Templates(None),
        newsroom_url="http://127.0.0.1:8",
        pages_url="http://127.0.0.1:7",
        progress=Progress(steps=["Newsroom polled"]),
    )
    transport = httpx2.ASGITransport(app=pages.application())
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:9") as client:
        yield client


async def test_an_empty_inbox_says_that_it_waits(http):
    html = (await http.get("/")).text
    assert "Waiting for the first mail" in html
    assert "Newsroom polled" in html


async def test_the_list_shows_the_newest_first_and_escapes_what_came(http, mails):
    mails += [received("first"), received()]
    html = (await http.get("/")).text
    assert html.index("Grimsvik &lt;b&gt;floods") < html.index("first")


async def test_a_mail_is_shown_as_html_text_and_source(http, mails):
    mails.append(received())
    assert 'src="/mail/1/body.html"' in (await http.get("/mail/1")).text
    assert "Hello as text" in (await http.get("/mail/1/text")).text
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in (await http.get("/mail/1/source")).text
    saved = await http.get("/mail/1/message.eml")
    assert saved.content == mails[0].data
    assert saved.headers["content-type"] == "message/rfc822"


async def test_a_mails_html_runs_no_script_and_loads_nothing(http, mails):
    mails.append(received(html="<script>alert(1)</script><img src='http://example.com/pixel'>"))
    page = await http.get("/mail/1")
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page.text
    policy = (await http.get("/mail/1/body.html")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy.replace("allow-scripts", "script")


async def test_the_one_click_button_may_post_to_the_pages_and_nowhere_else(http, mails):
    mails.append(received())
    page = await http.get("/mail/1")
    assert 'action="http://127.0.0.1:7/u/abc"' in page.text
    assert "form-action http://127.0.0.1:7;" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/mail/2", "/mail/0", "/mail/1/attachments", "/mail/x", "/mail/2/body.html"])
async def test_what_is_not_there_is_404(http, mails, path):
    mails.append(received())
    assert (await http.get(path)).status_code == 404

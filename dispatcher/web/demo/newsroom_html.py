"""The newsroom's own pages, so that every link in a mail leads to something worth reading. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dispatcher.web.demo.news import NewsArticle, Outlet

# The pages carry their few rules in a style element: each outlet has its own colour, and nothing else is loaded.
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """
:root{color-scheme:light dark;--paper:#fffdf8;--ink:#1d1b18;--quiet:#6b655c;--line:#ded8cc}
@media(prefers-color-scheme:dark){:root{--paper:#171614;--ink:#ece7df;--quiet:#a39c91;--line:#3a3631}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.6 Georgia,'Times New Roman',serif}
header{border-top:6px solid var(--colour);border-bottom:1px solid var(--line);padding:18px 20px;text-align:center}
header a{color:inherit;text-decoration:none}header b{font-size:28px;line-height:1.2}
header small,time,footer,.by{display:block;color:var(--quiet);font:14px/1.5 system-ui,sans-serif}
main{max-width:660px;margin:0 auto;padding:24px 20px 60px}h1{font-size:32px;line-height:1.2;margin:12px 0}
h2{font-size:21px;line-height:1.3;margin:0}h2 a{color:inherit}article+article{border-top:1px solid var(--line);margin-top:20px;padding-top:20px}
.lead{font-size:20px;color:var(--quiet)}article p{margin:.5em 0}
footer{max-width:660px;margin:0 auto;padding:0 20px 40px}
"""


def front_page(outlets: Sequence[Outlet]) -> str:
    """A list of all outlets."""
    rows = "".join(
        f'<article><h2><a href="/{outlet.name}/">{escape(outlet.title)}</a></h2><p>{escape(outlet.motto)}</p></article>'
        for outlet in outlets
    )
    return _frame("The sample newsroom", '<a href="/"><b>The sample newsroom</b></a>', rows, colour="#444")


def outlet_page(outlet: Outlet, articles: Sequence[NewsArticle]) -> str:
    """An outlet's front page: what it tells now, newest first."""
    rows = "".join(
        f"<article>{_time(article)}"
        f'<h2><a href="/{outlet.name}/{article.slug}">{escape(article.title)}</a></h2>'
        f"<p>{escape(article.summary)}</p></article>"
        for article in articles
    )
    return _frame(outlet.title, _masthead(outlet), rows, colour=outlet.colour)


def article_page(outlet: Outlet, article: NewsArticle) -> str:
    """One article in full."""
    by = f'<span class="by">{escape(article.author)}</span>' if article.author else ""
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    text = f'<article>{_time(article)}<h1>{escape(article.title)}</h1><p class="lead">{escape(article.summary)}</p>'
    return _frame(article.title, _masthead(outlet), f"{text}{by}{paragraphs}</article>", colour=outlet.colour)


def _masthead(outlet: Outlet) -> str:
    return f'<a href="/{outlet.name}/"><b>{escape(outlet.title)}</b></a><small>{escape(outlet.motto)}</small>'


def _time(article: NewsArticle) -> str:
    moment = article.published_at
    return f'<time datetime="{moment.isoformat()}">{moment:%A}, {moment.day} {moment:%B %Y, %H:%M} UTC</time>'


def _frame(title: str, masthead: str, main: str, *, colour: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>:root{{--colour:{colour}}}{_STYLE}</style></head>"
        f"<body><header>{masthead}</header><main>{main}</main>"
        "<footer>All places, people and outlets of this newsroom are invented.</footer></body></html>"
    )

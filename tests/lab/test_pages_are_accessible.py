"""The pages behind a mail's links, and the preview, before axe in Chromium: WCAG 2.2 A and AA, on a phone and at a desk, by day and in the dark."""

import pytest
from playwright.async_api import async_playwright

from dispatcher.app.messages import edition_url, links_of
from dispatcher.app.preview import Wanted
from dispatcher.web.pages import create_app
from dispatcher.web.preview import PreviewPages
from dispatcher.web.serving import listen, serving, url_of
from tests.fakes.house import QUAKE, SETTINGS
from tests.fakes.people import NOON
from tests.fakes.shelf import shelf
from tests.lab import judges
from tests.lab.test_html_is_accessible import ASKED, CHECKED

MORE = (
    (
        "wire",
        "Tram line for Velmora approved",
        "The council of Velmora approved a new tram line on Monday by 34 votes to 12.",
    ),
    ("gazette", "سوق فيلمورا Velmora", "The covered market of Velmora opened again on Saturday after six years."),
)


async def looked_at(page, url, axe, columns):
    await page.goto(url)
    await page.evaluate(axe)
    found = await page.evaluate(ASKED, CHECKED)
    wrong = found["wrong"] + found["unsure"]
    if await page.evaluate("document.documentElement.scrollWidth") > columns:
        wrong.append(f"wider than {columns}")
    if await page.evaluate("document.querySelectorAll('h1').length") != 1:
        wrong.append("not one h1")
    return wrong, set(found["right"])


@pytest.mark.browser
async def test_nobody_is_kept_out_of_our_pages(tmp_path):
    axe = judges.npm("axe-core/axe.min.js").read_text("utf-8")
    chromium = judges.command("chromium")
    listener = listen()
    settings = SETTINGS.format(port=25).replace("https://news.example.org", url_of(listener))
    (tmp_path / "dispatcher.toml").write_text(settings, "utf-8")
    wrong, right = {}, set()
    async with shelf(tmp_path, f"sqlite:///{tmp_path / 'news.db'}", stories=(*QUAKE, *MORE)) as app:
        async with app.db.reading() as tx:
            (mine,) = await tx.outbox.list()
        preview = PreviewPages(app=app, wanted=Wanted(name="world"), now=NOON)
        async with (
            serving(create_app(app), listener) as url,
            serving(preview.application(), listen()) as preview_url,
            async_playwright() as playwright,
        ):
            pages = {
                "story": f"{url}/s/1",
                "archive": f"{url}/l/world",
                "edition": f"{url}/l/world/2026-11-24",
                "fewer": f"{links_of(app, mine.message).preferences_url}?story=1",
                "yours": f"{edition_url(app, url, mine.id)}/yours",
                "preview": f"{preview_url}/?at=2026-11-25T12:00",
                "preview of nobody": f"{preview_url}/?as=nobody",
            }
            browser = await playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            )
            for scheme in ("light", "dark"):
                for columns in (380, 1280):
                    size = {"width": columns, "height": 900}
                    page = await browser.new_page(viewport=size, color_scheme=scheme)
                    for name, address in pages.items():
                        found, passed = await looked_at(page, address, axe, columns)
                        right |= passed
                        if found:
                            wrong[name, columns, scheme] = found
                    await page.close()
            await browser.close()
    assert wrong == {}
    assert {"color-contrast", "target-size", "html-has-lang"} <= right, "axe did not look"

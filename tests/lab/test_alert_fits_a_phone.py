"""An alert is read on a phone, at once: all of it is on one screen, down to the link to leave."""

import pytest

from tests.lab import golden

SCREEN = {"width": 390, "height": 844}  # pixels; the commonest phone


@pytest.mark.browser
@pytest.mark.parametrize("name", ["alert", "alert-facts", "alert-arabic", "alert-developing"])
def test_an_alert_fits_one_screen(chromium, name):
    page = chromium.new_page(viewport=SCREEN, offline=True)
    page.set_content(golden.html(name))
    bottom = page.evaluate("document.querySelector('.sheet').getBoundingClientRect().bottom")
    page.close()
    assert bottom <= SCREEN["height"], f"{name} ends at {bottom}"

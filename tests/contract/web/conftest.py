"""A client of the pages over the `app` of a test."""

import httpx2
import pytest

from dispatcher.web.pages import create_app


@pytest.fixture
async def http(app):
    transport = httpx2.ASGITransport(app=create_app(app), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pages.example.org") as client:
        yield client

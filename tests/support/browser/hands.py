"""What a hand does on a page: give files, fill a field, press a button, choose from a list, take a download."""

from __future__ import annotations

from pathlib import Path

from tests.support.browser.browsing import settle, visible_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def choose(page, key: str, *files: tuple[str, bytes]) -> None:
    """Give files to the uploader whose key starts with `key`."""
    payload = [{"name": name, "mimeType": XLSX, "buffer": content} for name, content in files]
    page.locator(f"[class*='st-key-{key}'] input[type=file]").set_input_files(payload)
    settle(page)


def at(key: str) -> str:
    """What bears a key; a key that ends in `_` is the beginning of one (a form's own number follows)."""
    return f"[class*='st-key-{key}']" if key.endswith("_") else f".st-key-{key}"


def fill(page, key: str, text: str) -> None:
    field = page.locator(f"{at(key)} input, {at(key)} textarea").first
    field.fill(text)
    field.press("Tab")
    settle(page)


def press(page, key: str) -> None:
    page.locator(f"{at(key)} button").click()
    settle(page)


def pick(page, field: str, option: str, *, exact: bool = True) -> None:
    """Choose an option of a select box; its list must be gone before anything else happens."""
    page.locator(field).first.click()
    page.locator(field).first.fill(option)
    page.get_by_role("option", name=option, exact=exact).first.click()
    page.locator("[role=listbox]").wait_for(state="hidden")
    settle(page)


def downloaded(page, key: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").click()
    return Path(waiting.value.path()).read_bytes()


def go(page, address: str) -> None:
    page.goto(address)
    settle(page)


def plain(page) -> str:
    """What is visible, without half-spaces and isolates, in one spelling of yeh and kaf."""
    return visible_text(page).replace("ي", "ی").replace("ك", "ک").translate(ISOLATES)


def turn(page, menu: str, name: str) -> None:
    """Go to a page by the head, whose group is opened where it isn't yet."""
    link = page.locator(".sjh-page", has_text=name)
    if not link.is_visible():
        page.locator(".sjh-group > summary", has_text=menu).click()
    link.click()
    settle(page)

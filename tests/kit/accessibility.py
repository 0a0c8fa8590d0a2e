"""Whether everybody can use a page: in the dark, in a narrow window, and by the rules of axe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOOKS: Mapping[str, tuple[Literal["light", "dark"], int, Mapping[str, Any]]] = {
    "light": ("light", 1360, {}),
    "dark": ("dark", 1360, {"runOnly": ["color-contrast"]}),
    "narrow": ("light", 400, {"rules": {"color-contrast": {"enabled": False}}}),
}
"""The colours that a reader prefers, the width of the window, and what axe looks for there.

Contrast takes axe most of its time, and a narrow window has the colours of a wide one.
"""


def assert_usable(page: Page, ignored: tuple[str, ...] = ()) -> None:
    """Demand that what is shown fits its window and can be used by everybody, in each of the looks.

    What axe finds counts, unless its impact (`minor`, `moderate`, …) is ignored.
    """
    light = None
    for look, (scheme, width, options) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 860})
        light = light or page.evaluate("getComputedStyle(document.body).backgroundColor")
        paper = expect(page.locator("body"))  # a script of the page may change it, a moment later
        (paper.not_to_have_css if scheme == "dark" else paper.to_have_css)("background-color", light)
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished)).then(() => null)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), look
        assert [fault for fault in _faults(page, options) if fault[1] not in ignored] == [], look
    page.set_viewport_size({"width": 1360, "height": 860})


def _faults(page: Page, options: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(
        "options => axe.run(options).then(results => results.violations)",
        {"resultTypes": ["violations"], **options},
    )
    return [
        (each["id"], each["impact"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found
    ]

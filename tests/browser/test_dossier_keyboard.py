"""Each page of the dossier by Tab alone: every stop is reached, named and seen, and nothing keeps whoever passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from steering.frames.agenda import ITEMS
from tests.browser.test_own_case import links as links

Drawn = Callable[[Page], None]

DOSSIER = [item.id for item in ITEMS if item.section == "Dossier"]
# More stops than any page has between two of its tabs.
MOST_STOPS = 150

# `walk.look` is all by which an element and those around it may show that it has the focus.
SET_UP = r"""() => {
  const walk = (window.walk = { seen: new Map(), fresh: [] });
  const stop = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
  const group = '[role=tablist], [role=radiogroup], [role=toolbar], [role=group], [role=grid], table';
  const around = (it) => it.parentElement ?? it.getRootNode().host;
  const deep = (root) =>
    [...root.querySelectorAll('*')].flatMap((it) => [it, ...(it.shadowRoot ? deep(it.shadowRoot) : [])]);
  const main = () => document.querySelector('[data-testid=stMain]');
  const shown = (it) => it.checkVisibility({ visibilityProperty: true }) && it.getClientRects().length > 0;
  const words = (it) => {
    const copy = it.cloneNode(true);
    copy.querySelectorAll('[aria-hidden=true], [data-testid=stIconMaterial]').forEach((part) => part.remove());
    return copy.textContent;
  };
  walk.name = (it) => {
    const ids = (it.getAttribute('aria-labelledby') ?? '').split(' ').filter((id) => id);
    const by = ids.map((id) => it.getRootNode().getElementById(id)?.textContent);
    const labels = [...(it.labels ?? [])].map((label) => label.textContent);
    const said = [it.getAttribute('aria-label'), ...by, ...labels, words(it), it.title, it.getAttribute('alt')];
    return (said.find((text) => text?.trim()) ?? '').trim().replace(/\s+/g, ' ').slice(0, 60);
  };
  walk.look = (it) => {
    const looks = [];
    for (let at = it; at && looks.length < 4; at = around(at)) {
      const style = getComputedStyle(at);
      const outline = style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor;
      looks.push([outline, style.boxShadow, style.borderColor, style.backgroundColor, style.textDecorationLine].join());
    }
    return looks.join();
  };
  walk.active = () => {
    let it = document.activeElement;
    while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
    return it;
  };
  walk.step = () => {
    const it = walk.active();
    if (!it || it === document.body || walk.fresh.includes(it)) return false;
    if (!walk.seen.has(it)) walk.seen.set(it, walk.look(it));
    walk.fresh.push(it);
    return true;
  };
  const pressable = (it) => it && (it.matches(`${stop}, label`) || pressable(around(it)));
  // Of a group that is one stop, arrow keys reach the others.
  const among = (it) => [...walk.seen.keys()].some((at) => it.closest(group)?.contains(at));
  walk.faults = () => {
    document.activeElement.blur();
    const faults = [];
    for (const it of walk.fresh) {
      if (walk.look(it) === walk.seen.get(it)) faults.push(`nothing shows the focus on ${it.tagName} ${walk.name(it)}`);
      if (!walk.name(it)) faults.push(`no name: ${it.outerHTML.slice(0, 150)}`);
    }
    for (const it of deep(main()).filter(shown)) {
      const isStop = it.matches(stop) && it.tabIndex >= 0 && !it.disabled;
      const markup = it.outerHTML.slice(0, 150);
      if (isStop && !walk.seen.has(it) && !among(it)) faults.push(`Tab passes by ${markup}`);
      if (getComputedStyle(it).cursor === 'pointer' && !pressable(it)) faults.push(`only a pointer reaches ${markup}`);
    }
    walk.fresh = [];
    return faults;
  };
}"""


def _walk(page: Page) -> list[str]:
    """Press Tab until the page is left or begins anew, and return what is wrong with its stops."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if not page.evaluate("walk.step()"):
            break
    faults: list[str] = page.evaluate("walk.faults()")
    return faults


@pytest.mark.parametrize("item", DOSSIER)
def test_tab_alone_reaches_all_of_a_page(app_url: str, page: Page, drawn: Drawn, item: str) -> None:
    page.goto(f"{app_url}/{item}")
    drawn(page)
    page.evaluate(SET_UP)
    faults = {"the page": _walk(page)}
    tabs = page.get_by_role("tab")
    assert tabs.count() > 1
    for place in range(1, tabs.count()):
        tabs.nth(place - 1).focus()
        page.keyboard.press("ArrowRight")
        expect(tabs.nth(place)).to_be_focused()
        expect(tabs.nth(place)).to_have_attribute("aria-selected", "true")
        faults[tabs.nth(place).inner_text()] = _walk(page)
    assert {name: there for name, there in faults.items() if there} == {}


def test_a_figure_s_drawer_opens_by_enter_and_gives_the_focus_back(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/compliance")
    drawn(page)
    source = page.get_by_role("button", name="Source of SOC 2 covered")
    source.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("SOC 2")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(source).to_be_focused()


def test_the_heading_of_a_column_sorts_by_enter(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/governance")
    drawn(page)
    table = page.get_by_role("table").filter(visible=True).last
    heading = table.get_by_role("button").first
    heading.focus()
    before = table.get_by_role("columnheader").first.get_attribute("aria-sort")
    page.keyboard.press("Enter")
    expect(table.get_by_role("columnheader").first).not_to_have_attribute("aria-sort", before or "none")
    expect(heading).to_be_focused()


def test_what_edits_the_dossier_is_closed_by_keyboard(page: Page, links: dict[str, str], drawn: Drawn) -> None:
    page.goto(links["presenter"])
    page.wait_for_url(lambda url: "/enter" not in url)
    drawn(page)
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/architecture")
    drawn(page)
    for name in ("New decision record", "New view"):
        button = page.get_by_role("button", name=name)
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text(name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(button).to_be_focused()
    # Escape does not close what somebody types in: *Close* does, and their text stays.
    edit = page.get_by_role("button", name="Edit", exact=True)
    edit.focus()
    page.keyboard.press("Enter")
    close = page.get_by_role("dialog").get_by_role("button", name="Close")
    expect(close).to_be_visible()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if close.evaluate("(it) => it === document.activeElement"):
            break
    expect(close).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(edit).to_be_focused()

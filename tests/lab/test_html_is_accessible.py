"""Our mails before axe in Chromium: WCAG 2.2 A and AA, on a phone and at a desk, by day and in the dark."""

import pytest

from tests.lab import golden, judges

CHECKED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASKED = """async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}}});
  return {
    wrong: found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)),
    unsure: found.incomplete.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)),
    right: found.passes.map(rule => rule.id),
  };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("columns", [380, 680])
def test_axe_finds_nothing_that_keeps_anybody_out(chromium, columns, scheme):
    axe = judges.npm("axe-core/axe.min.js")
    wrong, right = {}, set()
    context = chromium.new_context(viewport={"width": columns, "height": 900}, color_scheme=scheme, offline=True)
    for name in golden.NAMES:
        page = context.new_page()
        page.set_content(golden.html(name))
        page.add_script_tag(path=axe)
        found = page.evaluate(ASKED, CHECKED)
        wrong[name] = found["wrong"] + found["unsure"]
        right |= set(found["right"])
        assert page.evaluate("document.documentElement.scrollWidth") <= columns, f"{name} is wider than {columns}"
        page.close()
    context.close()
    assert {name: each for name, each in wrong.items() if each} == {}
    assert {"color-contrast", "target-size", "html-has-lang"} <= right, "axe did not look"

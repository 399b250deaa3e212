"""Our components are the NHS's own: same parameters, same HTML, as their published examples say."""

import json
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from followon.web import nhsuk

FIXTURES = Path(__file__).parents[1] / "fixtures" / "nhsuk"
DIFFERENT = {
    # The Python package draws its own button only when JavaScript does: a known difference of its 0.10.2.
    ("file-upload", "button"),
}
EXAMPLES = [
    (file.stem, example)
    for file in sorted(FIXTURES.glob("*.json"))
    for example in json.loads(file.read_text())
    if (file.stem, example["name"]) not in DIFFERENT
]


def normal(html):
    return re.sub(r"\s*(<|>)\s*", r"\1", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize(
    ("component", "example"), EXAMPLES, ids=[f"{name}: {example['name']}" for name, example in EXAMPLES]
)
def test_a_component_is_what_the_design_system_publishes(component, example):
    assert normal(nhsuk.render(component, example["context"])) == normal(example["html"])


def test_every_component_we_warm_up_has_its_examples_here():
    assert set(nhsuk.USED_EVERYWHERE) <= {name for name, _ in EXAMPLES}


def test_what_people_typed_is_escaped():
    html = nhsuk.render("button", {"text": "<script>alert(1)</script>", "attributes": {"title": '"><b>'}})

    assert "<script>" not in html
    assert "<b>" not in html


def test_safe_html_and_translated_words_pass_through():
    html = nhsuk.render("inset-text", {"html": mark_safe("<p>Bring a cushion</p>")})
    assert "<p>Bring a cushion</p>" in html
    assert "Save" in nhsuk.render("button", {"text": gettext_lazy("Save")})


def test_words_of_several_lines_keep_their_lines():
    html = nhsuk.render(
        "textarea", {"id": "words", "name": "words", "label": "Words", "value": "one\n\n  two"}
    )
    assert ">one\n\n  two</textarea>" in html


def test_a_tag_says_parameters_as_keywords():
    tag = (
        '{% nhs "button" text="Save" variant="secondary" attributes__data_x="1" prevent_double_click=True %}'
    )
    html = Template("{% load components %}" + tag).render(Context())
    assert normal(html) == (
        '<button class="nhsuk-button nhsuk-button--secondary" data-module="nhsuk-button" '
        'data-prevent-double-click="true" type="submit" data-x="1">Save</button>'
    )


def test_a_block_puts_what_stands_inside_into_the_component():
    block = '{% nhs_block "details" summary_text="Bus and cost" %}<p>{{ bus }}</p>{% end_nhs_block %}'
    html = Template("{% load components %}" + block).render(Context({"bus": "42 & 43"}))

    assert "Bus and cost" in html
    assert "<p>42 &amp; 43</p>" in html


@pytest.mark.parametrize(
    ("texts", "calls", "said"), [(4, 1, "4 by text, 1 to ring"), (0, 2, "2 to ring"), (0, 0, "To nobody")]
)
def test_of_what_there_is_none_nothing_is_said(texts, calls, said):
    tag = '{% load components %}{% counts texts "by text" calls "to ring" none="To nobody" %}'

    assert Template(tag).render(Context({"texts": texts, "calls": calls})) == said


def test_unknown_components_are_an_error():
    with pytest.raises(Exception, match="no-such-thing"):
        nhsuk.render("no-such-thing", {})

"""NHS components in templates.

{% nhs "button" text="Save" prevent_double_click=True %}
{% nhs "tag" text="Overdue" colour="red" %}
{% nhs "summary-list" rows=rows %}                       rows as the service manual describes them
{% nhs_block "details" summary_text="Bus and cost" %} … {% end_nhs_block %}
{% nhs_field form.mobile page_heading=True %}            looks: followon.web.markup.LOOKS
{% error_summary form %}                                 above the h1; nothing when there is no error
{% back url "Steady Steppers" %}
{% address "web:contact" %}                              as `url`, for a page that its name alone names: worked out once
{% form_key %}                                           in a form whose view is `@once`
{% counts texts "by text" calls "to ring" %}             4 by text, 1 to ring; what is none is left out
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import format_html
from django.utils.safestring import SafeString

from followon.web import markup, nhsuk, once
from followon.web.forms import summary_of_errors
from followon.web.links import address
from followon.web.phones import show_phone

register = template.Library()

register.simple_tag(address)


@register.simple_tag
def nhs(component: str, **keywords: Any) -> SafeString:
    """One NHS component."""
    return nhsuk.render(component, nhsuk.params_from_keywords(keywords))


@register.simple_tag
def counts(*numbers_and_words: Any, none: str = "none") -> str:
    """How many of each, in one line; of what there is none nothing is said."""
    pairs = zip(numbers_and_words[::2], numbers_and_words[1::2], strict=True)
    return ", ".join(f"{number} {words}" for number, words in pairs if number) or none


class _Block(template.Node):
    def __init__(
        self, component: FilterExpression, keywords: dict[str, FilterExpression], inside: NodeList
    ) -> None:
        self.component, self.keywords, self.nodelist = component, keywords, inside

    def render(self, context: template.Context) -> SafeString:
        keywords = {key: value.resolve(context) for key, value in self.keywords.items()}
        params = nhsuk.params_from_keywords(keywords)
        name = str(self.component.resolve(context))
        params.setdefault(_INSIDE.get(name, "html"), self.nodelist.render(context))
        return nhsuk.render(name, params)


# The parameter that takes what stands between the tags, where it is not `html`.
_INSIDE = {"card": "descriptionHtml"}


@register.tag
def nhs_block(parser: Parser, token: Token) -> _Block:
    """One NHS component around what stands between the tags."""
    _, component, *rest = token.split_contents()
    keywords = token_kwargs(rest, parser)
    inside = parser.parse(("end_nhs_block",))
    parser.delete_first_token()
    return _Block(parser.compile_filter(component), keywords, inside)


@register.simple_tag
def nhs_field(field: BoundField, **looks: Any) -> SafeString:
    """One form field, with words about how it looks."""
    return markup.field_html(field, **looks)


@register.simple_tag(takes_context=True)
def error_summary(
    context: template.Context, *forms: "BaseForm | BaseFormSet[Any] | None"
) -> SafeString | str:
    """What is wrong, at the top of the page, each with a link that focuses the field.

    The base template shows it for `form`; a page with more forms calls it itself. Nothing appears twice.
    """
    bottom: Any = context.render_context.dicts[0]  # shared by the page and all it includes
    shown: set[int] = bottom.setdefault("error_summary", set())
    new = [one for form in forms for one in _forms_in(form) if id(one) not in shown]
    shown.update(map(id, new))
    errors = [error for form in new for error in summary_of_errors(form)]
    if not errors:
        return ""
    return nhsuk.render("error-summary", {"titleText": "There is a problem", "errorList": errors})


@register.simple_tag(takes_context=True)
def title_prefix(context: template.Context) -> str:
    """ "Error: " when a form on the page has errors, for people who hear the title first."""
    bound = (one for form in _forms_on_the_page(context) for one in _forms_in(form))
    return "Error: " if any(form.errors for form in bound) else ""


class _IfForms(template.Node):
    def __init__(self, inside: NodeList) -> None:
        self.nodelist = inside

    def render(self, context: template.Context) -> SafeString:
        return self.nodelist.render(context) if any(_forms_on_the_page(context)) else SafeString()


@register.tag
def if_forms(parser: Parser, token: Token) -> _IfForms:
    """What only a page with a form needs: the NHS components' own script, which is larger than most pages."""
    inside = parser.parse(("end_if_forms",))
    parser.delete_first_token()
    return _IfForms(inside)


def _forms_on_the_page(context: template.Context) -> "Iterator[BaseForm | BaseFormSet[Any]]":
    for layer in context.dicts:
        for value in layer.values():
            # By type(): isinstance() would wake lazy values such as the CSRF token, and set its cookie.
            if issubclass(type(value), BaseForm | BaseFormSet):
                yield value


def _forms_in(form: "BaseForm | BaseFormSet[Any] | None") -> list[BaseForm]:
    if isinstance(form, BaseFormSet):
        return [one for one in form.forms if one.is_bound]
    return [form] if isinstance(form, BaseForm) and form.is_bound else []


@register.simple_tag
def back(url: str, text: str = "Back") -> SafeString:
    """The back link, above the page's main part and in a landmark of its own."""
    return format_html(
        '<nav aria-label="Back">{}</nav>', nhsuk.render("back-link", {"href": url, "text": text})
    )


@register.simple_tag
def form_key() -> SafeString:
    """The hidden key that makes a form count once; see `followon.web.once`."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_key())


@register.filter
def phone(e164: str) -> str:
    """A stored number as people write it: 07700 900118."""
    return show_phone(e164) if e164 else ""


@register.filter
def tel(number: str) -> str:
    """A number as a `tel:` link wants it: digits and a plus only."""
    return "tel:" + "".join(char for char in number if char.isdigit() or char == "+")

"""The NHS design system's own component macros, callable from ordinary Django code and templates."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, FileSystemBytecodeCache, PackageLoader
from markupsafe import Markup

# What our pages use. Compiling one takes 15 to 115 ms, so a web process does it before the first visitor.
USED_EVERYWHERE = (
    "back-link",
    "button",
    "character-count",
    "checkboxes",
    "date-input",
    "details",
    "error-summary",
    "file-upload",
    "input",
    "notification-banner",
    "password-input",
    "radios",
    "select",
    "summary-list",
    "tag",
    "textarea",
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    try:
        cache = FileSystemBytecodeCache()  # a private directory of this user; the package checks its owner
    except RuntimeError:
        cache = None
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        undefined=ChainableUndefined,
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=cache,
    )


@lru_cache(maxsize=64)
def _macro(name: str) -> Callable[[dict[str, Any]], object]:
    """The component's macro. It is the only public one in its file, but not always named after it."""
    module = _environment().get_template(f"nhsuk/components/{name}/macro.jinja").module
    macro: Callable[[dict[str, Any]], object] = next(
        value for key, value in vars(module).items() if not key.startswith("_") and callable(value)
    )
    return macro


def _plain(value: object) -> Any:
    """Values as the macros expect them: translated strings resolved, Django's safe strings as Jinja's."""
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, SafeString):
        return Markup(value)  # noqa: S704 - it was marked safe by whoever made it
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def render(component: str, params: Mapping[str, Any]) -> SafeString:
    """The HTML of one component, with the parameters of the NHS service manual (`{"text": "Save"}`)."""
    return mark_safe(str(_macro(component)(_plain(params))).strip())  # noqa: S308 - the macros escape


_kept: dict[str, SafeString] = {}
_MOST_KEPT = 200


def render_kept(component: str, params: Mapping[str, Any]) -> SafeString:
    """As `render`, for a component that says the same to everybody, such as the choices of a filter: a macro with forty
    choices takes as long as a page. Never for what somebody typed or is called."""
    name = f"{component} {params!r}"
    html = _kept.get(name)
    if html is None:
        html = render(component, params)
        if len(_kept) < _MOST_KEPT:
            _kept[name] = html
    return html


def warm_up() -> None:
    """Compile the macros our pages use; cheap once the bytecode cache holds them."""
    for name in USED_EVERYWHERE:
        _macro(name)


def params_from_keywords(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords as nested parameters: `legend__page_heading=True` → `{"legend": {"pageHeading": True}}`.

    Below `attributes` a name becomes an HTML attribute instead: `attributes__data_x` → `data-x`.
    """
    params: dict[str, Any] = {}
    for key, value in keywords.items():
        *parents, last = key.split("__")
        inside = params
        for parent in parents:
            inside = inside.setdefault(_camel(parent), {})
        inside[last.replace("_", "-") if "attributes" in parents else _camel(last)] = value
    return params


def _camel(name: str) -> str:
    first, *others = name.strip("_").split("_")
    return first + "".join(word.capitalize() for word in others)

"""Who may open a page: `require` turns a permission's answer into a 403, `public` needs no session."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied

View = TypeVar("View", bound=Callable[..., Any])


def require(answer: bool, sentence: str = "You do not have access to this page.") -> None:
    """Go on if the answer is yes; else show the 403 page with the sentence, which is fit for the reader.

    Raises PermissionDenied. Whoever may not even know of the thing gets a 404 from `visible_to` before this.
    """
    if not answer:
        raise PermissionDenied(sentence)


def public(view: View) -> View:
    """Mark a page that anybody may read and that never touches the session or the database.

    Pages that only do without signing in, such as a link from a text, use Django's `login_not_required`.
    """
    view.without_session = True  # type: ignore[attr-defined]  # read by SignInRequired
    return login_not_required(view)

"""Re-exports User, Consent and Method."""

from followon.people.models.consent import Consent, Method
from followon.people.models.user import User

__all__ = ["Consent", "Method", "User"]

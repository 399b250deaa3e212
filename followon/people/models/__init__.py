"""Re-exports User, Consent, Method, SignInCode and CodePurpose."""

from followon.people.models.code import CodePurpose, SignInCode
from followon.people.models.consent import Consent, Method
from followon.people.models.user import User

__all__ = ["CodePurpose", "Consent", "Method", "SignInCode", "User"]

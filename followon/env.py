"""Typed readers for environment variables; a variable named NAME_FILE names a file with the secret."""

import sys
from pathlib import Path

import environ
from environ.fileaware_mapping import FileAwareMapping


class _WithoutLineEnds(FileAwareMapping):
    """Secrets from files, without the line end that editors put there."""

    def __getitem__(self, key: str) -> str:
        return str(super().__getitem__(key)).strip()


class _Environment(environ.FileAwareEnv):
    ENVIRON = _WithoutLineEnds()


env = _Environment()

_dotenv = Path(__file__).resolve().parent.parent / ".env"
if _dotenv.exists():
    env.read_env(str(_dotenv))


def required(name: str, hint: str) -> str:
    """The value of a variable, or stop with the sentence that fixes it."""
    value: str = env.str(name, default="")
    if not value:
        sys.exit(f"{name} is not set. {hint}")
    return value

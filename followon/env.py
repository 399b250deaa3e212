"""Typed readers for environment variables; a variable named NAME_FILE points at a file that holds the secret."""

import sys
from pathlib import Path

import environ

env = environ.FileAwareEnv()

_dotenv = Path(__file__).resolve().parent.parent / ".env"
if _dotenv.exists():
    env.read_env(str(_dotenv))


def required(name: str, hint: str) -> str:
    """The value of a variable, or stop with the sentence that fixes it."""
    value = env.str(name, default="")
    if not value:
        sys.exit(f"{name} is not set. {hint}")
    return value

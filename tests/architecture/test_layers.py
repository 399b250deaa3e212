"""Imports point down the four layers only; the contracts stand in pyproject.toml."""

from django.conf import settings
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_every_import_contract_holds(capsys):
    outcome = lint_imports(config_filename=str(settings.BASE_DIR / "pyproject.toml"), no_cache=True)

    assert outcome == EXIT_STATUS_SUCCESS, capsys.readouterr().out

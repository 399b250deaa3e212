"""`manage.py` where there is nothing but Python: it builds its environment, again when the lock changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PYTHON = Path(sys.base_prefix) / "bin" / "python3"


@pytest.fixture
def bare(tmp_path):
    """A checkout whose lock asks for nothing, so that nothing is fetched."""
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text("# nothing\n")
    package = tmp_path / "django" / "core"  # stands where Django would be, and says which Python runs it
    package.mkdir(parents=True)
    (package / "management.py").write_text(
        "import sys\ndef execute_from_command_line(words):\n    print(sys.prefix, *words[1:])\n"
    )
    return tmp_path


def run(bare, *words, cwd=None, **environ):
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environ
    command = [PYTHON, bare / "manage.py", *words]
    return subprocess.run(command, cwd=cwd or bare, env=own, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_environment_is_built_once_and_again_when_the_lock_changes(bare, tmp_path_factory):
    first = run(bare, "check")
    second = run(bare, "check", cwd=tmp_path_factory.mktemp("elsewhere"))
    with_tests = run(bare, "test", "-x")
    after_tests = run(bare, "check")
    (bare / "requirements-dev.txt").write_text("# nothing, but said in another way\n")
    changed = run(bare, "check")

    inside = f"{bare}/.venv check"
    assert first.stdout.splitlines() == [installing("requirements.txt"), inside]
    assert second.stdout.splitlines() == [inside]
    assert with_tests.stdout.splitlines() == [installing("requirements-dev.txt"), f"{bare}/.venv test -x"]
    assert after_tests.stdout.splitlines() == [inside]
    assert changed.stdout.splitlines() == [installing("requirements-dev.txt"), inside]


def test_without_venv_it_says_what_to_install(bare):
    (bare / "venv.py").write_text("raise SystemExit(1)")

    said = run(bare, "check", PYTHONPATH=str(bare))

    assert said.returncode == 1
    assert "apt install python3-venv" in said.stderr


@pytest.mark.slow
def test_a_package_that_is_not_the_pinned_one_is_refused(bare):
    (bare / "requirements.txt").write_text(f"followon==1.0 --hash=sha256:{'0' * 64}\n")

    said = run(bare, "check", PIP_NO_INDEX="1")

    assert said.returncode == 1
    assert "The packages could not be installed" in said.stderr
    assert not (bare / ".venv" / "installed-lock").exists()


def installing(lock):
    return f"Installing what {lock} lists into .venv, once. This takes about a minute."

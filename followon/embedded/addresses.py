"""Where this checkout's own services are: worked out from its path, so that every command agrees."""

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".data"
FIRST_PORT, PORTS = 20_000, 5_000  # below the ports the kernel hands out by itself


@dataclass(frozen=True)
class Addresses:
    """The sockets and ports of one checkout's PostgreSQL, Valkey and stand-ins, whether or not they run."""

    runtime: Path
    standin_port: int
    smtp_port: int
    smtp_host: str = "127.0.0.1"

    @property
    def database_url(self) -> str:
        """In the form in which django-environ reads the folder of a socket."""
        return f"postgres://followon@/{self.runtime}/followon"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.runtime}/valkey.sock"

    @property
    def standin_url(self) -> str:
        return f"http://127.0.0.1:{self.standin_port}"


def addresses(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Addresses:
    """This checkout's addresses. Starts and makes nothing; reads only the path and the environment.

    Sockets live under /tmp: a socket's path may hold 107 bytes at most, and a checkout's may be longer.
    """
    mark = hashlib.sha256(str(root).encode()).hexdigest()
    runtime = environ.get("FOLLOWON_RUNTIME") or f"/tmp/followon-{os.getuid()}-{mark[:10]}"  # noqa: S108 - make_runtime keeps it private
    port = FIRST_PORT + 2 * (int(mark, 16) % PORTS)
    return Addresses(
        runtime=Path(runtime),
        standin_port=int(environ.get("FOLLOWON_STANDIN_PORT") or port),
        smtp_port=int(environ.get("FOLLOWON_SMTP_PORT") or port + 1),
    )


def make_runtime(folder: Path) -> Path:
    """Make the folder for sockets, which nobody else may enter; refuse one that somebody else made first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    if folder.is_symlink() or facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise PermissionError(f"{folder} is not a private folder of yours. Remove it, then try again.")
    return folder


def local_secret_key(data: Path = DATA) -> str:
    """The key of a checkout that was given none: made once, kept in `.data/`, readable by its owner only."""
    kept = data / "secret-key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        draft, name = tempfile.mkstemp(dir=data)  # 0600
        with os.fdopen(draft, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(name, kept)  # of two processes that get here at once, the first one's key stays
        Path(name).unlink()
    return kept.read_text()

"""PostgreSQL and Valkey as children: made the first time, started, and ready when they answer."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from followon.embedded import binaries
from followon.embedded.children import Child, DidNotStart, run_as_ordinary_user

QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]

OTHER_VERSION = """\
The data in {data} belongs to PostgreSQL {made}; this is PostgreSQL {here}.
Nothing was started and nothing was changed.
To carry the data over:
  1. Run the release of this software that made it, and while `manage.py up` runs there:
       pg_dump --format=custom --file=followon.dump --dbname="{url}"
  2. Stop it, and move {data} out of the way.
  3. Here, run `python3 manage.py up --empty`, and in a second terminal:
       {bin}/pg_restore --clean --if-exists --no-owner --dbname="{url}" followon.dump
"""


class OtherVersion(Exception):
    """The data folder was made by another major version of PostgreSQL."""


def postgres(data: Path, runtime: Path, log: Path, *, durable: bool = True) -> Child:
    """PostgreSQL on a socket in `runtime`, its data made if there is none. Raises OtherVersion, NotInstalled.

    Not durable means fast and forgetful: for tests, whose data nobody wants after a power cut.
    """
    folder = binaries.postgres()
    if (data / "PG_VERSION").exists():
        _refuse_other_version(data, folder, runtime)
        _let_the_last_one_end(data)
    else:
        _make_cluster(data, folder)
    options = ["timezone=UTC", "log_timezone=UTC", "max_connections=100", *([] if durable else QUICK)]
    command: list[str | Path] = [folder / "postgres", "-D", data, "-k", runtime, "-h", ""]
    for option in options:
        command += ["-c", option]
    return Child(
        "PostgreSQL",
        command,
        log,
        signal.SIGINT,
        never_root=True,
        is_ready=lambda child: _serves(data, child),
    )


def make_database(runtime: Path, *, afresh: bool = False) -> None:
    """Make our database in a running PostgreSQL, unless it is there; afresh means without what it held."""
    if afresh:
        _administer("dropdb", runtime, "--if-exists", "--force")
    made = _administer("createdb", runtime)
    if made.returncode and "already exists" not in made.stderr:
        raise DidNotStart(made.stderr)


def _administer(program: str, runtime: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's own programs on our database."""
    place = ["-h", str(runtime), "-U", "followon", "--maintenance-db=postgres"]
    command: list[str | Path] = [binaries.postgres() / program, *place, *options, "followon"]
    return subprocess.run(command, capture_output=True, text=True)


def valkey(data: Path, runtime: Path, log: Path, *, durable: bool = True) -> Child:
    """Valkey on a socket in `runtime`; it never drops what it holds to make room. Raises NotInstalled."""
    data.mkdir(parents=True, exist_ok=True)
    place = runtime / "valkey.sock"
    options = {
        "--port": "0",
        "--unixsocket": str(place),
        "--unixsocketperm": "700",
        "--dir": str(data),
        "--appendonly": "yes" if durable else "no",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }
    command: list[str | Path] = [binaries.valkey(), *(word for pair in options.items() for word in pair)]
    return Child("Valkey", command, log, is_ready=lambda child: _pongs(place))


def _refuse_other_version(data: Path, folder: Path, runtime: Path) -> None:
    made, here = int((data / "PG_VERSION").read_text().split(".")[0]), binaries.major_version(folder)
    if made != here:
        url = f"host={runtime} user=followon dbname=followon"
        raise OtherVersion(OTHER_VERSION.format(data=data, made=made, here=here, url=url, bin=folder))


def _let_the_last_one_end(data: Path, seconds: float = 10) -> None:
    """Wait for a PostgreSQL whose supervisor was killed a moment ago: it is still writing its data down."""
    until = time.monotonic() + seconds
    while _last_one_runs(data) and time.monotonic() < until:
        time.sleep(0.05)


def _last_one_runs(data: Path) -> bool:
    try:
        number = int((data / "postmaster.pid").read_text().split()[0])
        return Path(f"/proc/{number}/comm").read_text().strip() == "postgres"
    except (OSError, ValueError, IndexError):
        return False


def _make_cluster(data: Path, folder: Path) -> None:
    """Make an empty database cluster; one that was interrupted half-way never looks finished."""
    data.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="cluster-", dir=data.parent))
    try:
        options = ["-U", "followon", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        made = run_as_ordinary_user(
            [folder / "initdb", "-D", draft, *options, "--no-sync", "--no-instructions"]
        )
        if made.returncode:
            raise DidNotStart(f"PostgreSQL could not make its data folder: {made.stdout}{made.stderr}")
        draft.rename(data)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _serves(data: Path, child: Child) -> bool:
    """Whether this very PostgreSQL says in its own file that it takes connections."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    mine = child.process is not None and lines[:1] == [str(child.process.pid)]
    return mine and [line.strip() for line in lines[7:]] == ["ready"]


def _pongs(place: Path) -> bool:
    """Whether Valkey answers at this socket, with its data loaded."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(place))
            line.sendall(b"PING\r\n")
            return line.recv(7) == b"+PONG\r\n"
    except OSError:
        return False

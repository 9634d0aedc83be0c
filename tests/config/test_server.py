"""The project's own PostgreSQL: nothing is lost, whoever is killed."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.postgres import server

ROOT = Path(__file__).resolve().parents[2]

# For each line it is given: attach from four threads at once, add a row, say how many
# there are and which process serves them.
CLIENT = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import psycopg2
from config.postgres import server

folder = Path(sys.argv[1])
for _line in sys.stdin:
    with ThreadPoolExecutor(4) as pool:
        address, *others = pool.map(server.start, [folder] * 4)
    assert all(other == address for other in others)
    to = psycopg2.connect(
        host=address["HOST"], port=address["PORT"], user=address["USER"], dbname="postgres"
    )
    with to, to.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1)")
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        cursor.execute("INSERT INTO kept VALUES (1)")
        cursor.execute("SELECT count(*) FROM kept")
        rows = cursor.fetchone()[0]
    print(rows, flush=True)  # committed
"""


class Client:
    """A process of its own that uses the server in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )

    def ask(self) -> None:
        """Have it add a row."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answer(self) -> int:
        """How many rows it then counted."""
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def rows(self) -> int:
        """Have it add a row and count them all."""
        self.ask()
        return self.answer()

    def leave(self) -> None:
        """End it as processes end: its input is closed."""
        with self.process:
            pass

    def kill(self) -> None:
        """End it with kill -9."""
        self.process.kill()
        with self.process:
            pass


def serving(folder: Path) -> psutil.Process:
    """The process that serves `folder`."""
    return psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))


def end(folder: Path) -> None:
    """End the server of `folder` with kill -9, and see that nothing of it is at work."""
    with suppress(OSError, psutil.Error):
        found = serving(folder)
        if folder.samefile(found.cwd()):
            found.kill()
    for pid in server._at_work(folder):
        with suppress(psutil.Error):
            psutil.Process(pid).wait(10)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a server may keep its data: a short path, as a socket needs."""
    with tempfile.TemporaryDirectory(
        prefix="coso-", ignore_cleanup_errors=True
    ) as made:
        yield Path(made) / "data"
        end(Path(made) / "data")


@pytest.fixture
def client(folder: Path) -> Iterator[Callable[[], Client]]:
    """Start processes that use the server; all end with the test."""
    with ExitStack() as started:

        def one() -> Client:
            made = Client(folder)
            started.callback(made.kill)
            return made

        yield one


def test_data_survive_a_killed_process_and_the_next_one_stops_the_server(
    client: Callable[[], Client], folder: Path
) -> None:
    killed = client()
    assert killed.rows() == 1
    at_work = serving(folder)
    killed.kill()
    assert at_work.is_running()
    heir = client()
    assert heir.rows() == 2
    assert serving(folder) == at_work
    heir.leave()
    assert not (folder / "postmaster.pid").exists()


def test_data_survive_a_killed_server_in_a_process_that_used_it_and_in_the_next(
    client: Callable[[], Client], folder: Path
) -> None:
    witness = client()
    assert witness.rows() == 1
    end(folder)
    assert witness.rows() == 2
    end(folder)
    assert client().rows() == 3


def test_data_survive_when_everything_is_killed_and_its_number_belongs_to_another(
    client: Callable[[], Client], folder: Path
) -> None:
    killed = client()
    assert killed.rows() == 1
    stranger = client()
    end(folder)
    killed.kill()
    traces = folder / "postmaster.pid"
    lock = folder / ".s.PGSQL.5432.lock"
    for left in (traces, lock):
        rest = left.read_text().split("\n", 1)[1]
        left.write_text(f"{stranger.process.pid}\n{rest}")
    assert client().rows() == 2
    assert stranger.process.poll() is None


def test_processes_that_start_together_share_one_server_and_the_last_one_stops_it(
    client: Callable[[], Client], folder: Path
) -> None:
    together = [client() for _ in range(3)]
    for one in together:
        one.ask()
    assert sorted(one.answer() for one in together) == [1, 2, 3]
    at_work = serving(folder)
    for one in together[1:]:
        one.leave()
    assert at_work.is_running()
    together[0].leave()
    assert not (folder / "postmaster.pid").exists()


def test_a_process_killed_while_it_makes_the_first_data_leaves_nothing_half_made(
    client: Callable[[], Client], folder: Path
) -> None:
    killed = client()
    killed.ask()
    until = time.monotonic() + 30
    while not list(folder.parent.glob("data.new-*/PG_VERSION")):
        assert time.monotonic() < until
        time.sleep(0.005)
    killed.kill()
    assert client().rows() == 1
    assert not list(folder.parent.glob("data.new-*/PG_VERSION"))


def test_a_path_too_long_for_a_socket_works(client: Callable[[], Client]) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        deep = Path(made) / ("dài " * 30).strip() / "postgres"
        first, second = Client(deep), Client(deep)
        try:
            assert first.rows() == 1
            assert second.rows() == 2
        finally:
            first.kill()
            second.kill()
            end(deep)


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    in_the_way = tmp_path / "postgres"
    in_the_way.write_text("")
    with pytest.raises(ImproperlyConfigured, match="could not start in .*DATABASE_URL"):
        server.start(in_the_way)


def test_a_parent_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(
        ImproperlyConfigured, match="make sure the folder can be written"
    ):
        server.start(tmp_path / "var" / "postgres")

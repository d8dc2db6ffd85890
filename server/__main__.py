"""The command line: `bidroom serve` and what an operator needs around it."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from server.app import create_app, run_clock
from server.channels.serving import CannotShare, Server, shared_sockets
from server.errors import Refusal
from server.messages import NOBODY
from server.people import ME
from server.people.operators import add_operator
from server.settings import BadSetting, Settings
from server.storage.migrate import is_current
from server.storage.migrate import restored as renew_epoch
from server.storage.opening import NotMigrated, Storage, administration_engine, migrate_database
from server.storage.sqlite import FileInUse, FileLock
from server.storage.verify import Head
from server.storage.verify import verify as flaws

app = typer.Typer(help="Bidroom: a freelance marketplace that happens live.", no_args_is_help=True)
operator_app = typer.Typer(help="Who moderates this site.", no_args_is_help=True)
app.add_typer(operator_app, name="operator")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Overrides BIDROOM_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrides BIDROOM_PORT.")] = None,
    reuse_port: Annotated[bool, typer.Option("--reuse-port", help="Several processes may serve on one port.")] = False,
) -> None:
    """Serve the site: pages, API and sockets; without Redis the clock too."""
    settings = read_settings()
    host, port = host or settings.host, port or settings.port
    if reuse_port and settings.sqlite_path:
        raise CannotShare("One SQLite file has one server: --reuse-port needs PostgreSQL in BIDROOM_DATABASE_URL.")
    sockets = shared_sockets(host, port) if reuse_port else None
    parts = create_app(settings)
    parts.storage.prepare()
    typer.echo(f"Bidroom is at http://{host}:{port}  (Ctrl+C stops it)")
    server = Server(parts.asgi, parts.connections, host, port, settings.closing_seconds)
    server.run(sockets)
    if not server.started:
        raise typer.Exit(1)


@app.command()
def clock() -> None:
    """Run the clock by itself: closings and whatever else falls due. Needs PostgreSQL and Redis."""
    settings = read_settings()
    if not settings.clock_apart:
        typer.echo("Without PostgreSQL and Redis the clock runs inside `bidroom serve`. This process only waits.")
    asyncio.run(_until_told_to_stop(run_clock(settings) if settings.clock_apart else asyncio.Event().wait()))


async def _until_told_to_stop(work: Coroutine[Any, Any, Any]) -> None:
    task = asyncio.create_task(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    migrate_database(read_settings())
    typer.echo("The database has this version's schema.")


@app.command()
def verify(
    head: Annotated[
        list[str] | None, typer.Option(help="A hash that somebody kept: job:7@12=<64 hex digits>. May be repeated.")
    ] = None,
) -> None:
    """Check that no logged event was altered, added or dropped. Exits 1 and names the event otherwise.

    A head that nobody kept proves nothing against whoever owns the database: keep heads elsewhere and check against them.
    """
    try:
        kept = [Head.parse(text) for text in head or ()]
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
    with administration(writing=False) as connection:
        if not is_current(connection):
            raise NotMigrated("There is no database of this version to verify.")
        found = list(flaws(connection, kept))
    for flaw in found:
        typer.echo(str(flaw))
    typer.echo("The record is whole." if not found else "The record is not what it was.")
    raise typer.Exit(1 if found else 0)


@app.command()
def restored() -> None:
    """Say that a backup was put back, so that clients take fresh snapshots. Stop the server first."""
    settings = read_settings()
    lock = FileLock(settings.sqlite_path) if settings.sqlite_path else None
    if lock:
        lock.hold()
    with administration(writing=True) as connection:
        epoch = renew_epoch(connection)
    if lock:
        lock.release()
    typer.echo(f"The logs begin a new life, {epoch}.")


@operator_app.command("add")
def operator_add(email: Annotated[str, typer.Argument(help="Of an account that is registered already.")]) -> None:
    """Make somebody an operator."""
    storage = Storage(read_settings(), find_me=ME)

    async def add() -> None:
        await storage.database.open()
        try:
            await storage.database.write(NOBODY, add_operator, email)
        finally:
            await storage.database.close()

    asyncio.run(add())
    typer.echo(f"{email} is an operator now.")


def read_settings() -> Settings:
    return Settings.read(os.environ)


@contextmanager
def administration(*, writing: bool) -> Iterator[Connection]:
    engine = administration_engine(read_settings(), writing=writing)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def main() -> None:
    """What stands in the way is said in a sentence, without a traceback."""
    try:
        app()
    except (BadSetting, CannotShare, FileInUse, NotMigrated, Refusal) as reason:
        typer.echo(str(reason), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

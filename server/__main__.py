"""The command line: `bidroom serve` and what an operator needs around it."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer
from sqlalchemy import Connection

from server.app import create_app, run_clock
from server.channels.serving import CannotShare, Server, shared_sockets
from server.demo.filling import fill
from server.demo.leaving import check_leaving, leave
from server.demo.simulation import Simulation
from server.errors import Refusal
from server.messages import NOBODY
from server.people import ME
from server.people.operators import add_operator
from server.settings import BadSetting, Settings
from server.storage.migrate import is_current
from server.storage.migrate import restored as renew_epoch
from server.storage.opening import NotMigrated, Storage, administration_engine, migrate_database
from server.storage.sqlite import FileInUse, FileLock
from server.storage.tx import Tx
from server.storage.verify import Head
from server.storage.verify import verify as flaws

app = typer.Typer(help="Bidroom: a freelance marketplace that happens live.", no_args_is_help=True)
operator_app = typer.Typer(help="Who moderates this site.", no_args_is_help=True)
app.add_typer(operator_app, name="operator")
demo_app = typer.Typer(invoke_without_command=True)
app.add_typer(demo_app, name="demo")

P = ParamSpec("P")
R = TypeVar("R")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Overrides BIDROOM_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrides BIDROOM_PORT.")] = None,
    reuse_port: Annotated[bool, typer.Option("--reuse-port", help="Several processes may serve on one port.")] = False,
) -> None:
    """Serve the site: pages, API and sockets; without Redis the clock too."""
    settings = _overridden(read_settings(), host, port)
    if reuse_port and not settings.clock_apart:
        raise CannotShare(
            "--reuse-port needs PostgreSQL in BIDROOM_DATABASE_URL, because one SQLite file has one server, and Redis in "
            "BIDROOM_REDIS_URL, by which the processes hear of each other."
        )
    _serve(settings, shared_sockets(settings.host, settings.port) if reuse_port else None)


def _overridden(settings: Settings, host: str | None, port: int | None) -> Settings:
    return settings.but(host=host or settings.host, port=port or settings.port)


def _serve(settings: Settings, sockets: list[socket.socket] | None = None) -> None:
    parts = create_app(settings)
    parts.storage.prepare()
    if settings.demo and asyncio.run(_write(settings, fill)):
        typer.echo("The demo market is ready: made-up people, jobs and bids. `bidroom demo leave` removes them.")
    simulation = Simulation(settings.host, settings.port).run if settings.demo else None
    typer.echo(f"Bidroom is at http://{settings.host}:{settings.port}  (Ctrl+C stops it)")
    server = Server(parts.asgi, parts.connections, settings.host, settings.port, settings.closing_seconds, beside=simulation)
    server.run(sockets)
    if not server.started:
        raise typer.Exit(1)


@demo_app.callback()
def demo(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Overrides BIDROOM_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrides BIDROOM_PORT.")] = None,
) -> None:
    """Serve the site with a demo market, whose people anybody may be and who go on by themselves."""
    if context.invoked_subcommand is None:
        _serve(_overridden(read_settings().but(demo=True), host, port))


@demo_app.command("leave")
def demo_leave(
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="Remove those too who registered besides the demo's people.")
    ] = False,
) -> None:
    """Empty the demo market, so that the site becomes your own. Stop the server first."""
    settings = read_settings()
    with _held(settings):
        with administration(writing=False) as connection:
            if not is_current(connection):
                raise NotMigrated("There is no demo market here: the database is not this version's.")
            there = check_leaving(connection, everybody=everybody, production=settings.production)
        if not yes:
            who = f"all {there.cast} people of the demo" + (f" and {there.others} more" if there.others else "")
            typer.confirm(f"This removes {who}, with all jobs, bids and records, for good. Go on?", abort=True)
        with administration(writing=True) as connection:
            epoch = leave(connection, everybody=everybody, production=settings.production)
    typer.echo(f"The market is empty and yours; its logs begin a new life, {epoch}. Serve it with `bidroom serve`.")


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
    with _held(read_settings()), administration(writing=True) as connection:
        epoch = renew_epoch(connection)
    typer.echo(f"The logs begin a new life, {epoch}.")


@operator_app.command("add")
def operator_add(email: Annotated[str, typer.Argument(help="Of an account that is registered already.")]) -> None:
    """Make somebody an operator."""
    asyncio.run(_write(read_settings(), add_operator, email))
    typer.echo(f"{email} is an operator now.")


async def _write(settings: Settings, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Carries out one action, beside a server or without one."""
    database = Storage(settings, find_me=ME).database
    await database.open()
    try:
        return await database.write(NOBODY, action, *args, **kwargs)
    finally:
        await database.close()


@contextmanager
def _held(settings: Settings) -> Iterator[None]:
    """Keeps servers away from a SQLite file meanwhile. Raises FileInUse where one is there."""
    lock = FileLock(settings.sqlite_path) if settings.sqlite_path else None
    if lock:
        lock.hold()
    try:
        yield
    finally:
        if lock:
            lock.release()


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

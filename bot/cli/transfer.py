"""`statuswire export` and `statuswire import`: all that is remembered, to a file and into another database."""

import asyncio
import gzip
import sys
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from bot.cli.configured import memory, settings
from bot.cli.terminal import Ending, asides, complain, literal
from bot.core.words import counted
from bot.store import transfer
from bot.store.database import Database
from bot.store.errors import StoreError

LONGEST_LINE = 256 * 2**20  # bytes; no row comes near it, but a file that is something else may be one line
TOLD_EVERY = 1_000  # rows


def export(out: Path | None) -> Ending:
    """Write all that is remembered to a file, or to stdout; also while `run` is running."""
    try:
        rows = asyncio.run(_export(settings().database_url, out))
    except StoreError as error:
        complain(str(error))
        return Ending.FAILED
    except OSError as error:
        complain(f"The export cannot be written to {out or 'stdout'}: {error.strerror}.")
        return Ending.FAILED
    asides().print(literal(f"{counted(rows, 'row')} written to {out or 'stdout'}"))
    return Ending.DONE


def bring(file: Path) -> Ending:
    """Fill an empty database with what an export says, once it is known to be whole."""
    configured = settings()
    try:
        rows = asyncio.run(_bring(configured.database_url, file))
    except StoreError as error:
        complain(str(error), "nothing was changed.")
        return Ending.FAILED
    except OSError as error:
        complain(f"{file} cannot be read: {error.strerror}.")
        return Ending.FAILED
    asides().print(literal(f"{counted(rows, 'row')} read into {memory(configured)}"))
    return Ending.DONE


async def _export(url: str, out: Path | None) -> int:
    database = await Database.open(url, exclusive=False)
    try:
        async with database.transaction() as tx, aclosing(transfer.written(tx)) as lines:
            with _progress("exporting") as tell, _written(out) as file:
                return await _write(lines, file, tell)
    finally:
        await database.close()


async def _write(lines: AsyncIterator[bytes], file: BinaryIO, tell: Callable[[int], None]) -> int:
    """Write the lines; returns how many of them are rows."""
    rows = 0
    async for line in lines:
        file.write(line)
        rows += line.startswith(b"[")
        tell(rows)
    return rows


async def _bring(url: str, file: Path) -> int:
    with _progress("checking") as tell:
        rows = 0
        for rows, _ in enumerate(transfer.read(_lines(file)), start=1):
            tell(rows)
    database = await Database.open(url)
    try:
        async with database.transaction() as tx:
            with _progress("importing") as tell:
                await transfer.fill(tx, _lines(file), tell)
    finally:
        await database.close()
    return rows


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how many rows are done."""
    with asides().status(doing) as status:
        told = 0

        def tell(rows: int) -> None:
            nonlocal told
            if rows >= told + TOLD_EVERY:
                told = rows
                status.update(f"{doing}: {rows:,} rows")

        yield tell


@contextmanager
def _written(out: Path | None) -> Iterator[BinaryIO]:
    """A file that stands under its name only once it is whole, packed where the name ends so; or stdout."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            if _is_packed(out):
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                    yield cast("BinaryIO", packed)
            else:
                yield file
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, unpacked where its name says that it is packed."""
    try:
        with gzip.open(path) if _is_packed(path) else path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                yield line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise StoreError(transfer.DAMAGED) from None


def _is_packed(path: Path) -> bool:
    return path.suffix == ".gz"

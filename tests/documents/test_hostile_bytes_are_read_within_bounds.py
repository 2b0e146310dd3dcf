"""Whatever a file holds, its reading costs a bounded memory and time, and nothing of it stays for the next one."""

import base64
import os
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import media
from documents.bounded import door
from documents.deposit.incoming import pdf
from documents.deposit.incoming.refusals import FileRefused
from tests.documents import hostile_jobs
from tests.documents.depositing import PDF

IMMENSE = 30_000_000  # bytes, unfolded


def job(function: object, memory: int = 300_000_000, seconds: int = 1) -> door.Job:
    return door.Job(f"{hostile_jobs.__name__}:{function.__name__}", memory, seconds)  # type: ignore[attr-defined]


def one_page(content: bytes, filters: str, kind: str = "") -> bytes:
    """Addresses are left to be found again: this is also what hostile files do."""
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources <</Font <</F 4 0 R>>>>>>",
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        f"<<{kind} /Length {len(content)} /Filter [{filters}]>> stream\n".encode() + content + b"\nendstream",
    )
    body = b"\n".join(b"%d 0 obj %b endobj" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"\ntrailer <</Root 1 0 R>>\n%%EOF"


def deflated(part: bytes, size: int = IMMENSE, first: bytes = b"") -> bytes:
    """A part written over and over, without ever standing here as a whole."""
    packing, block = zlib.compressobj(9), part * (1_000_000 // len(part))
    return (
        packing.compress(first) + b"".join(packing.compress(block) for _ in range(size // len(block))) + packing.flush()
    )


def bombs() -> dict[str, bytes]:
    words = deflated(b"(abcdefgh) Tj 0 1 Td ", first=b"BT /F 9 Tf ")
    run = bytes([129]) + b" "  # stands for 128 spaces
    return {
        "flate": one_page(words, "/FlateDecode"),
        "flate of flate": one_page(zlib.compress(words, 9), "/FlateDecode /FlateDecode"),
        "ascii85": one_page(base64.a85encode(words, adobe=True)[2:], "/ASCII85Decode /FlateDecode"),
        "ascii hexadecimal": one_page(words.hex().encode() + b">", "/ASCIIHexDecode /FlateDecode"),
        "run length": one_page(run * (3 * IMMENSE // 128) + b"\x80", "/RunLengthDecode"),
        "run length in flate": one_page(deflated(run, 8_000_000), "/FlateDecode /RunLengthDecode"),
        "a name with an escape": one_page(words, "/Fl#61teDecode"),
        "compressed objects": one_page(words, "/FlateDecode", "/Type /ObjStm /N 9 /First 9"),
    }


def peak() -> int:
    """Most memory held since it was last asked, in KB."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(status.partition("VmHWM:")[2].split()[0])


def test_no_filter_unfolds_a_small_pdf_without_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured here: our own memory and our time, which a request would spend."""
    monkeypatch.setattr(media, "_PDF_TEXT", replace(media._PDF_TEXT, seconds=1))
    files = bombs()
    media.pdf_text(PDF)
    peak()
    before, spent = peak(), time.process_time()
    for name, data in files.items():
        assert len(data) < 3_000_000, name
        assert sum(map(len, media.pdf_text(data).pages)) <= 5_000_000, name
    assert peak() - before < 40_000
    assert time.process_time() - spent < 2
    assert "trop lourd" in media.pdf_text(files["flate"]).problem
    assert media.pdf_text(PDF).has_text


@pytest.mark.parametrize(
    "hostile",
    [
        hostile_jobs.abort,
        hostile_jobs.fail,
        hostile_jobs.swell,
        hostile_jobs.spin,
        hostile_jobs.flood,
        hostile_jobs.kill_its_keeper,
    ],
)
def test_who_is_broken_by_a_file_is_lost_and_the_next_one_served(hostile: object) -> None:
    with pytest.raises(door.Lost):
        door.run(job(hostile), b"")

    assert door.run(job(hostile_jobs.echo), b"next") == b"next"


def test_who_sleeps_is_woken_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MARGIN", 0)

    with pytest.raises(door.Lost):
        door.run(job(hostile_jobs.sleep), b"")
    assert door.run(job(hostile_jobs.echo, seconds=9), b"next") == b"next"


def test_who_leaves_without_a_word_has_answered_nothing() -> None:
    assert door.run(job(hostile_jobs.leave), b"") == b""


def test_a_reader_writes_no_file_and_knows_nothing_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "x")

    with pytest.raises(door.Lost):
        door.run(job(hostile_jobs.write_a_file), str(tmp_path / "file").encode())
    assert "SECRET" not in (told := door.run(job(hostile_jobs.tell_the_environment), b"").decode())
    assert told.endswith("]/")


def test_a_keeper_that_died_while_it_waited_is_replaced() -> None:
    door.run(job(hostile_jobs.echo), b"")
    for keeper in door._idle:
        keeper.process.kill()
        keeper.process.wait()

    assert door.run(job(hostile_jobs.echo), b"again") == b"again"


def test_threads_get_their_own_answers_from_a_few_keepers() -> None:
    sent = [os.urandom(50_000 + number) for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda data: door.run(job(hostile_jobs.echo), data), sent)) == sent
    assert len(door._idle) <= door.KEEPERS


def test_who_finds_no_keeper_free_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.01)
    for _ in range(door.KEEPERS):
        door._free.acquire()
    try:
        with pytest.raises(door.Lost):
            door.run(job(hostile_jobs.echo), b"")
        assert "trop lourd" in media.pdf_text(PDF).problem
        with pytest.raises(FileRefused, match="temps ou de mémoire"):
            pdf.cleaned(PDF)
    finally:
        door._free.release(door.KEEPERS)


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_damage_to_a_pdf_ever_raises(noise: bytes, place: int) -> None:
    damaged = PDF[:place] + noise + PDF[place + len(noise) :]

    assert isinstance(media.pdf_text(damaged), media.PdfText)
    assert media.pdf_page_count(damaged) in (None, 1)

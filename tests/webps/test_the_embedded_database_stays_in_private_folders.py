"""The folders belong to the owner alone, whatever the path is; the folders around are left as they are."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from webps.embedded.cluster import Connection, destroy, ensure_running, status, stop
from webps.embedded.runner import EmbeddedDatabaseError, home_of


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "in between" / "database"
    yield folder
    destroy(folder)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A stopped cluster; copying it is quicker than making another."""
    folder = tmp_path_factory.mktemp("private") / "database"
    ensure_running(folder, durable=False)
    stop(folder)
    yield folder
    destroy(folder)


@pytest.fixture
def no_namespace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that forbids user namespaces, as containers do by default."""
    refusing = tmp_path / "bin" / "unshare"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{refusing.parent}:{os.environ['PATH']}")


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user needs no detour")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def answers(where: Connection) -> bool:
    with psycopg.connect(host=where.host, port=where.port, user=where.user, dbname=where.dbname) as link:
        return link.execute("SELECT 1").fetchone() == (1,)


def test_every_folder_is_the_owners_and_the_folders_above_keep_their_modes(data_dir: Path) -> None:
    data_dir.parent.mkdir(mode=0o700)
    above = [path for path in data_dir.parents if path != data_dir.parents[-1]]
    before = {path: (mode(path), path.stat().st_uid) for path in above}

    where = ensure_running(data_dir, durable=False)

    assert {path: (mode(path), path.stat().st_uid) for path in above} == before
    home = home_of(data_dir)
    assert {mode(path) for path in (data_dir, home, home / "cluster", Path(where.host))} == {0o700}
    assert mode(home / "server.log") == 0o600
    assert len({path.stat().st_uid for path in (home, *home.rglob("*"), Path(where.host))}) == 1


def test_a_path_longer_than_a_socket_can_bear_works(data_dir: Path, made_once: Path) -> None:
    folder = data_dir / ("très long " * 12) / "database"
    shutil.copytree(made_once, folder)
    try:
        where = ensure_running(folder, durable=False)
        assert answers(where)
        assert len(os.fsencode(f"{where.host}/.s.PGSQL.5432")) <= 107 < len(os.fsencode(folder))
    finally:
        destroy(folder)


def test_a_socket_folder_that_others_can_enter_is_refused_and_destroy_leaves_nothing(
    data_dir: Path, made_once: Path
) -> None:
    shutil.copytree(made_once, data_dir)
    where = ensure_running(data_dir, durable=False)
    Path(where.host).chmod(0o777)

    for attempt in (lambda: status(data_dir), lambda: ensure_running(data_dir, durable=False)):
        with pytest.raises(EmbeddedDatabaseError, match="not a private folder"):
            attempt()
    stop(data_dir)
    with pytest.raises(EmbeddedDatabaseError, match="not a private folder"):
        ensure_running(data_dir, durable=False)

    shutil.rmtree(where.host)
    (data_dir / "of somebody else").write_text("kept")
    assert answers(ensure_running(data_dir, durable=False))
    destroy(data_dir)
    assert not Path(where.host).exists()
    assert [path.name for path in data_dir.iterdir()] == ["of somebody else"]


@as_root
def test_root_without_namespaces_uses_a_service_user_and_says_where(
    data_dir: Path, no_namespace: None, capfd: pytest.CaptureFixture[str]
) -> None:
    where = ensure_running(data_dir, durable=False)

    home = Path(capfd.readouterr().err.split()[-1])
    try:
        assert answers(where)
        assert home.parent == Path("/var/lib")
        assert home.stat().st_uid not in (0, os.geteuid())
        assert {mode(home), mode(home / "cluster"), mode(Path(where.host))} == {0o700}
        assert not (data_dir / "cluster").exists()
        assert stop(data_dir)
        assert status(data_dir) is None
        assert answers(ensure_running(data_dir, durable=False))
    finally:
        destroy(data_dir)
    assert not home.exists()


@as_root
def test_a_cluster_made_in_a_namespace_is_not_replaced_by_an_empty_one(data_dir: Path, no_namespace: None) -> None:
    (data_dir / "cluster").mkdir(parents=True)  # root's own, as a namespace leaves it

    with pytest.raises(EmbeddedDatabaseError, match=r"needs a user namespace.*DATABASE_URL"):
        ensure_running(data_dir, durable=False)

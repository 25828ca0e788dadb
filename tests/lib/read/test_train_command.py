"""``lilyroot train`` and the shelf: what becomes the reader, what stays, and what is damaged."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from marina import guesswork, talk, write

from lilyroot.cli import verbs
from lilyroot.errors import ReaderError, SettingsError
from lilyroot.home import Home
from lilyroot.read import load_reader, shelf
from lilyroot.read.shelf import SHIPPED, fast_reader, in_use, models, reader_for, use

TEXT = '{"id": 1, "text": "The ketch by the fuel dock has the tap too stiff to turn with wet gloves."}\n'


def run(home: Home, *arguments: object, given: str | None = None) -> Result:
    everything = [*map(str, arguments)]
    return CliRunner().invoke(
        verbs, everything, input=given, env={"LILYROOT_HOME": str(home.root)}, catch_exceptions=False
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Result]:
    """A home with a reader of its own, and what was said while it was made."""
    folder = tmp_path_factory.mktemp("trained")
    home = Home(folder / "home")
    labels = write(folder / "labels.jsonl", talk(120))
    labels.write_text(labels.read_text() + '{"text": "no orientation"}\n')
    return home, run(home, "train", "--labels", labels)


@pytest.fixture
def home(trained: tuple[Home, Result], tmp_path: Path) -> Home:
    """A copy of it, to do harm to."""
    import shutil

    shutil.copytree(trained[0].root, tmp_path / "home")
    return Home(tmp_path / "home")


def test_training_says_what_it_did_and_the_books_close(trained: tuple[Home, Result]) -> None:
    _, result = trained

    assert result.exit_code == 0
    assert "in 121 = kept 120 + refused 1\n" in result.stdout
    assert "line 121: Its orientation is not one we know." in result.stderr
    assert "held out: macro-F1" in result.stdout
    assert "reads from now on" in result.stdout


def test_the_trained_reader_is_the_one_that_reads(trained: tuple[Home, Result]) -> None:
    home, _ = trained
    (model,) = models(home)

    own, shipped = (
        run(where, "read", "-", "--reader", "fast", given=TEXT) for where in (home, Home(home.root / "other"))
    )

    assert model.in_use
    assert fast_reader(home).version == model.name == in_use(home)
    assert model.name in own.stderr or own.stderr == ""
    assert json.loads(own.stdout)["orientation"] == "centric"
    assert json.loads(shipped.stdout)["orientation"] == "none"


def test_the_card_says_what_it_learned_from_and_how_it_compared(trained: tuple[Home, Result]) -> None:
    (model,) = models(trained[0])

    assert model.card["refined_from"] == load_reader("fast").version
    assert model.card["labels"]["kept"] == 120
    assert model.card["labels"]["refused"] == 1
    figures = model.card["held_out_macro_f1"]
    assert figures["before"] < figures["before"] + figures["low"] <= figures["after"]
    assert figures["high"] < 1


def test_no_text_and_no_plain_hash_of_one_is_kept(trained: tuple[Home, Result]) -> None:
    import hashlib

    home, _ = trained
    kept = b"".join(path.read_bytes() for path in home.models.rglob("*") if path.is_file())

    for row in talk(120):
        assert row["text"].encode() not in kept
        assert hashlib.sha256(row["text"].encode()).hexdigest()[:24].encode() not in kept
    assert b"no orientation" not in kept
    assert stat.S_IMODE(home.models.stat().st_mode) == 0o700


def test_one_goes_back_to_the_shipped_reader_and_forth(home: Home) -> None:
    own = in_use(home)

    assert run(home, "train", "--use", SHIPPED).exit_code == 0
    listed_shipped = run(home, "train", "--list").stdout
    assert fast_reader(home).version == load_reader("fast").version
    assert run(home, "train", "--use", own).exit_code == 0
    listed_own = run(home, "train", "--list").stdout

    assert fast_reader(home).version == own
    assert [line[0] for line in listed_shipped.splitlines()] == ["*", " "]
    assert [line[0] for line in listed_own.splitlines()] == [" ", "*"]
    assert "from 120 labels" in listed_own


def test_a_reader_that_is_no_better_leaves_everything_as_it_was(home: Home, tmp_path: Path) -> None:
    before = sorted(path.relative_to(home.models) for path in home.models.rglob("*"))
    current = in_use(home)

    result = run(home, "train", "--labels", write(tmp_path / "guesses.jsonl", guesswork(60)))

    assert result.exit_code == 3
    assert f"{current} stays in use" in result.stdout
    assert in_use(home) == current
    assert sorted(path.relative_to(home.models) for path in home.models.rglob("*")) == before


def test_labels_it_knows_are_told_apart_from_new_ones(home: Home, tmp_path: Path) -> None:
    result = run(home, "train", "--labels", write(tmp_path / "again.jsonl", talk(120)))

    assert "has learned from these labels" in result.stdout
    assert result.exit_code == 0
    assert len(models(home)) == 1  # the same labels, the same weights, the same name


@pytest.mark.parametrize("name", ["fast-000000000000", "fast", "../keys", ""])
def test_a_name_that_is_not_on_the_shelf_is_refused(home: Home, name: str) -> None:
    current = in_use(home)

    with pytest.raises(SettingsError) as caught:
        use(home, name)

    assert caught.value.code == "train.unknown"
    assert in_use(home) == current


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "harm",
    [
        lambda models, name: flip(models / name / "weights.npz"),
        lambda models, name: (models / name / "weights.npz").unlink(),
        lambda models, name: (models / name / "manifest.json").write_text("{"),
        lambda models, name: (models / name).rename(models / "fast-000000000000"),
        lambda models, name: (models / "current.json").write_text("{"),
        lambda models, name: (models / "current.json").write_text('{"model": "../../elsewhere"}'),
        lambda models, name: (models / "current.json").write_text("[]"),
    ],
    ids=["a bit", "no weights", "manifest", "no folder", "current", "a path", "a list"],
)
def test_a_damaged_shelf_is_an_error_and_never_another_reader(home: Home, harm) -> None:
    harm(home.models, in_use(home))

    with pytest.raises(ReaderError) as caught:
        reader_for(home, "fast")

    assert "--use shipped" in caught.value.remedy
    use(home, SHIPPED)
    assert reader_for(home, "fast").version.startswith(load_reader("fast").version)


def test_a_model_under_another_models_name_is_refused(home: Home) -> None:
    (home.models / in_use(home)).rename(home.models / "fast-000000000000")
    (home.models / "current.json").write_text('{"model": "fast-000000000000"}')

    with pytest.raises(ReaderError, match="named after"):
        fast_reader(home)


def test_a_model_of_which_only_a_part_was_written_is_not_on_the_shelf(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    current, weights = in_use(home), shelf.weights_of(home, SHIPPED)

    def out_of_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "_write", out_of_disk)
    with pytest.raises(OSError, match="No space"):
        shelf.put(home, weights, {}, [])

    assert [model.name for model in models(home)] == [current]
    assert in_use(home) == current


@pytest.mark.parametrize("arguments", [[], ["--list", "--use", "shipped"]], ids=["none", "two"])
def test_one_thing_is_asked_at_a_time(home: Home, arguments: list[str]) -> None:
    assert run(home, "train", *arguments).exit_code == 2


def test_the_words_for_customers_count_while_learning(tmp_path: Path) -> None:
    """Without the exchange "ketch" would be learned, and never be seen: the reader gets "customers" in its place."""
    home = Home(tmp_path / "home")
    run(home, "customers", "--add", "ketch")

    result = run(home, "train", "--labels", write(tmp_path / "labels.jsonl", talk(120)))
    read = run(home, "read", "-", "--reader", "fast", given=TEXT)

    assert result.exit_code == 0, result.stdout
    assert json.loads(read.stdout)["orientation"] == "centric"

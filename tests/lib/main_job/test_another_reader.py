"""The reader changes after the first release: what was released stays, what is held is read again, and it is told."""

from __future__ import annotations

from pathlib import Path

from whole_job import Job

from lilyroot.release.ledger import Ledger


def of_readers(job: Job) -> dict[str, list[str]]:
    """The notes of each release that are about readers."""
    manifests = Ledger(job.home.releases).manifests()
    return {m["period"]: [note for note in m["notes"] if "reader" in note] for m in manifests}


def test_reading_again_and_the_bridge_leave_what_was_released(done: Job, tmp_path: Path) -> None:
    job = done.copy(tmp_path / "home")
    job.run("customers", "--add", "saplings")

    reread = job.run("reread")
    bridge = job.run("bridge")
    released = job.release()

    assert "+ read before 0 + text gone 0" in reread
    assert "messages read by both" in bridge
    assert released == "0 released, 8 in the ledger\n"
    assert job.tables() == done.tables()
    assert job.run("bridge") == job.run("bridge", "--list") == bridge


def test_months_read_by_two_versions_say_so_until_they_are_read_again(listened: Job, tmp_path: Path) -> None:
    mixed = listened.copy(tmp_path / "mixed")
    (tmp_path / "late.csv").write_text(
        "speaker,text,sent,case\n"
        + "".join(f"someone-{i},The door is open {i}.,2025-03-{10 + i}T10:00:00Z,c{i}\n" for i in range(9))
    )
    (tmp_path / "late.toml").write_text(
        '[columns]\ntext = "text"\nspeaker = "speaker"\nsent = "sent"\nconversation = "case"\n'
        '[constants]\nkind = "ticket"\nchannel = "desk"\n'
    )
    mixed.run("customers", "--add", "saplings")
    mixed.run("listen", tmp_path / "late.csv", "--as", "table", "--mapping", tmp_path / "late.toml")
    again = mixed.copy(tmp_path / "again")

    printed = mixed.release()
    again.run("reread")
    printed_again = again.release()

    notes = of_readers(mixed)
    assert printed.count("read by 2 versions of the reader: see lilyroot reread") == 1
    assert {period for period, told in notes.items() if told} == {"2025-03", "2025-04"}
    assert notes["2025-03"][0].startswith("2 versions of the reader have read these messages")
    assert "versions" not in printed_again
    assert not any(of_readers(again).values())

"""The independent checker: whatever is done to a ledger, ``lilyroot ledger verify`` names it."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from hashlib import sha256
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from handmade import CROSSED, POLICY, figure, figures, keep, release, write
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lilyroot.attack.certificates import beside
from lilyroot.attack.check import check
from lilyroot.cli.ledger import command
from lilyroot.errors import StoreError
from lilyroot.release.certificate import Totals, certify, to_json
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA
from lilyroot.store.certificates import keep_certificate

MONTHS = ("2025-01", "2025-02", "2025-03")


@pytest.fixture
def ledger(tmp_path):
    return write(tmp_path / "releases", [release(month) for month in MONTHS])


def told(folder) -> list[str]:
    return [str(fault) for fault in check(folder).faults]


def with_family(**changes) -> dict:
    return {"families": {"messages": {**deepcopy(CROSSED), **changes}}}


# --- as it should be ---------------------------------------------------------------------------------------------


def test_a_ledger_that_is_as_it_was_released_has_no_fault(ledger):
    checked = check(ledger)

    assert checked.faults == ()
    assert (checked.releases, checked.certified, checked.proofs) == (3, 3, 18)


def test_a_ledger_made_by_the_real_parts_has_no_fault(tmp_path):
    ledger = Ledger(tmp_path / "releases")
    totals = Totals((3, 4, 4, 3), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))
    names = [["team", "Ovens"], ["team", "Shop"], ["function", "baker"], ["function", "seller"]]
    family = {**to_json(totals, certify(totals, 6)), "names": names, "indicators": ["salience"]}
    certificate = json.dumps({"families": {"messages": family}}).encode()
    for month in MONTHS:
        rows = [figure(*name, period=month) for name in names]
        ledger.append(
            month,
            SCHEMA.empty_table().from_pylist(rows, schema=SCHEMA),
            {"k": 5, "policy": POLICY, "certificate_sha256": keep_certificate(beside(ledger.folder), certificate)},
        )

    checked = check(ledger.folder)

    assert checked.faults == ()
    assert checked.proofs == 12


def test_no_ledger_and_an_empty_one_have_no_fault(tmp_path):
    assert check(tmp_path / "nowhere").faults == ()
    assert check(tmp_path / "releases").releases == 0


def test_a_release_from_before_there_were_policies_has_no_proof_and_no_fault(tmp_path):
    write(tmp_path / "releases", [release("2025-01", certificate=None, policy=None, k=5)])

    assert check(tmp_path / "releases").certified == 0
    assert told(tmp_path / "releases") == []


def test_a_release_that_head_does_not_name_yet_is_no_fault(ledger):
    """A crash between the two; the next release mends it."""
    manifest = json.loads((ledger / "0003-2025-03" / "manifest.json").read_text())
    (ledger / "HEAD").write_text(manifest["previous"])

    assert told(ledger) == []


def test_streams_may_share_days_and_languages_need_no_proof(tmp_path):
    rows = [*figures(), figure("organisation", "organisation", "not_read")]
    write(
        tmp_path / "releases",
        [release("2025-01", rows=rows), release("2025-01", stream="records"), release("undated")],
    )

    assert told(tmp_path / "releases") == []


# --- files and chain ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["table.parquet", "manifest.json"])
@pytest.mark.parametrize("month", MONTHS)
def test_one_flipped_byte_anywhere_in_a_file_is_named(ledger, month, name):
    number = MONTHS.index(month) + 1
    path = ledger / f"{number:04d}-{month}" / name
    untouched = path.read_bytes()
    for place in range(0, len(untouched), max(1, len(untouched) // 40)):
        flipped = bytearray(untouched)
        flipped[place] ^= 1
        path.write_bytes(flipped)

        faults = told(ledger)

        assert any(f"{number:04d}-{month}" in fault for fault in faults), f"byte {place} of {name}"
        if name != "manifest.json":
            assert f"{path.parent.name}/{name}: is not the file that was released" in faults


def test_one_flipped_byte_of_a_certificate_is_named(ledger):
    (path,) = (ledger.parent / "certificates").iterdir()
    untouched = path.read_bytes()
    for place in range(0, len(untouched), max(1, len(untouched) // 40)):
        flipped = bytearray(untouched)
        flipped[place] ^= 1
        path.write_bytes(flipped)

        assert told(ledger) == [
            f"000{number}-{month}/certificate: is no certificate (it does not match the hash in the manifest)"
            for number, month in enumerate(MONTHS, 1)
        ], f"byte {place}"


def test_a_manifest_that_names_a_file_elsewhere_names_no_certificate(tmp_path):
    write(tmp_path / "releases", [release("2025-01", certificate=None, certificate_sha256="../../etc/passwd")])

    assert told(tmp_path / "releases") == ["0001-2025-01/certificate: is missing: nothing proves this release safe"]


def test_a_flipped_byte_of_head_is_named(ledger):
    head = ledger / "HEAD"
    for wrong in ("f" + head.read_text()[1:] + "0", "\x00"):
        head.write_text(wrong)

        (fault,) = told(ledger)

        assert fault.startswith("HEAD: does not name 0003-2025-03")


def test_head_that_is_no_text_or_not_there_is_named(ledger):
    (ledger / "HEAD").write_bytes(b"\xff\xff")
    assert told(ledger)[0].startswith("HEAD: ")

    (ledger / "HEAD").unlink()
    assert told(ledger)[0].startswith("HEAD: ")


def test_dropping_the_last_release_is_named(ledger):
    shutil.rmtree(ledger / "0003-2025-03")

    assert told(ledger) == [
        "HEAD: does not name 0002-2025-02: that manifest was changed, or releases after it were removed"
    ]


def test_dropping_every_release_is_named(ledger):
    for month in ledger.glob("0*"):
        shutil.rmtree(month)

    assert told(ledger) == ["HEAD: names a release, and there is none: releases were removed"]


def test_dropping_one_from_the_middle_is_named(ledger):
    shutil.rmtree(ledger / "0002-2025-02")

    assert told(ledger) == [
        "0003-2025-03: is release 2 of those that are here: one before it is missing or was added",
        "0003-2025-03: does not follow 0001-2025-01: one of the two manifests was changed",
    ]


def test_swapping_two_releases_is_named(ledger):
    (ledger / "0001-2025-01").rename(ledger / "aside")
    (ledger / "0002-2025-02").rename(ledger / "0001-2025-01")
    (ledger / "aside").rename(ledger / "0002-2025-02")

    faults = told(ledger)

    assert "0001-2025-01/manifest.json: stands in a folder that is not its own" in faults
    assert "0002-2025-02/manifest.json: stands in a folder that is not its own" in faults


def test_swapping_the_contents_of_two_tables_is_named(ledger):
    write(ledger.parent / "other", [release("2025-01", rows=[figure("team", "Ovens", value=0.9)])])
    shutil.copy(ledger.parent / "other" / "0001-2025-01" / "table.parquet", ledger / "0002-2025-02" / "table.parquet")

    assert told(ledger) == ["0002-2025-02/table.parquet: is not the file that was released"]


def test_a_missing_file_and_one_too_many_are_named(ledger):
    (ledger / "0001-2025-01" / "table.parquet").unlink()
    (ledger / "0002-2025-02" / "extra.parquet").write_bytes(b"")

    assert told(ledger) == [
        "0001-2025-01/table.parquet: is missing",
        "0001-2025-01/table.parquet: is no table of figures",
        "0002-2025-02/extra.parquet: was not released: no manifest names it",
    ]


def test_a_manifest_that_cannot_be_read_is_named_and_the_rest_is_still_checked(ledger):
    (ledger / "0002-2025-02" / "manifest.json").write_text("[]")
    (ledger / "0003-2025-03" / "table.parquet").write_text("{}")

    faults = told(ledger)

    assert faults[0] == "0002-2025-02/manifest.json: is missing, unreadable or not in its one spelling"
    assert "0003-2025-03/table.parquet: is not the file that was released" in faults


@pytest.mark.parametrize(
    "change",
    [
        {"files": []},
        {"policy": []},
        {"policy": {"k": "five"}},
        {"policy": {"segments": {"site": "north"}}},
        {"number": "1"},
        {"period": 2025},
    ],
)
def test_a_manifest_that_says_nonsense_is_named(ledger, change):
    path = ledger / "0001-2025-01" / "manifest.json"
    manifest = json.loads(path.read_text()) | change
    path.write_text(json.dumps(manifest, sort_keys=True, separators=(",", ":")))

    assert "0001-2025-01/manifest.json: is missing, unreadable or not in its one spelling" in told(ledger)


def test_an_unreadable_last_manifest_is_named_once(ledger):
    (ledger / "0003-2025-03" / "manifest.json").unlink()

    assert told(ledger) == ["0003-2025-03/manifest.json: is missing, unreadable or not in its one spelling"]


def test_a_table_that_was_never_parquet_is_named(ledger):
    (ledger / "0001-2025-01" / "table.parquet").write_bytes(b"no table")

    assert told(ledger) == [
        "0001-2025-01/table.parquet: is not the file that was released",
        "0001-2025-01/table.parquet: is no table of figures",
    ]


# --- windows and policy, every hash right ------------------------------------------------------------------------


@pytest.mark.parametrize("again", ["2025-02", "2025-Q1", "2025"])
def test_a_window_that_is_released_again_is_named(tmp_path, again):
    write(tmp_path / "releases", [release("2025-02"), release("2025-04"), release(again)])

    sentence = f"0003-{again}: releases days of talk that 0001-2025-02 has released: their difference is told"
    assert sentence in told(tmp_path / "releases")


def test_a_wave_that_is_released_again_is_named(tmp_path):
    write(tmp_path / "releases", [release("spring-2026", stream="answers"), release("spring-2026", stream="answers")])

    assert len(told(tmp_path / "releases")) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"k": 4}, "has a policy with k = 4; the least is 5"),
        ({"k": True}, "has a policy with k = True; the least is 5"),
        ({"k_text": 9}, "has a policy with k_text = 9; the least is 10"),
        ({"colluders": 0}, "has a policy with colluders = 0; the least is 1"),
        ({"segments": {key: ["x"] for key in "abcd"}}, "has more than 3 segments or one of more than 6 values"),
        ({"segments": {"site": list("abcdefg")}}, "has more than 3 segments or one of more than 6 values"),
        ({"since": "2025-02"}, "holds to a policy that begins only with 2025-02"),
    ],
)
def test_a_policy_that_may_not_be_is_named(tmp_path, change, sentence):
    write(tmp_path / "releases", [release("2025-01", policy=POLICY | change)])

    assert f"0001-2025-01/manifest.json: {sentence}" in told(tmp_path / "releases")


def test_an_edited_policy_breaks_the_chain_and_is_named(ledger):
    path = ledger / "0001-2025-01" / "manifest.json"
    path.write_text(path.read_text().replace('"k":5', '"k":7'))

    assert "0002-2025-02: does not follow 0001-2025-01: one of the two manifests was changed" in told(ledger)


def test_a_policy_goes_forward_with_the_windows_in_whatever_order_they_are_released(tmp_path):
    newer = POLICY | {"version": 2, "k": 7, "since": "2025-03"}
    proven = with_family(k=8)
    write(
        tmp_path / "releases",
        [
            release("2025-03", policy=newer, certificate=proven),
            release("2025-01"),
            release("2025-04"),
        ],
    )

    faults = told(tmp_path / "releases")

    assert "0003-2025-04/manifest.json: holds to an older policy than 2025-03 before it" in faults
    assert not any(fault.startswith("0002") for fault in faults)


def test_a_policy_that_begins_within_a_quarter_does_not_hold_for_it(tmp_path):
    write(tmp_path / "releases", [release("2025-Q1", stream="records", policy=POLICY | {"since": "2025-02"})])

    assert told(tmp_path / "releases") == [
        "0001-records-2025-Q1/manifest.json: holds to a policy that begins only with 2025-02"
    ]


def test_waves_come_in_any_order(tmp_path):
    newer = POLICY | {"version": 2, "since": "2025-03"}
    write(
        tmp_path / "releases",
        [release("autumn", stream="answers", policy=newer), release("spring", stream="answers")],
    )

    assert told(tmp_path / "releases") == []


def test_k_below_the_floor_is_named_in_old_releases_too(tmp_path):
    write(tmp_path / "releases", [release("2025-01", certificate=None, policy=None, k=4)])

    assert told(tmp_path / "releases") == ["0001-2025-01/manifest.json: has a policy with k = 4; the least is 5"]


# --- proofs, every hash right ------------------------------------------------------------------------------------


def test_a_release_under_a_policy_without_certificate_is_named(tmp_path):
    write(tmp_path / "releases", [release("2025-01", certificate=None)])

    assert told(tmp_path / "releases") == ["0001-2025-01/certificate: is missing: nothing proves this release safe"]


@pytest.mark.parametrize(
    "certificate",
    [
        [],
        {},
        {"families": {"messages": {}}},
        with_family(persons=[4.5]),
        with_family(persons=[-1, 4, 4, 4, 4, 4]),
        with_family(published=[[99]], names=[["team", "Ovens"]]),
        with_family(exchanges={"0": {"per": 0, "amounts": {"0": 1}}}),
        with_family(exchanges={"0": {"per": 1, "amounts": {"0": 1.5}}}),
        with_family(exchanges={"0": {"per": 1, "amounts": {"77": 1}}}),
        with_family(whose=[0, 0, 0, 0, 0, 9]),
    ],
)
def test_what_is_no_certificate_is_named(tmp_path, certificate):
    write(tmp_path / "releases", [release("2025-01", certificate=certificate)])

    assert told(tmp_path / "releases")[0].startswith("0001-2025-01/certificate: is no certificate")


def test_a_proof_for_fewer_people_than_the_policy_asks_is_named(tmp_path):
    write(tmp_path / "releases", [release("2025-01", certificate=with_family(k=5))])

    assert told(tmp_path / "releases") == [
        "0001-2025-01/certificate: family messages is proven for 5 people only, the policy asks for 6"
    ]


def test_a_published_total_of_few_people_is_named(tmp_path):
    family = with_family(published=[*CROSSED["published"], [0]], names=[*CROSSED["names"], ["team", "Ovens bakers"]])
    write(tmp_path / "releases", [release("2025-01", certificate=family)])

    assert any("team Ovens bakers concerns 4 people, fewer than 6" in fault for fault in told(tmp_path / "releases"))


@pytest.mark.parametrize(
    "exchange",
    [
        {},
        {"0": 2},  # seen by the totals
        {"0": 1, "1": -1, "2": -1, "3": 1},  # not enough
        {"0": 5, "1": -5, "2": -5, "3": 5},  # more than there are people
    ],
)
def test_an_exchange_that_proves_nothing_is_named(tmp_path, exchange):
    exchanges = {**CROSSED["exchanges"], "0": {"per": 1, "amounts": exchange}}
    write(tmp_path / "releases", [release("2025-01", certificate=with_family(exchanges=exchanges))])

    (fault,) = told(tmp_path / "releases")

    assert "no proof holds for 4 people in organisation organisation and team Ovens and function baker" in fault


def kinds(**changes) -> dict:
    named = [["kind", name] for name in ("chat", "mail", "meeting")]
    return with_family(kinds={"names": named, "persons": [9, 8, 7], "shared": [[1, 2, 6], [0, 2, 7]]} | changes)


def test_kinds_that_enough_people_join_are_as_good_as_proven(tmp_path):
    rows = [*figures(), *(figure("kind", name) for name in ("chat", "mail", "meeting"))]
    write(tmp_path / "releases", [release("2025-01", rows=rows, certificate=kinds())])

    assert told(tmp_path / "releases") == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"persons": [9, 5, 7]}, "kind mail concerns 5 people, fewer than 6"),
        ({"shared": [[0, 2, 7], [1, 2, 5]]}, "fewer than 6 people join kind mail to kind chat"),
        ({"shared": [[0, 9, 7]]}, "its kinds do not fit together"),
        ({"shared": [[0, 1]]}, "its kinds do not fit together"),
        ({"persons": [9]}, "its kinds do not fit together"),
    ],
)
def test_kinds_that_too_few_people_join_are_named(tmp_path, change, sentence):
    write(tmp_path / "releases", [release("2025-01", certificate=kinds(**change))])

    assert any(sentence in fault for fault in told(tmp_path / "releases"))


def test_a_certificate_without_families_proves_no_figure(tmp_path):
    write(tmp_path / "releases", [release("2025-01", certificate={"families": {}, "salt": "00"})])

    assert told(tmp_path / "releases") == [
        f"0001-2025-01/table.parquet: shows salience of {cut} {cell}, which no proof covers"
        for cut, cell in CROSSED["names"]
    ]


def test_names_without_totals_prove_no_figure(tmp_path):
    family = with_family(published=[], exchanges={})
    write(tmp_path / "releases", [release("2025-01", certificate=family)])

    assert "0001-2025-01/certificate: is no certificate (it names 6 totals and has 0)" in told(tmp_path / "releases")


def test_a_policy_and_its_certificate_cannot_be_left_out_once_there_were_some(tmp_path):
    bare = release("2025-02", certificate=None, policy=None, k=5)
    write(tmp_path / "releases", [release("2025-01"), bare, bare | {"period": "autumn", "stream": "answers"}])

    assert told(tmp_path / "releases") == [
        f"{name}/manifest.json: names no policy, and 0001-2025-01 before it had one"
        for name in ("0002-2025-02", "0003-answers-autumn")
    ]


def test_a_certificate_without_a_policy_is_named(tmp_path):
    write(tmp_path / "releases", [release("2025-01", policy=None)])

    assert told(tmp_path / "releases") == [
        "0001-2025-01/manifest.json: names a certificate and no policy that says what it must prove"
    ]


@pytest.mark.parametrize("name", ["k", "k_text", "colluders", "segments", "version", "since"])
def test_a_policy_that_leaves_something_out_is_named(tmp_path, name):
    policy = {key: value for key, value in POLICY.items() if key != name}
    write(tmp_path / "releases", [release("2025-01", policy=policy, k=5)])

    assert told(tmp_path / "releases") == [f"0001-2025-01/manifest.json: has a policy that does not say {name}"]


def test_a_manifest_that_tells_readers_another_k_than_its_policy_is_named(tmp_path):
    write(tmp_path / "releases", [release("2025-01", k=50)])

    assert told(tmp_path / "releases") == ["0001-2025-01/manifest.json: says k = 50, and its policy k = 5"]


@pytest.mark.parametrize("number", ["value", "low", "high"])
def test_a_figure_that_is_there_is_shown_whatever_it_calls_itself(tmp_path, number):
    hidden = figure("team", "Hidden", status="withheld") | dict.fromkeys(("value", "low", "high")) | {number: 0.5}
    write(tmp_path / "releases", [release("2025-01", rows=[*figures(), hidden])])

    assert told(tmp_path / "releases") == [
        "0001-2025-01/table.parquet: shows salience of team Hidden, which no proof covers"
    ]


def test_a_release_without_stream_stands_in_no_folder_of_another(tmp_path):
    write(tmp_path / "releases", [release("2025-Q1", stream="records")])
    (tmp_path / "releases" / "0001-records-2025-Q1").rename(tmp_path / "releases" / "0001-other-2025-Q1")

    assert told(tmp_path / "releases") == ["0001-other-2025-Q1/manifest.json: stands in a folder that is not its own"]


def test_a_table_that_never_was_one_is_named_though_its_hash_is_right(ledger):
    for name, table in (("no table", b"none"), ("another", pa.table({"cut": ["team"]}))):
        content = table if isinstance(table, bytes) else in_parquet(table)
        (ledger / "0001-2025-01" / "table.parquet").write_bytes(content)
        forge(ledger, lambda manifest, content=content: manifest | {"table_sha256": sha256(content).hexdigest()})

        assert "0001-2025-01/table.parquet: is no table of figures" in told(ledger), name


# --- anything at all that is missing, by a forger who makes every hash right --------------------------------------

JOINED = {"names": [["kind", "chat"], ["kind", "mail"]], "persons": [9, 8], "shared": [[0, 1, 7]]}
UNPROVING = {("families", "messages", "about"), ("salt",)}
"""What a certificate also says: nothing is proven by it."""
OF_SEGMENTS = ("policy", "segments")
"""A policy may have no segments, or others."""


def places(document, path=()):
    """Every part of a document."""
    parts = document.items() if isinstance(document, dict) else enumerate(document)
    for key, part in parts if isinstance(document, dict | list) else ():
        yield (*path, key)
        if isinstance(part, dict | list):
            yield from places(part, (*path, key))


def without(document, path, *, emptied: bool):
    """The document without one of its parts, or with that part emptied."""
    changed = deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    if emptied:
        holder[path[-1]] = type(holder[path[-1]])()
    else:
        del holder[path[-1]]
    return changed


def forge(ledger, change) -> None:
    """Change the first manifest and set every hash after it right."""
    previous = ""
    for path in sorted(ledger.glob("0*")):
        manifest = json.loads((path / "manifest.json").read_text())
        manifest = manifest | {"previous": previous} if previous else change(manifest)
        written = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        (path / "manifest.json").write_bytes(written)
        previous = sha256(written).hexdigest()
    (ledger / "HEAD").write_text(previous)


@pytest.fixture
def complete(tmp_path):
    """A release that shows everything its certificate proves, and that certificate."""
    certificate = with_family(kinds=JOINED, about="7d1f") | {"salt": "00"}
    names = [*CROSSED["names"], *JOINED["names"]]
    rows = [figure(*name, indicator) for name in names for indicator in CROSSED["indicators"]]
    given = release("2025-Q1", stream="records", rows=rows, certificate=certificate)
    ledger = write(tmp_path / "releases", [given, release("2025-Q2", stream="records")])
    assert told(ledger) == []
    return ledger, certificate


def with_certificate(ledger, certificate) -> None:
    forge(ledger, lambda manifest: manifest | {"certificate_sha256": keep(ledger, certificate)})


@pytest.mark.parametrize("emptied", [False, True])
def test_whatever_is_missing_or_empty_in_a_certificate_is_named(complete, emptied):
    ledger, certificate = complete
    tried = 0
    for path in places(certificate):
        less = without(certificate, path, emptied=emptied)
        if path not in UNPROVING and less != certificate:
            with_certificate(ledger, less)
            tried += 1

            assert told(ledger), f"{path}, {emptied}"
    assert tried > 100


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_missing_together_is_named(complete, data):
    ledger, certificate = complete
    less = certificate
    for _ in range(data.draw(st.integers(2, 5))):
        ahead = [path for path in places(less) if path not in UNPROVING]
        if ahead:
            less = without(less, data.draw(st.sampled_from(ahead)), emptied=data.draw(st.booleans()))
    assume({**less.get("families", {})} != certificate["families"])

    with_certificate(ledger, less)

    assert told(ledger)


@pytest.mark.parametrize("emptied", [False, True])
def test_whatever_a_forger_leaves_out_of_a_manifest_is_named(complete, emptied):
    ledger, _ = complete
    manifest = json.loads((ledger / "0001-records-2025-Q1" / "manifest.json").read_text())
    tried = 0
    for path in places(manifest):
        less = without(manifest, path, emptied=emptied)
        of_segments = path[:2] == OF_SEGMENTS and (emptied or len(path) > 2)
        if less != manifest and path != ("files",) and not of_segments:
            forge(ledger, lambda _, less=less: less)
            tried += 1

            assert told(ledger), f"{path}, {emptied}"
    assert tried >= 12


def test_whatever_is_missing_in_a_manifest_breaks_the_chain(complete):
    ledger, _ = complete
    for path in ledger.glob("0*/manifest.json"):
        untouched = path.read_bytes()
        for part in places(json.loads(untouched)):
            less = without(json.loads(untouched), part, emptied=False)
            path.write_bytes(json.dumps(less, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())

            assert told(ledger), f"{path}, {part}"
        path.write_bytes(untouched)


def in_parquet(table: pa.Table) -> bytes:
    written = BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


def test_totals_without_names_are_told_by_number(tmp_path):
    family = with_family(names=[], exchanges={})
    write(tmp_path / "releases", [release("2025-01", rows=[], certificate=family)])

    assert any("people in total 0 and total 1 and total 4" in fault for fault in told(tmp_path / "releases"))


def test_a_figure_that_no_proof_covers_is_named(tmp_path):
    rows = [*figures(), figure("team", "Nobody knows"), figure("team", "Ovens", "centric_share")]
    nothing = {"status": "withheld", "value": None, "low": None, "high": None}
    hidden = figure("team", "Hidden", **nothing, base=None)
    half_hidden = figure("team", "Half hidden", **nothing, base=2)
    write(tmp_path / "releases", [release("2025-01", rows=[*rows, hidden, half_hidden])])

    assert told(tmp_path / "releases") == [
        "0001-2025-01/table.parquet: shows salience of team Nobody knows, which no proof covers",
        "0001-2025-01/table.parquet: shows centric_share of team Ovens, which no proof covers",
        "0001-2025-01/table.parquet: shows salience of team Half hidden, which no proof covers",
    ]


# --- on the command line -----------------------------------------------------------------------------------------


def test_verify_says_what_it_checked(ledger):
    home = ledger.parent
    (home / "data").mkdir()
    ledger.rename(home / "data" / "releases")
    (home / "certificates").rename(home / "data" / "certificates")

    done = CliRunner().invoke(command, ["verify", "--home", str(home)])

    assert done.exit_code == 0
    assert done.output.startswith("3 releases, chain unbroken, every table as released; head ")
    assert "3 releases with a certificate, 18 proofs hold" in done.output


def test_verify_says_how_many_certificates_are_not_at_hand_and_looks_where_it_is_told(ledger):
    home = ledger.parent
    (home / "data").mkdir()
    ledger.rename(home / "data" / "releases")

    alone = CliRunner().invoke(command, ["verify", "--home", str(home)])
    told = ["verify", "--home", str(home), "--certificates", str(home / "certificates")]
    both = CliRunner().invoke(command, told)

    assert alone.output.splitlines()[1:] == ["3 certificates not at hand: hashes only"]
    assert both.output.splitlines()[1:] == ["3 releases with a certificate, 18 proofs hold"]


def test_verify_of_nothing_says_what_comes_first(tmp_path):
    done = CliRunner().invoke(command, ["verify", "--home", str(tmp_path)])

    assert (done.exit_code, done.output) == (0, "nothing has been released: lilyroot release\n")


def test_verify_says_where_no_proof_is_needed(tmp_path):
    coarse = {**CROSSED, "persons": [8] * 6, "exchanges": {}}
    write(tmp_path / "data" / "releases", [release("2025-01", certificate={"families": {"messages": coarse}})])

    done = CliRunner().invoke(command, ["verify", "--home", str(tmp_path)])

    assert done.output.endswith("1 releases with a certificate, none needs a proof: no part of a group is small\n")


def test_verify_says_which_releases_nothing_proves(tmp_path):
    old = [release(month, certificate=None, policy=None, k=5) for month in MONTHS[:2]]
    write(tmp_path / "data" / "releases", old)

    done = CliRunner().invoke(command, ["verify", "--home", str(tmp_path)])

    assert "proof" not in done.output.replace("no proof", "")
    assert done.output.endswith("2 releases from before there were policies: hashes only, no proof\n")


def test_verify_says_that_what_lies_beside_the_tables_has_hashes_alone(tmp_path):
    ledger = Ledger(tmp_path / "releases")
    names = CROSSED["names"]
    rows = pa.Table.from_pylist([figure(*name) for name in names], schema=SCHEMA)
    digest = keep(ledger.folder, {"families": {"messages": CROSSED}})
    words = pa.table({"word": ["flour"]})
    manifest = {"k": 5, "policy": POLICY, "certificate_sha256": digest}
    ledger.append("2025-01", rows, manifest, files={"words": words, "network": words})
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    for name in ("releases", "certificates"):
        (tmp_path / name).rename(home / "data" / name)

    done = CliRunner().invoke(command, ["verify", "--home", str(home)])

    assert done.output.splitlines()[-1] == "2 tables beside the figures (network, words): hashes only"


def test_verify_names_every_fault_and_fails(tmp_path):
    write(tmp_path / "data" / "releases", [release("2025-01", certificate=None), release("2025-01")])

    done = CliRunner().invoke(command, ["verify", "--home", str(tmp_path)])

    assert isinstance(done.exception, StoreError)
    assert "2 faults in 2 releases" in done.exception.sentence
    assert "0001-2025-01/certificate: is missing" in done.stderr
    assert "0002-2025-01: releases days of talk" in done.stderr


def test_a_figure_that_stands_there_twice_is_named(tmp_path):
    """One of the two was never proven, whatever the other says."""
    twice = figures()[0]
    write(tmp_path / "releases", [release("2025-01", rows=[*figures(), twice])])

    cut, cell, indicator = (twice[name] for name in ("cut", "cell", "indicator"))
    assert told(tmp_path / "releases") == [f"0001-2025-01/table.parquet: shows {indicator} of {cut} {cell} 2 times"]

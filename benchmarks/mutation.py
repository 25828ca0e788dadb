"""Would the tests notice if the gate were wrong? Small faults are put into it, one at a time.

    python benchmarks/mutation.py [FILE ...] [--sample 40] [--seed 23] [--known FOLDER] [--tests PATH ...]

For each file of src/lilyroot/release a random sample of its *mutants* is drawn, always the same for a seed: a
comparison turned or moved by one, plus for minus, and for or, a number one up or down, a condition negated, ``any``
for ``all``, nothing returned, a statement left out. For each, the tests that run through its line are run, the
quickest first, until one fails: then it is *killed*. One that makes tests run for very long
is killed too; such timeouts are counted apart.
Prints the survivors and, for each file, the share killed with its 95 % Wilson interval; at the end that of all
files, each weighed by how many mutants it has.

Not mutated: words, annotations, decorators and ``strict=True`` of ``zip`` (which says what cannot happen). Mutants
that change nothing anybody could see are named in ``EQUIVALENT``, with the reason, and do not count.

Files are never touched: a mutant exists in the memory of one process, which is forked from one that has loaded all
tests; it puts the mutant's code into the functions, or, for what runs as a module is imported, imports anew. Which
test runs through which line is measured first, by coverage, and the branches that no test takes are printed;
``--known`` keeps that in a folder and takes it from there the next time. With ``--tests`` and ``--budget`` (CPU
seconds of tests for one mutant) less is run, so that more may survive, never less.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"), "1")

import argparse
import ast
import contextlib
import gc
import importlib.abc
import importlib.util
import inspect
import json
import random
import re
import resource
import select
import signal
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, zip_longest
from math import inf, sqrt
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import coverage
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "lilyroot.release"
FOLDER = ROOT / "src" / "lilyroot" / "release"
TESTS = (
    "tests/lib/release", "tests/lib/attack", "tests/lib/measure/test_answers_release.py",
    "tests/lib/measure/test_bridge.py",
)  # fmt: skip
BELOW = (
    "numpy", "scipy.optimize", "scipy.sparse.csgraph", "pyarrow.parquet", "pyarrow.compute", "duckdb", "networkit",
    "click.testing", "hypothesis.strategies", "lilyroot.home", "lilyroot.listen.intake", "lilyroot.listen.connectors",
    "lilyroot.measure.network", "lilyroot.measure.streams", "lilyroot.measure.answers",
    "lilyroot.measure.records.stream", "lilyroot.measure.bridge", "lilyroot.measure.vocabulary",
)  # fmt: skip
"""What the gate and its tests stand on: loaded once, before any fork. Nothing of it may load the gate."""

MEMORY = 6 << 30
SLEEPS = 200  # times its CPU seconds: on a busy machine a process waits for long
AROUND = 30  # letters of code told before and after a fault
Z95 = 1.96

WEAK = "parts of a graph that hang together are the same with and without directions"
COST = "the same is found, later"
READ = "the same is read"
SEED = "any seed will do, so long as it is the same"
ATOM = "all cells of an atom are in the same totals"
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("certificate.py", "change[total] += amount", "change[total] -= amount"): "seen or not, whichever way round",
    ("certificate.py", "weight[cell] += w", "weight[cell] -= w"): "the opposite concerns the same people",
    (
        "dominance.py",
        "tributed.people.items() if n < 2 * largest[atom]}",
        "tributed.people.items() if n <= 2 * largest[atom]}",
    ): COST,
    (
        "dominance.py",
        "ributed.people.items() if n < 2 * largest[atom]}",
        "ributed.people.items() if n < 3 * largest[atom]}",
    ): COST,
    (
        "gate.py",
        "od in then if now.get(period, 0) >= then[period] + STEP))",
        "od in then if now.get(period, -1) >= then[period] + STEP))",
    ): "neither is more than what was released",
    ("combine.py", "bases = [1.0] * len(shown)", "bases = [2.0] * len(shown)"): "all alike is alike",
    ("network.py", "most = 1 - 10 ** (-_DIGITS)", "most = 1 - 11 ** (-_DIGITS)"): "rounded it is the same",
    (
        "network.py",
        "= int((np.abs(dealt - mean) >= abs(value - mean) - 1e-12).su",
        "= int((np.abs(dealt - mean) > abs(value - mean) - 1e-12).su",
    ): "no deal lies at the very end of the tolerance",
    ("solver.py", "together, unknowns = ([], 0)", "together, unknowns = ([], -1)"): COST,
    (
        "witness.py",
        "s, inside), 1.0 if more else -1.0, 0.0)",
        "s, inside), 1.0 if more else -2.0, 0.0)",
    ): "the least of it twice is where the least of it is",
    ("layout.py", "networkit.setSeed(23, False)", "networkit.setSeed(23, True)"): SEED,
    ("layout.py", "networkit.setSeed(23, False)", "networkit.setSeed(24, False)"): SEED,
    ("layout.py", "networkit.setSeed(23, False)", "networkit.setSeed(22, False)"): SEED,
    (
        "line.py",
        "if {'cut', 'cell'} <= set(table.column_names):",
        "if {'cut', 'cell'} < set(table.column_names):",
    ): "a table has a period besides",
    ("margins.py", "ed_components(graph, directed=False)", "ed_components(graph, directed=True)"): WEAK,
    ("margins.py", "s(csr_array(shared), directed=False)[1]", "s(csr_array(shared), directed=True)[1]"): WEAK,
    ("parts.py", "ed_components(graph, directed=False)", "ed_components(graph, directed=True)"): WEAK,
    ("parts.py", "tried.add(number)", "pass"): COST,
    (
        "policy_book.py",
        "ed and change.policy.version > latest))",
        "ed and change.policy.version >= latest))",
    ): "the latest one is approved",
    ("prover.py", "_NEAR: Final = 500", "_NEAR: Final = 501"): COST,
    ("prover.py", "_NEAR: Final = 500", "_NEAR: Final = 499"): COST,
    (
        "prover.py",
        "), atom) for part in whole if len(part.atoms) > 2 * _NEAR fo",
        "), atom) for part in whole if not len(part.atoms) > 2 * _NEAR fo",
    ): COST,
    (
        "prover.py",
        "in whole if len(part.atoms) > 2 * _NEAR for atom in part.at",
        "in whole if len(part.atoms) >= 2 * _NEAR for atom in part.at",
    ): COST,
    (
        "prover.py",
        "in whole if len(part.atoms) > 2 * _NEAR for atom in part.atom",
        "in whole if len(part.atoms) > 3 * _NEAR for atom in part.atom",
    ): COST,
    (
        "prover.py",
        "in whole if len(part.atoms) > 2 * _NEAR for atom in part.atom",
        "in whole if len(part.atoms) > 1 * _NEAR for atom in part.atom",
    ): COST,
    (
        "prover.py",
        "whole if len(part.atoms) > 2 * _NEAR for atom in part.atoms",
        "whole if len(part.atoms) > 2 / _NEAR for atom in part.atoms",
    ): COST,
    (
        "released.py",
        "ead_table(source, use_threads=False, pre_buffer=False)",
        "ead_table(source, use_threads=True, pre_buffer=False)",
    ): READ,
    ("released.py", "use_threads=False, pre_buffer=False)", "use_threads=False, pre_buffer=True)"): READ,
    (
        "released.py",
        "table = table.add_column(0, 'period', pa.array([self.per",
        "table = table.add_column(1, 'period', pa.array([self.per",
    ): "it is put below a table whose first column it is",
    ("solver.py", "_AT_ONCE = 3000", "_AT_ONCE = 3001"): COST,
    ("solver.py", "_AT_ONCE = 3000", "_AT_ONCE = 2999"): COST,
    ("solver.py", "_SECONDS = 10.0", "_SECONDS = 11.0"): COST,
    ("solver.py", "_SECONDS = 10.0", "_SECONDS = 9.0"): COST,
    ("solver.py", "unknowns += len(question.gain)", "unknowns -= len(question.gain)"): COST,
    ("solver.py", "if unknowns >= _AT_ONCE: yield from _sol", "if unknowns > _AT_ONCE: yield from _sol"): COST,
    (
        "squares.py",
        "frozenset(totals.seen_by[atom[0]]) for atom in totals.atoms}",
        "frozenset(totals.seen_by[atom[-1]]) for atom in totals.atoms}",
    ): ATOM,
    ("squares.py", "break", "pass"): COST,
    ("squares.py", "if step > 0: amounts.update({atom:", "if step >= 0: amounts.update({atom:"): "a step of nobody",
    (
        "squares.py",
        "if step > 0: amounts.update({atom: st",
        "if step > -1: amounts.update({atom: st",
    ): "a step of nobody",
    ("squares.py", "if room(less, -1) <= 0: break", "if room(less, 1) <= 0: break"): COST,
    ("squares.py", "if room(less, -1) <= 0: break", "if room(less, -0) <= 0: break"): COST,
    ("squares.py", "if room(less, -1) <= 0: break", "if room(less, -1) < 0: break"): COST,
    ("squares.py", "if room(less, -1) <= 0: break", "if room(less, -1) <= -1: break"): COST,
    (
        "suppression.py",
        "self._proofs[cells[atom]] = Exchange({cells[i]: n for i, n in exchange.amounts.items()}, exchange.per)",
        "pass",
    ): COST,
    (
        "witness.py",
        "everybody = Totals((1,) * len(table.counts), tuple(",
        "everybody = Totals((2,) * len(table.counts), tuple(",
    ): "how many they are is not asked, only that there is somebody",
}
"""From file, code and mutated code to why nobody could see the difference."""

# --- mutants ---------------------------------------------------------------------------------------------------

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COMPUTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min", "floor": "ceil", "ceil": "floor"}
DROPPED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)


@dataclass(frozen=True)
class Mutant:
    """A file with one fault in it; ``line`` is where the statement begins that holds it."""

    file: str
    line: int
    before: str
    after: str
    code: CodeType

    @property
    def name(self) -> tuple[str, str, str]:
        return self.file, self.before, self.after


def mutants(path: Path) -> list[Mutant]:
    """All mutants of a file, in order."""
    tree = ast.parse(path.read_text())
    found = []
    for statement, node, field, index in _places(tree):
        old = getattr(node, field) if index is None else getattr(node, field)[index]
        right = ast.unparse(statement)
        for new in _faults(old, node, field):
            _put(node, field, index, new)
            dropped = old is statement
            wrong = ast.unparse(new if dropped else statement)
            code = compile(ast.fix_missing_locations(tree), str(path), "exec")
            found.append(Mutant(path.name, statement.lineno, *_difference(right, wrong), code))
            _put(node, field, index, old)
    return found


def _difference(right: str, wrong: str) -> tuple[str, str]:
    """What differs of two texts, with some letters before and after it."""
    start = _alike(right, wrong)
    end = _alike(right[start:][::-1], wrong[start:][::-1])
    first = max(0, start - AROUND)
    before, after = (" ".join(text[first : len(text) - end + AROUND].split()) for text in (right, wrong))
    return before, after


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _put(node: ast.AST, field: str, index: int | None, value: Any) -> None:
    if index is None:
        setattr(node, field, value)
    else:
        getattr(node, field)[index] = value


def _places(tree: ast.AST, statement: ast.AST | None = None) -> Iterator[tuple[Any, ast.AST, str, int | None]]:
    """Every place of a tree where something stands: the statement around it, the node, its field and the index."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "decorator_list", "type_params") or _never_false(tree):
            continue
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, item in items:
            if isinstance(item, ast.AST) and not _docstring(item):
                around = item if isinstance(item, ast.stmt) else statement
                yield around, tree, field, index
                yield from _places(item, around)


def _docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _never_false(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _faults(old: ast.AST, node: ast.AST, field: str) -> Iterator[Any]:
    """What may stand wrongly in place of what stands there."""
    if type(old) in COMPARED:
        yield COMPARED[type(old)]()  # type: ignore[index]
    if type(old) in COMPUTED and isinstance(node, ast.BinOp | ast.AugAssign):
        yield COMPUTED[type(old)]()  # type: ignore[index]
    if isinstance(old, ast.And | ast.Or):
        yield ast.Or() if isinstance(old, ast.And) else ast.And()
    if isinstance(old, ast.UnaryOp) and isinstance(old.op, ast.Not | ast.USub):
        yield old.operand
    if isinstance(old, ast.Constant) and isinstance(old.value, bool):
        yield ast.Constant(not old.value)
    elif isinstance(old, ast.Constant) and isinstance(old.value, int | float):
        yield from (ast.Constant(old.value + by) for by in (1, -1))
    if isinstance(old, ast.expr) and field in ("test", "ifs") and not _turned_already(old):
        yield ast.UnaryOp(ast.Not(), old)
    if isinstance(old, ast.Name) and field == "func" and old.id in CALLED:
        yield ast.Name(CALLED[old.id], ast.Load())
    if isinstance(old, ast.expr) and isinstance(node, ast.Return) and ast.unparse(old) not in ("None", "False"):
        yield ast.Constant(None)
    if isinstance(old, DROPPED) or (
        isinstance(old, ast.Assign) and not isinstance(old.targets[0], ast.Name | ast.Tuple)
    ):
        yield ast.Pass()


def _turned_already(condition: ast.expr) -> bool:
    """Whether a comparison has no other fault than being turned round: that is a mutant of its own."""
    turned = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
    return isinstance(condition, ast.Compare) and isinstance(condition.ops[0], turned)


# --- one process for each --------------------------------------------------------------------------------------


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Has Python import one module of ours from a mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant, self._module = mutant, f"{PACKAGE}.{mutant.file.removesuffix('.py')}"

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        origin = str(FOLDER / self._mutant.file)
        return importlib.util.spec_from_loader(name, self, origin=origin) if name == self._module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._mutant.code, module.__dict__)


class _Only:
    """The tests that are wanted, in the order they are wanted in."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._place = {name: place for place, name in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self._place), key=lambda i: self._place[i.nodeid])


class _Lines:
    """Which lines each test runs through, setup included, and how long it takes."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self._seconds: dict[str, float] = {}
        self._coverage = coverage.Coverage(data_file=None, branch=True, include=[f"{FOLDER}/*"], config_file=False)
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        before = time.process_time()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.process_time() - before

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        lines: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
        for file in data.measured_files():
            lines[Path(file).name] = {
                line: sorted(filter(None, by)) for line, by in data.contexts_by_lineno(file).items()
            }
        self._coverage.report(show_missing=True, skip_covered=True, precision=1)
        self._into.write_text(json.dumps({"seconds": self._seconds, "lines": lines}))


def _tests(plugin: Any, paths: Collection[str], *more: str) -> int:
    """Runs tests without whatever only costs time: other plugins, explained assertions, a cache."""
    without = [
        part for name in ("cacheprovider", "unraisableexception", "threadexception") for part in ("-p", f"no:{name}")
    ]
    options = ["-q", "-c", os.devnull, "--rootdir", ".", "-W", "ignore", "--assert=plain"]
    return int(pytest.main([*options, *without, *more, *paths], plugins=[plugin]))


def apart(work: Callable[[], int], *, seconds: float, log: Path) -> int | None:
    """What ``work`` returns in a process of its own; None when it took more CPU seconds, or slept."""
    child = os.fork()
    if child == 0:
        code = 70
        with contextlib.suppress(BaseException):
            os.setsid()
            with log.open("wb") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            code = work()
        os._exit(code)
    watched = os.pidfd_open(child)
    try:
        if not select.select([watched], [], [], SLEEPS * seconds)[0]:
            os.killpg(child, signal.SIGKILL)
    finally:
        os.close(watched)
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def known(folder: Path, tests: Sequence[str]) -> dict[str, Any]:
    """What runs through each line and how long that takes, measured unless it is known already; and for each file of
    tests its breadth, the number of files it runs through: those about one thing are asked first.
    """
    into = folder / "tests.json"
    if not into.exists():
        log = folder / "tests.log"
        if apart(lambda: _tests(_Lines(into), tests), seconds=3600, log=log) != 0:
            raise SystemExit(f"The tests fail without any mutant: see {log}")
        print(log.read_text())
    found: dict[str, Any] = json.loads(into.read_text())
    breadth: defaultdict[str, set[str]] = defaultdict(set)
    for file, lines in found["lines"].items():
        for name in {name for names in lines.values() for name in names}:
            breadth[name.split("::")[0]].add(file)
    return {**found, "breadth": {path: len(files) for path, files in breadth.items()}}


class _Asked:
    """All tests, collected once; in place of running them, ``work`` is done with them."""

    def __init__(self, work: Callable[[dict[str, pytest.Item]], None]) -> None:
        self._work = work

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        gc.freeze()
        self._work({item.nodeid: item for item in session.items})
        return True


def outcome(mutant: Mutant, items: dict[str, pytest.Item], tests: dict[str, Any], budget: float, log: Path) -> str:
    """killed, timeout, survived, or nowhere: no test runs through it."""
    lines, seconds, breadth = tests["lines"].get(mutant.file, {}), tests["seconds"], tests["breadth"]
    through = lines.get(str(mutant.line), [])
    everywhere = {name for names in lines.values() for name in names}  # what only runs as the module is imported
    narrow = {} if through else breadth  # so that few files of tests are imported anew
    ordered = sorted(
        items.keys() & (through or everywhere),
        key=lambda name: (narrow.get(name.split("::")[0], 0), seconds[name], name),
    )
    if not ordered:
        return "nowhere"
    so_far = list(accumulate(seconds[name] for name in ordered))
    chosen = ordered[: max(1, bisect_right(so_far, budget))]
    run = partial(_planted, mutant, [items[name] for name in chosen]) if through else partial(_anew, mutant, chosen)
    code = apart(run, seconds=4 + 3 * so_far[len(chosen) - 1], log=log)
    return "timeout" if code is None else "survived" if code == 0 else "killed"


def _planted(mutant: Mutant, items: Sequence[pytest.Item]) -> int:
    """Runs tests with the mutant's code in the functions that everybody has imported already."""
    module = sys.modules[f"{PACKAGE}.{mutant.file.removesuffix('.py')}"]
    fresh = ModuleType(module.__name__)
    fresh.__file__ = module.__file__
    exec(mutant.code, fresh.__dict__)
    _take_over(vars(module), vars(fresh), module.__name__)
    for item, following in zip_longest(items, items[1:]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return 1
    return 0


def _take_over(old: Mapping[str, Any], new: Mapping[str, Any], module: str) -> None:
    for name, thing in old.items():
        if isinstance(thing, type) and thing.__module__ == module:
            _take_over(vars(thing), vars(new[name]), module)
        mine, its = _function(thing), _function(new.get(name))
        if mine and its and mine.__module__ == module:
            mine.__code__ = its.__code__


def _function(thing: Any) -> FunctionType | None:
    for inner in ("fget", "func", "__func__"):  # of properties, cached properties, class methods
        thing = getattr(thing, inner, thing)
    found = inspect.unwrap(thing) if callable(thing) else None
    return found if isinstance(found, FunctionType) else None


def _anew(mutant: Mutant, chosen: Sequence[str]) -> int:
    """Runs tests after the gate, and whatever may have taken something of it, was imported anew with the mutant."""
    ours = tuple(str(ROOT / folder) for folder in ("src", "tests", "benchmarks"))
    for name, module in list(sys.modules.items()):
        file = str(getattr(module, "__file__", None) or "")
        if file.startswith(ours) and name not in _BELOW and name != __name__:
            del sys.modules[name]
    sys.meta_path.insert(0, _Loader(mutant))
    return _tests(_Only(chosen), sorted({name.split("::")[0] for name in chosen}), "-x", "--tb=line")


_BELOW: set[str] = set()


# --- in figures ------------------------------------------------------------------------------------------------


def wilson(part: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, z2 = part / of, Z95**2
    middle, half = share + z2 / (2 * of), Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return (middle - half) / (1 + z2 / of), (middle + half) / (1 + z2 / of)


def examine(
    path: Path, sample: int, seed: int, looked_at: Callable[[Mutant], bool], became: Callable[[Mutant], str]
) -> tuple[int, Counter[str]]:
    """How many mutants a file has, and what became of those that were drawn."""
    every = [mutant for mutant in mutants(path) if looked_at(mutant)]
    drawn = list(every)
    random.Random(f"{seed} {path.name}").shuffle(drawn)  # a larger sample holds the smaller one
    counts: Counter[str] = Counter()
    for mutant in drawn[:sample]:
        if mutant.name in EQUIVALENT:
            counts["equivalent"] += 1
            continue
        found = became(mutant)
        counts[found] += 1
        print(found[0], end="", file=sys.stderr, flush=True)
        if found in ("survived", "nowhere"):
            print(f"  {found} {path.name}:{mutant.line}: {mutant.before}  ->  {mutant.after}", flush=True)
    return len(every), counts


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="*", help="names of files in src/lilyroot/release (all of them)")
    arguments.add_argument("--sample", type=int, default=40, help="mutants of each file; 0 to see the branches alone")
    arguments.add_argument("--like", default="", help="only mutants whose code, as it is told, this expression finds")
    arguments.add_argument("--seed", type=int, default=23)
    arguments.add_argument("--known", type=Path, help="where to keep which test runs through which line")
    arguments.add_argument("--tests", nargs="+", default=TESTS, metavar="PATH", help="tests to run")
    arguments.add_argument("--budget", type=float, default=inf, help="CPU seconds of tests for one mutant")
    given = arguments.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    for name in BELOW:
        importlib.import_module(name)
    if any(name.startswith(PACKAGE) for name in sys.modules):
        raise SystemExit(f"{PACKAGE} is loaded already: mutants would not be seen.")
    _BELOW.update(sys.modules)
    hypothesis = importlib.import_module("hypothesis")
    found = [
        hypothesis.Phase.explicit,
        hypothesis.Phase.generate,
    ]  # that it fails is enough; how simply, is not asked
    hypothesis.settings.register_profile("mutation", phases=found, database=None, deadline=None)
    hypothesis.settings.load_profile("mutation")
    paths = sorted(FOLDER / name for name in given.files) if given.files else sorted(FOLDER.glob("[a-z]*.py"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.known or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tests = known(folder, given.tests)
        if not given.sample:
            return

        def work(items: dict[str, pytest.Item]) -> None:
            def became(mutant: Mutant) -> str:
                return outcome(mutant, items, tests, given.budget, folder / "mutant.log")

            def looked_at(mutant: Mutant) -> bool:
                return re.search(given.like, mutant.after) is not None

            _in_all([_told(path, *examine(path, given.sample, given.seed, looked_at, became)) for path in paths])

        _tests(_Asked(work), given.tests, "-s")


def _in_all(rows: Sequence[tuple[int, float, float]]) -> None:
    weight = max(1, sum(n for n, _, _ in rows))
    score = sum(n * share for n, share, _ in rows) / weight
    error = sqrt(sum((n / weight) ** 2 * variance for n, _, variance in rows))
    print(f"| all | {weight} | | | | | {score:.1%} ± {Z95 * error:.1%} |")


def _told(path: Path, every: int, counts: Counter[str]) -> tuple[int, float, float]:
    """Prints the row of a file; returns its mutants, the share killed and the variance of that."""
    dead, alive = counts["killed"] + counts["timeout"], counts["survived"] + counts["nowhere"]
    of = dead + alive
    share = dead / of if of else 1.0
    low, high = wilson(dead, of)
    told = f"{share:.0%}" if of + counts["equivalent"] == every else f"{share:.0%} ({low:.0%} to {high:.0%})"
    numbers = (every, of, counts["timeout"], alive, counts["equivalent"])
    print(f"| `{path.name}` | {' | '.join(map(str, numbers))} | {told} |", flush=True)
    left = 1 - of / every if every else 0.0
    return every, share, left * share * (1 - share) / max(1, of - 1)


if __name__ == "__main__":
    main()

# How one test is run and what it says. Whatever a frame, a class or a function shows can be changed by the program, which shares this
# interpreter: what must not change is held in tuples that methods are bound to, and in classes made immutable.
import builtins
import ctypes
import json
import re
import sys
import types
import unittest
import unittest.case

SHORT = 300
CALLS = re.compile(r"\(\) (missing|takes|got an unexpected|got multiple)")
LACKING = re.compile(r"Missing optional dependency '([\w.]+)'")
HIDING = frozenset((
    "gc.get_objects", "gc.get_referrers", "sys._current_frames", "sys._current_exceptions", "sys.monitoring.register_callback",
    "sys.settrace", "sys.setprofile"))
RUNNING = (types.FrameType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.BuiltinFunctionType, types.MethodWrapperType, map)


def written(report):
    """A line that a pipe takes whole."""
    return json.dumps(report).encode()[:4000] + b"\n"


def described(error):
    try:
        text = str(error)
    except BaseException:
        text = "?"
    return (type(error).__name__ + (": " + text if text else ""))[:SHORT]


def last_file(error):
    trace, name = error.__traceback__, ""
    while trace is not None:
        name, trace = trace.tb_frame.f_code.co_filename, trace.tb_next
    return name


def missing_of(error):
    """The library whose absence an error tells of, or None."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return error.name
    if isinstance(error, ImportError):
        found = LACKING.search(str(error))
        return found and found.group(1)
    return None


def kind_of(error, entry):
    """What an exception says about the program, in the judge's words."""
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, AssertionError):
        return "assert"
    text = described(error)
    if isinstance(error, TypeError) and CALLS.search(text) and entry in text.split("()")[0]:
        return "signature"
    if isinstance(error, NameError) and last_file(error) == "__tests__.py":
        return "signature"
    if isinstance(error, AttributeError) and "does not have the attribute" in text and last_file(error).endswith("mock.py"):
        return "signature"
    return "error"


FRAMEWORK = (unittest.case.TestCase, unittest.case._Outcome, unittest.case._AssertRaisesContext, unittest.case._AssertRaisesBaseContext,
             unittest.TestResult, unittest.TestLoader)
BUILT_IN = ("isinstance", "issubclass", "AssertionError", "getattr", "len", "all", "any", "type", "round", "abs", "repr", "str", "set", "list")
GUARDED = frozenset(n for n in dir(unittest.TestCase) if n.startswith(("assert", "fail", "run", "_call", "_add", "_get", "_base")))


def freeze(owner):
    """Makes a class one whose attributes cannot be set, as those of built-in classes cannot."""
    immutable, heap, offset = 1 << 8, 1 << 9, 168
    flags = ctypes.c_ulong.from_address(id(owner) + offset)
    if flags.value == owner.__flags__ and flags.value & heap and sys.version_info >= (3, 10):
        flags.value |= immutable


def seal():
    """What the test framework is made of; the program may use it, not change it."""
    parts = [(owner, name, value, getattr(value, "__code__", None), getattr(value, "__defaults__", None))
             for owner in FRAMEWORK for name, value in vars(owner).items() if not name.startswith("_abc")]
    parts += [(unittest.case, name, vars(unittest.case)[name], None, None)
              for name in ("TestCase", "_Outcome", "_AssertRaisesContext", "SkipTest", "_ShouldStop")]
    return parts + [(builtins, name, vars(builtins)[name], None, None) for name in BUILT_IN]


def seal_tests(cases):
    """The functions of the test classes, and that none of them hides a part of the framework later on."""
    absent = object()
    parts = []
    for case in cases:
        own = vars(case)
        parts += [(case, n, v, v.__code__, v.__defaults__) for n, v in own.items() if isinstance(v, types.FunctionType)]
        parts += [(case, n, absent, None, None) for n in GUARDED if n not in own]
    return absent, parts


def broken(parts, absent=None):
    """The name of a part that is no longer what it was, or None."""
    for owner, name, value, code, defaults in parts:
        now = vars(owner).get(name, absent)
        if now is not value or getattr(now, "__code__", None) is not code or getattr(now, "__defaults__", None) is not defaults:
            return owner.__name__ + "." + name
    return None


def tampered(test, parts, absent, equalities):
    """What the program changed about the framework or about this test, or None."""
    own = test.__dict__
    changed = broken(parts, absent) or next((n for n in own if n in GUARDED), None)
    return changed or (None if own.get("_type_equality_funcs") == equalities else "_type_equality_funcs")


def run_test(bound, prepared):
    """Runs one test. Returns a line that begins with P when it passed and with F when not.

    What decides is where control is, not what a variable holds: later versions of Python let anybody set variables of a running frame. For the
    same reason the body of the test is on the stack before its set-up runs.
    """
    sealed, absent, entry, stop, written, tampered, failure = bound
    name, body, test, equalities = prepared
    changed = None
    try:
        try:
            changed = tampered(test, sealed, absent, equalities)
            method = (body, test.setUp())[0]
            try:
                method()
                changed = changed or tampered(test, sealed, absent, equalities)
            except BaseException:
                # The first cause counts, not what comes of it when things are put away.
                try:
                    test.tearDown()
                except BaseException:
                    pass
                raise
            test.tearDown()
        except BaseException:
            test.doCleanups()
            raise
        if not test.doCleanups():
            raise RuntimeError("a clean-up failed")
        changed = changed or tampered(test, sealed, absent, equalities)
        if changed:
            raise RuntimeError("the program changed the test framework (%s)" % changed)
        return b"P " + written({"test": name})
    except stop:
        # unittest takes its internal signal to stop, which anybody can raise, for a success.
        return b"F " + written({"test": name, "detail": "the test was stopped half-way"})
    except BaseException as error:
        return b"F " + written(failure(name, error, entry))


def run_by_framework(bound, prepared):
    """An asynchronous test: the framework has the loop that it needs."""
    written, failure, entry = bound
    name, test = prepared
    result = unittest.TestResult()
    try:
        test.run(result)
        if result.testsRun == 1 and result.wasSuccessful() and not result.skipped and not result.expectedFailures:
            return b"P " + written({"test": name})
        said = [text.strip().splitlines()[-1] for _, text in result.failures + result.errors]
        kind = "assert" if result.failures else "error"
        return b"F " + written({"test": name, "kind": kind, "outcome": "failed" if result.failures else "errored", "detail": "; ".join(said)[:SHORT]})
    except BaseException as error:
        return b"F " + written(failure(name, error, entry))


def run_fixture(bound, prepared):
    """What runs around the tests of a class or module. It counts only when it fails."""
    written, failure, entry = bound
    name, call = prepared
    try:
        call()
        return b"O \n"
    except BaseException as error:
        return b"F " + written(failure(name, error, entry))


def failure_of(name, error, entry):
    kind = kind_of(error, entry)
    return {"test": name, "outcome": "failed" if kind == "assert" else "errored", "kind": kind, "detail": described(error), "missing": missing_of(error)}

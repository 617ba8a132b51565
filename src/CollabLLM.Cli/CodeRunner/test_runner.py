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
    "gc.get_objects", "gc.get_referrers", "sys._current_frames", "sys._current_exceptions", "sys.monitoring.register_callback"))
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


class Recorder(unittest.TestResult):
    """Tells of every failure at once; whatever is reported after it, it stays."""

    tell = entry = None

    def __init__(self, name):
        super().__init__()
        self.name, self.clean, self.succeeded = name, True, 0

    def keep(self, outcome, error):
        self.clean = False
        fixed = self.__class__
        kind = "assert" if outcome == "failed" else kind_of(error, fixed.entry)
        fixed.tell(written({"test": self.name, "outcome": outcome, "kind": kind, "detail": described(error), "missing": missing_of(error)}))

    def addSuccess(self, test):
        self.succeeded += 1

    def addFailure(self, test, err):
        self.keep("failed", err[1])

    def addError(self, test, err):
        self.keep("errored", err[1])

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.keep("failed" if issubclass(err[0], AssertionError) else "errored", err[1])

    def addSkip(self, test, reason):
        self.keep("errored", unittest.SkipTest("skipped: " + str(reason)))

    def addExpectedFailure(self, test, err):
        self.keep("errored", err[1])

    def addUnexpectedSuccess(self, test):
        self.keep("failed", AssertionError("succeeded where a failure was expected"))


FRAMEWORK = (unittest.case.TestCase, unittest.case._Outcome, unittest.case._AssertRaisesContext, unittest.case._AssertRaisesBaseContext,
             unittest.TestResult, unittest.TestLoader, Recorder)
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


def call_test(bound):
    """Runs the body of a test; bound to a tuple, so that nothing it uses can be exchanged."""
    method, test, sealed, absent, equalities, tell, stop, changed_of, name = bound
    try:
        method()
        changed = changed_of(test, sealed, absent, equalities)
        if changed:
            raise RuntimeError("the program changed the test framework (%s)" % changed)
    except stop:
        # unittest takes its internal signal to stop, which anybody can raise, for a success.
        raise RuntimeError("the test was stopped half-way") from None
    except BaseException:
        # Said before anybody else can see, let alone swallow, the exception.
        tell(name)
        raise


def run_test(bound, prepared):
    """Runs one test, and says that it passed when nothing said otherwise."""
    recorder, parts, absent, tell, written, tampered, broken = bound
    name, attribute, body, test, equalities = prepared
    changed = None
    result = recorder(name)
    try:
        if test is None:
            body()
            result.succeeded = 1
            changed = broken(parts, absent)
        else:
            changed = tampered(test, parts, absent, equalities)
            test._testMethodName = attribute
            setattr(test, attribute, body)
            test.run(result)
            changed = changed or tampered(test, parts, absent, equalities)
    except BaseException as error:
        tell(written({"test": name}))
        result.keep("errored", error)
    if changed:
        tell(written({"test": name, "outcome": "errored", "kind": "error", "detail": "the program changed the test framework (%s)" % changed}))
    elif result.clean and result.succeeded != 1:
        tell(written({"test": name, "outcome": "errored", "kind": "error", "detail": "the test stopped half-way"}))
    elif result.clean and test is not None:
        return written({"test": name})
    return b"{}\n"

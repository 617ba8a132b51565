# The child: runs the program and its tests in one module, as BigCodeBench does, and reports each test. A second thread, the keeper, reads
# the job and alone knows the token that reports carry: no frame that the program can walk to holds the token or the list of outcomes.
import _thread
import builtins
import functools
import inspect
import json
import os
import re
import sys
import time
import types
import unittest
import unittest.case
import unittest.mock

SHORT = 300
CALLS = re.compile(r"\(\) (missing|takes|got an unexpected|got multiple)")
LACKING = re.compile(r"Missing optional dependency '([\w.]+)'")
HIDING = frozenset((
    "gc.get_objects", "gc.get_referrers", "sys._current_frames", "sys._current_exceptions", "sys.monitoring.register_callback"))
RUNNING = (types.FrameType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)


def keeper(job_fd, report_fd, box, ready, done):
    """Reads the job and reports; ends when the main thread says so."""
    read, write, dumps, sleepless = os.read, os.write, json.JSONEncoder().encode, done.acquire
    parts = []
    while True:
        part = read(job_fd, 65536)
        if not part:
            break
        parts.append(part)
    os.close(job_fd)
    job = json.loads(b"".join(parts))
    token = job.pop("token")
    outcomes, said = [], 0
    box.append(outcomes.extend)
    box.append(job)
    ready.release()
    over = False
    while not over:
        over = sleepless(True, 0.1)
        while said < len(outcomes):
            line = (token + " " + dumps(outcomes[said]) + "\n").encode()
            said += 1
            while line:
                line = line[write(report_fd, line):]


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
    """Keeps what happened to one test. A failure stays, whatever is reported after it."""

    def __init__(self):
        super().__init__()
        self.kept = []
        self.succeeded = 0

    def addSuccess(self, test):
        self.succeeded += 1

    def addFailure(self, test, err):
        self.kept.append(("failed", err[1]))

    def addError(self, test, err):
        self.kept.append(("errored", err[1]))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.kept.append(("failed" if issubclass(err[0], AssertionError) else "errored", err[1]))

    def addSkip(self, test, reason):
        self.kept.append(("errored", unittest.SkipTest("skipped: " + str(reason))))

    def addExpectedFailure(self, test, err):
        self.succeeded += 1

    def addUnexpectedSuccess(self, test):
        self.kept.append(("failed", AssertionError("succeeded where a failure was expected")))


def seal():
    """What the test framework is made of; the program may use it, not change it."""
    parts = []
    for owner in (unittest.case.TestCase, unittest.case._Outcome, unittest.case._AssertRaisesContext, unittest.case._AssertRaisesBaseContext,
                  unittest.TestResult, unittest.TestLoader, Recorder):
        for name, value in vars(owner).items():
            if not name.startswith("_abc"):
                parts.append((owner, name, value, getattr(value, "__code__", None), getattr(value, "__defaults__", None)))
    for name in ("TestCase", "_Outcome", "_AssertRaisesContext", "SkipTest", "isinstance", "issubclass"):
        parts.append((unittest.case, name, vars(unittest.case).get(name), None, None))
    for name in ("isinstance", "issubclass", "AssertionError", "getattr", "len", "all", "any", "type", "round", "abs", "repr", "str", "set", "list"):
        parts.append((builtins, name, vars(builtins)[name], None, None))
    return parts


def broken(parts):
    """The name of a part that is no longer what it was, or None."""
    absent = object()
    for owner, name, value, code, defaults in parts:
        now = vars(owner).get(name)
        if now is not value or getattr(now, "__code__", None) is not code or getattr(now, "__defaults__", None) is not defaults:
            return owner.__name__ + "." + name
    return None


def finish(test):
    """Lets a test end by its own end only: unittest takes its internal signal to stop, which anybody can raise, for a success."""
    stop, method = unittest.case._ShouldStop, getattr(test, test._testMethodName)

    @functools.wraps(method)
    def finished():
        try:
            return method()
        except stop:
            raise RuntimeError("the test was stopped half-way") from None

    if not inspect.iscoroutinefunction(method):
        setattr(test, test._testMethodName, finished)


def stepper(entry, parts):
    """The function that runs one test and says how it went."""
    guarded = frozenset(n for n in dir(unittest.TestCase) if n.startswith(("assert", "fail", "run", "_call", "_add", "_get")))

    def step(named):
        name, test = named
        report = {"test": name, "outcome": "errored", "kind": "error", "detail": ""}
        result = Recorder()
        try:
            if name in FIXTURES:
                test()
                result.succeeded = 1
            else:
                finish(test)
                test.run(result)
        except BaseException as error:
            result.kept.append(("errored", error))
        changed = broken(parts) or next((n for n in getattr(test, "__dict__", ()) if n in guarded), None)
        if changed:
            report["detail"] = "the program changed the test framework (%s)" % changed
        elif result.kept:
            outcome, error = result.kept[0]
            report.update(outcome=outcome, kind="assert" if outcome == "failed" else kind_of(error, entry), detail=described(error))
            for _, error in result.kept:
                if missing_of(error):
                    report["missing"] = missing_of(error)
        elif result.succeeded == 1:
            report.update(outcome="passed", kind="", detail="")
        else:
            report["detail"] = "the test stopped half-way"
        return report

    return step


def tests_of(module, before):
    """The tests of the classes that the test source defines: TestCases where there is one, as BigCodeBench does, else all."""
    found = [v for k, v in vars(module).items()
             if isinstance(v, type) and issubclass(v, unittest.TestCase) and v.__module__ == module.__name__ and before.get(k) is not v]
    cases = vars(module).get("TestCases")
    classes = [cases] if cases in found else found
    steps, total = [], 0
    for case in classes:
        names = unittest.TestLoader().getTestCaseNames(case)
        total += len(names)
        steps.append((case, [(case.__name__ + "." + n if len(classes) > 1 else n, case(n)) for n in names]))
    return steps, total


def fixtures(module, steps):
    """Tests in order, with the fixtures of module and classes where unittest runs them."""
    def quiet(name, act):
        return (name, act)

    if hasattr(module, "setUpModule"):
        yield quiet("setUpModule", module.setUpModule)
    for case, tests in steps:
        yield quiet("setUpClass", case.setUpClass)
        yield from tests
        yield quiet("tearDownClass", case.tearDownClass)
        yield quiet("doClassCleanups", case.doClassCleanups)
    if hasattr(module, "tearDownModule"):
        yield quiet("tearDownModule", module.tearDownModule)


def prepare(job, parts):
    """Runs program and test source. Returns module and tests, or the report that ends it all."""
    def ended(kind, detail, error=None):
        return {"end": kind, "detail": detail, "missing": error and missing_of(error)}

    entry = job["entry"]
    try:
        code = compile(job["code"], "__test__.py", "exec")
    except BaseException as error:
        return None, ended("syntax", described(error))
    try:
        test = compile(job["test"], "__tests__.py", "exec")
    except BaseException as error:
        return None, ended("infra", "the test does not compile: " + described(error))
    module = types.ModuleType("__test__")
    vars(module).update({"__builtins__": builtins, "__file__": "__test__.py", "__package__": None, "sys": sys, "os": os, "environ": os.environ})
    sys.modules["__test__"] = module
    try:
        exec(code, vars(module))
    except BaseException as error:
        return None, ended("memory" if isinstance(error, MemoryError) else "error", described(error), error)
    if broken(parts):
        return None, ended("error", "the program changed the test framework (%s)" % broken(parts))
    before = dict(vars(module))
    try:
        exec(test, vars(module))
        steps, total = tests_of(module, before)
    except BaseException as error:
        kind = kind_of(error, entry)
        return None, ended("error" if kind == "assert" else kind, "the test could not be prepared: " + described(error), error)
    if total == 0:
        return None, ended("infra", "the test holds no test case")
    if not callable(before.get(entry)):
        return None, {**ended("signature", "the program does not define " + entry), "total": total}
    return (module, steps, total), None


def any_of(things, types_of_things, isinstance=isinstance):
    for thing in things:
        if isinstance(thing, types_of_things):
            return True
    return False


def run(job_fd, report_fd):
    mine = os.getpid()
    ready, done = _thread.allocate_lock(), _thread.allocate_lock()
    ready.acquire()
    done.acquire()
    box = []
    _thread.start_new_thread(keeper, (job_fd, report_fd, box, ready, done))
    ready.acquire()
    job = box.pop()
    parts = seal()

    def hook(event, arguments, hiding=HIDING, running=RUNNING):
        # What a frame is about to call stands on its stack, and only the collector shows that.
        if event in hiding or event == "gc.get_referents" and any_of(arguments[0], running):
            raise RuntimeError(event + " is not available here")

    sys.addaudithook(hook)
    prepared, end = prepare(job, parts)
    if end is not None:
        total = end.pop("total", None)
        box.pop()(([{"total": total}] if total else []) + [end])
    else:
        module, steps, total = prepared
        follow(box, module, steps, total, stepper(job["entry"], parts))
    if os.getpid() != mine:
        os._exit(0)
    done.release()
    time.sleep(60)


def follow(box, module, steps, total, step):
    """Hands the tests to the list of outcomes, which takes them one by one; the list itself is in no variable."""
    named = fixtures(module, steps)
    del module, steps
    reports = (r for r in map(step, named) if r["outcome"] != "passed" or r["test"] not in FIXTURES)
    box.pop()(chained([{"total": total}], reports, [{"end": "tests", "detail": ""}]))


FIXTURES = frozenset(("setUpModule", "setUpClass", "tearDownClass", "doClassCleanups", "tearDownModule"))


def chained(*parts):
    for part in parts:
        yield from part

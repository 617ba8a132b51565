# The child: runs the program and its tests in one module, as BigCodeBench does, and reports each test. Program and tests share an
# interpreter, so all that a frame, a class or a function shows can be changed by the program. What counts is therefore out of its reach:
# reports go through a queue that only C code refers to, into a thread that never runs a Python frame and alone knows their token.
import _queue
import _thread
import builtins
import collections
import itertools
import json
import operator
import os
import sys
import time
import types
import unittest
import unittest.case


def way_out(report_fd, token):
    """Puts lines into a queue from which a thread of C code alone takes them, adds the token and writes them."""
    queue = _queue.SimpleQueue()
    lines = map(token.__add__, iter(queue.get, None))
    _thread.start_new_thread(collections.deque, (map(os.write, itertools.repeat(report_fd), lines), 0))
    return queue.put


def connect(job_fd, report_fd):
    """Reads the job and makes the way out. The token ends with this frame."""
    parts = []
    while part := os.read(job_fd, 65536):
        parts.append(part)
    os.close(job_fd)
    job = json.loads(b"".join(parts))
    return job, way_out(report_fd, job.pop("token").encode() + b" ")


def tests_of(module, before, parts, entry):
    """What is to run, in order: calls that each give one line, and how many of them are tests.

    The tests are those of the classes that the test source defines: TestCases where there is one, as BigCodeBench does, else all.
    """
    found = [v for k, v in vars(module).items()
             if isinstance(v, type) and issubclass(v, unittest.TestCase) and v.__module__ == module.__name__ and before.get(k) is not v]
    cases = vars(module).get("TestCases")
    classes = [cases] if cases in found else found
    absent, sealed = seal_tests(classes)
    plain = (written, failure_of, entry)
    whole = ((*parts, *sealed), absent, entry, unittest.case._ShouldStop, written, tampered, failure_of)
    calls, total = [], 0

    def fixture(owner, name):
        if hasattr(owner, name):
            calls.append((types.MethodType(run_fixture, plain), (name, getattr(owner, name))))

    fixture(module, "setUpModule")
    for case in classes:
        fixture(case, "setUpClass")
        for attribute in unittest.TestLoader().getTestCaseNames(case):
            name = case.__name__ + "." + attribute if len(classes) > 1 else attribute
            test = case(attribute)
            if issubclass(case, unittest.IsolatedAsyncioTestCase):
                calls.append((types.MethodType(run_by_framework, plain), (name, test)))
            else:
                calls.append((types.MethodType(run_test, whole), (name, getattr(test, attribute), test, dict(test._type_equality_funcs))))
            total += 1
        fixture(case, "tearDownClass")
        fixture(case, "doClassCleanups")
    fixture(module, "tearDownModule")
    return tuple(calls), total


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
        calls, total = tests_of(module, before, parts, entry)
    except BaseException as error:
        kind = kind_of(error, entry)
        return None, ended("error" if kind == "assert" else kind, "the test could not be prepared: " + described(error), error)
    if total == 0:
        return None, ended("infra", "the test holds no test case")
    if not callable(before.get(entry)):
        return None, {**ended("signature", "the program does not define " + entry), "total": total}
    return (calls, total), None


def guard():
    """Refuses, from here on, what shows or changes what is hidden from the program."""
    def hook(event, arguments, hiding=HIDING, running=RUNNING, isinstance=isinstance, type=type, function=types.FunctionType):
        if event in hiding:
            raise RuntimeError(event + " is not available here")
        if event == "gc.get_referents":
            # What a frame is about to call stands on its stack, and what C code refers to is nowhere else: only the collector shows them.
            for thing in arguments[0]:
                if isinstance(thing, running):
                    raise RuntimeError(event + " is not available here")
        elif event == "object.__setattr__" and type(arguments[0]) is function:
            file = arguments[0].__code__.co_filename
            if file in ("__tests__.py", "<harness>") or file.endswith("/unittest/case.py"):
                raise RuntimeError("the test framework cannot be changed")

    sys.addaudithook(hook)


def lines(job):
    """The reports, as they come about. What this generator holds is what the program may see."""
    for owner in FRAMEWORK:
        freeze(owner)
    parts = tuple(seal())
    guard()
    prepared, end = prepare(job, parts)
    if end is not None:
        yield b"T " + written(end.pop("total", 0))
    else:
        calls, total = prepared
        yield b"T " + written(total)
        # The pairs of call and argument are in the hands of C code from here on.
        yield from itertools.starmap(operator.call, calls) if hasattr(operator, "call") else (call(argument) for call, argument in calls)
        end = {"end": "tests", "detail": ""}
    try:
        sys.stdout.flush()
    except BaseException:
        pass
    yield b"E " + written(end)


def run(job_fd, report_fd):
    mine = os.getpid()
    # What may say "passed" must never be in a variable: the program sees all variables of all frames below it.
    hidden = list(connect(job_fd, report_fd))
    collections.deque(map(hidden.pop(), lines(*hidden)), 0)
    if os.getpid() != mine:
        os._exit(0)
    time.sleep(60)

# The judge: first process of the sandbox. It starts the program as a child that never holds the judge's channel, listens to what the
# child's keeper reports, and writes one verdict. Arguments: limits as JSON, source of the child. Stdin: the job, one line of JSON.
import ast
import ctypes
import importlib.util
import json
import os
import re
import resource
import select
import signal
import sys
import time

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
SHORT = 400
SETTLING = 0.01
FOR_ALL = ("syntax", "signature", "memory", "infra")


def hide():
    """Nobody of the same user may look into this process, its memory or its descriptors."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # Outside a process namespace of its own, orphans of the program come back here and are found.
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def confine(limits):
    bounds = {
        resource.RLIMIT_AS: limits["memory"],
        resource.RLIMIT_CPU: limits["cpu"],
        resource.RLIMIT_FSIZE: limits["file"],
        resource.RLIMIT_NOFILE: limits["files"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    # The kernel counts processes for each user of a user namespace: only there is the count the program's own.
    if limits["isolated"]:
        bounds[resource.RLIMIT_NPROC] = limits["processes"]
    for what, bound in bounds.items():
        _, hard = resource.getrlimit(what)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(what, (bound, bound))


def start(limits, source):
    job_read, job_write = os.pipe()
    report_read, report_write = os.pipe()
    output_read, output_write = os.pipe()
    pid = os.fork()
    if pid:
        for fd in (job_read, report_write, output_write):
            os.close(fd)
        return pid, job_write, report_read, output_read
    try:
        for number in range(1, signal.NSIG):
            try:
                signal.signal(number, signal.SIG_DFL)
            except (OSError, ValueError):
                pass
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output_write, 1)
        os.dup2(output_write, 2)
        kept = sorted((job_read, report_write))
        os.closerange(3, kept[0])
        os.closerange(kept[0] + 1, kept[1])
        os.closerange(kept[1] + 1, 256)
        os.chdir(os.environ["HOME"])
        confine(limits)
        space = {"__name__": "harness", "__builtins__": __builtins__}
        exec(compile(source, "<harness>", "exec"), space)
        space["run"](job_read, report_write)
    finally:
        os._exit(70)


def has_ended(pid):
    """Whether the child has ended. Orphans of the program that ended before are put away on the way."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return True
        if ended is None or ended.si_pid == pid:
            return ended is not None
        os.waitpid(ended.si_pid, 0)


def listen(reports, pid, report_fd, output_fd, limits, deadline):
    """Until the end is reported, the child ends, or the time is over (then False)."""
    head = b""
    open_fds = [report_fd, output_fd]
    while report_fd in open_fds and not reports.forged:
        left = deadline - time.monotonic()
        if left <= 0 and not reports.over:
            return False, head
        ended = has_ended(pid)
        ready = select.select(open_fds, [], [], 0 if ended else SETTLING if reports.over else min(left, 0.05))[0]
        # Descendants may hold the channel open for ever; what the child itself wrote is there when it has ended.
        if (ended or reports.over) and report_fd not in ready:
            break
        for fd in ready:
            data = os.read(fd, 65536)
            if not data:
                open_fds.remove(fd)
            elif fd == report_fd:
                reports.take(data)
            elif len(head) < limits["output"]:
                head += data[:limits["output"] - len(head)]
    return True, head


def end_of(pid, patience):
    """The child's status and use of the processor; killed when it does not end by itself in the time given."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        done, status, used = os.wait4(pid, os.WNOHANG)
        if done:
            return status, used
        time.sleep(0.005)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, status, used = os.wait4(pid, 0)
    return status, used


def sweep():
    """Without a process namespace nobody else ends what the program left behind: orphans are children of this process now."""
    while True:
        children = []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/" + entry + "/stat") as stat:
                    if int(stat.read().rpartition(")")[2].split()[1]) == os.getpid():
                        children.append(int(entry))
            except (OSError, IndexError, ValueError):
                pass
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        for pid in children:
            os.waitpid(pid, 0)
        if not children:
            return


def imported(source):
    """Top-level names that a source imports."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def is_missing(name, job):
    """Whether a library that the task itself asks for is really not here: a program cannot excuse itself with an invented one."""
    top = str(name).split(".")[0]
    asked = imported(job["test"]) | set(job["libraries"])
    if top not in asked or not re.fullmatch(r"\w+", top):
        return False
    try:
        return importlib.util.find_spec(top) is None
    except (ImportError, ValueError):
        return True


def is_broken(test):
    """Whether a test source cannot judge anything, whatever the program."""
    try:
        tree = ast.parse(test)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return not any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test")
        for owner in ast.walk(tree) if isinstance(owner, ast.ClassDef) for node in owner.body)


def verdict_of(job, reports, in_time, limits, pid):
    status, used = end_of(pid, 0 if reports.over or not in_time else 2)
    failed, end = reports.failed, reports.end
    if reports.forged:
        return "error", "the program wrote into the channel of the verdict"
    for report in [*failed.values(), *([end] if end else [])]:
        if report.get("missing") and is_missing(report["missing"], job):
            return "infra", "the library " + str(report["missing"]).split(".")[0] + " is not installed"
    if not in_time:
        return "timeout", "not done after %g s" % limits["wall"]
    if not reports.over:
        if used.ru_utime + used.ru_stime >= limits["cpu"] * 0.98:
            return "timeout", "more than %g s of processor time" % limits["cpu"]
        if os.WIFSIGNALED(status):
            return "error", "the program was ended by signal %d before its tests were" % os.WTERMSIG(status)
        return "error", "the program ended itself with exit code %d before its tests were done" % os.WEXITSTATUS(status)
    if end["end"] == "infra" and not is_broken(job["test"]):
        return "error", "the program left no test to run"
    if end["end"] != "tests":
        return (end["end"] if end["end"] in FOR_ALL else "error"), end["detail"]
    if failed:
        return of_failures(failed)
    # All tests were seen to pass, each of them once.
    whole = reports.total and len(reports.passed) == len(set(reports.passed)) == reports.total
    return ("pass", "") if whole else ("error", "not every test was run")


def of_failures(failed):
    kinds = {t.get("kind", "error") for t in failed.values()}
    if "memory" in kinds:
        kind = "memory"
    elif "assert" in kinds and kinds != {"signature"}:
        kind = "assert"
    else:
        kind = "signature" if "signature" in kinds else "error"
    test, first = next((name, t) for name, t in failed.items() if t.get("kind", "error") == kind or kind == "error")
    return kind, "%s: %s" % (test, first.get("detail", "failed, and said no more"))


def main():
    hide()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    # Nothing is imported from where the program can write.
    sys.path[:] = [p for p in sys.path if p]
    limits = json.loads(sys.argv[1])
    # The child is made before the job is read, so that no copy of the secret is in its memory.
    pid, job_fd, report_fd, output_fd = start(limits, sys.argv[2])
    os.chdir("/")
    job = json.loads(sys.stdin.buffer.readline())
    os.close(0)
    secret = job["secret"]

    def say(message):
        os.write(1, (json.dumps({"secret": secret, **message}) + "\n").encode())

    say({"begun": True})
    token = os.urandom(24).hex()
    began = time.monotonic()
    with os.fdopen(job_fd, "wb") as pipe:
        pipe.write(json.dumps({"token": token, "code": job["code"], "test": job["test"], "entry": job["entry"]}).encode())
    reports = Reports(token)
    in_time, output = listen(reports, pid, report_fd, output_fd, limits, began + limits["wall"])
    verdict, detail = verdict_of(job, reports, in_time, limits, pid)
    if not limits["isolated"]:
        sweep()
    passed = len(set(reports.passed) - set(reports.failed))
    failed = [t for t in reports.failed.values() if t.get("outcome") == "failed"]
    say({
        "verdict": verdict,
        "detail": " ".join("".join(c if c.isprintable() else " " for c in str(detail)).split())[:SHORT],
        "tests": reports.total or 0,
        "passed": passed if verdict != "infra" else 0,
        "failed": len(failed),
        "errored": len(reports.failed) - len(failed),
        "seconds": round(time.monotonic() - began, 3),
        "output": output.decode("utf-8", "replace"),
    })


main()

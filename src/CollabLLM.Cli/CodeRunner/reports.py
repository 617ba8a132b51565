# What the child says, as the judge understands it. It stands before the judge in one source.
import json

LONGEST_LINE = 1 << 20
MOST_REPORTS = 20_000


class Reports:
    """Lines of the child: those with the first token may say that a test passed, those with the second only that one failed."""

    def __init__(self, passing, failing):
        self.passing, self.failing = passing.encode() + b" ", failing.encode() + b" "
        self.rest = b""
        self.forged = False
        self.total = None
        self.passed, self.failed = [], {}
        self.end = None
        self.done = False

    @property
    def over(self):
        return self.forged or (self.done and self.end is not None)

    def take(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.line(line)
        if len(self.rest) > LONGEST_LINE:
            self.forged = True

    def line(self, line):
        try:
            if len(self.passed) + len(self.failed) > MOST_REPORTS:
                raise ValueError(line)
            if line.startswith(self.failing):
                self.failure(line[len(self.failing):])
            elif line.startswith(self.passing) and self.end is None:
                self.report(json.loads(line[len(self.passing):]))
            else:
                raise ValueError(line)
        except (ValueError, TypeError, AttributeError):
            self.forged = True

    def report(self, report):
        if "total" in report:
            self.total = int(report["total"])
        elif "end" in report:
            self.end = {k: report.get(k) for k in ("end", "detail", "missing")}
        elif "test" in report:
            self.passed.append(str(report["test"]))

    def failure(self, line):
        if line == b"done":
            self.forged |= self.done
            self.done = True
            return
        said = {}
        try:
            said = json.loads(line)
        except ValueError:
            pass
        known = said if isinstance(said, dict) else {}
        # The first word on a test is that it failed; a second one may say how.
        test = str(known.get("test"))
        if test not in self.failed or "kind" not in self.failed[test]:
            self.failed[test] = {k: known[k] for k in ("outcome", "kind", "detail", "missing") if known.get(k) is not None}

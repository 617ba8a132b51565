# What the child says, as the judge understands it. It stands before the judge in one source.
import json

LONGEST_LINE = 1 << 20
MOST_REPORTS = 20_000


class Reports:
    """Lines of the child that carry its token. Anything else on the channel is somebody else's writing."""

    def __init__(self, token):
        self.token = token.encode() + b" "
        self.rest = b""
        self.forged = False
        self.total = None
        self.passed, self.failed = [], {}
        self.end = None

    @property
    def over(self):
        return self.forged or self.end is not None

    def take(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            try:
                self.line(line)
            except (ValueError, TypeError, AttributeError, KeyError):
                self.forged = True
        if len(self.rest) > LONGEST_LINE:
            self.forged = True

    def line(self, line):
        kind, said = line[len(self.token):][:2], line[len(self.token) + 2:]
        if not line.startswith(self.token) or self.over or len(self.passed) + len(self.failed) > MOST_REPORTS:
            raise ValueError(line)
        if kind == b"T ":
            self.total = int(said)
        elif kind == b"P ":
            self.passed.append(json.loads(said)["test"])
        elif kind == b"F ":
            self.failure(said)
        elif kind == b"E ":
            known = json.loads(said)
            self.end = {"end": str(known["end"]), "detail": str(known["detail"]), "missing": known.get("missing")}
        elif kind != b"O ":
            raise ValueError(line)

    def failure(self, said):
        known = json.loads(said)
        self.failed[str(known["test"])] = {k: known[k] for k in ("outcome", "kind", "detail", "missing") if known.get(k) is not None}

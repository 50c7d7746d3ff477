"""The Python side of dpaudit's worker protocol (PROTOCOL.md): one file, nothing but the standard library.

A worker is a program that runs the mechanism under audit:

    from dpaudit_worker import serve
    import numpy

    def run(data, seed, parameters):
        noise = numpy.random.default_rng(seed).laplace(scale=1 / parameters["epsilon"])
        return len(data) + noise

    serve(run, name="laplace-count", libraries={"numpy": numpy.__version__}, seeded=True, output="number")

Import it before the library under audit: from then on what anybody prints goes to standard error, and cannot be
taken for an answer.

Randomness. With seeded=True a trial's output is a function of its seed and dataset. The seed has 64 bits and is a
trial's own: give all of it to a new generator (numpy.random.default_rng(seed), random.Random(seed), or
jax.random.key of its two halves), and draw from nothing else. Never seed with the trial's number or a part of the
seed: small seeds of related trials give related streams. Never reseed a generator that is shared. A library that
cannot be seeded is served with seeded=False.

State. `data` is the same object in every trial: do not change it, and carry nothing from one trial to the next.
"""

import array
import contextlib
import json
import math
import os
import struct
import sys
import threading
import time

PROTOCOL = 1

# The descriptor that dpaudit reads is kept here; descriptor 1 becomes another standard error. Nobody inherits it.
_answers = open(os.dup(1), "wb")
os.dup2(2, 1)

_encoder = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":"))

# Seconds after which finished trials are sent, or a sign of life; the numbers or characters that a line holds.
_INTERVAL = 1.0
_LARGEST_BATCH = 1 << 16


def serve(run=None, *, name, output="number", seeded, version="1", libraries=None, block=None, prepare=None):
    """Answers dpaudit until it says bye or closes standard input.

    run(data, seed, parameters): one trial's output. `data` is one of the two datasets, `seed` an integer in
        [0, 2**64). An exception fails this trial only.
    block(datasets, trials, parameters): in place of `run`, all outputs of a block at once, in order. `datasets` is
        (excluded, included), `trials` a list of (world, seed), and `datasets[world]` the dataset of a trial. An
        exception fails the block; an exception among the outputs fails its trial.
    prepare(datasets, parameters): called once, before the first trial; returns the (excluded, included) that trials
        are given instead. An exception refuses the audit.
    output: "number", "text" or ("vector", length); or a function of (datasets, parameters) that returns one, where
        it depends on them. Anything with `tolist` will do as a number or vector: NumPy, JAX, PyTorch.
    seeded: whether an output is a function of its seed, dataset and block.
    libraries: the names and versions of what is audited.
    """
    if (run is None) == (block is None):
        raise TypeError("serve takes either run or block")
    channel = _Channel()
    try:
        hello = _greeting(channel)
        parameters = hello.get("parameters") or {}
        datasets = hello.get("datasets") or {}
        datasets = (datasets.get("excluded"), datasets.get("included"))
        with channel.busy():
            if prepare is not None:
                datasets = tuple(prepare(datasets, parameters))
            kind, length = _kind(output(datasets, parameters) if callable(output) else output)
    except Exception as error:
        channel.send({"type": "refused", "reason": _described(error)})
        return
    answer = {"protocol": PROTOCOL, "name": name, "version": version, "libraries": dict(libraries or {})}
    declared = {"kind": kind, "length": length} if kind == "vector" else {"kind": kind}
    channel.send({"type": "hello", **answer, "seeded": bool(seeded), "output": declared})
    binary = hello.get("frames") == "binary" and kind != "text"
    for message in channel.messages():
        if message["type"] == "bye":
            return
        if message["type"] != "block":
            raise SystemExit(f"dpaudit_worker: '{message['type']}' is not a message of protocol {PROTOCOL}")
        with channel.busy():
            answers = _Answers(channel, message["id"], kind, length, binary)
            trials = message["trials"]
            if block is not None:
                _play_together(block, datasets, trials, parameters, answers)
            else:
                _play_each(run, datasets, trials, parameters, answers)
            answers.send()


def refuse(reason):
    """Answers dpaudit's hello with the reason why this worker cannot run, and ends: for a library that is missing."""
    channel = _Channel()
    next(channel.messages(), None)
    channel.send({"type": "refused", "reason": reason})
    raise SystemExit(0)


def _greeting(channel):
    hello = next(channel.messages(), None)
    if hello is None:
        raise SystemExit(0)
    if hello["type"] != "hello":
        raise ValueError(f"'{hello['type']}' came before hello")
    if hello.get("protocol") != PROTOCOL:
        raise ValueError(f"this worker speaks protocol {PROTOCOL}, not {hello.get('protocol')}")
    return hello


def _kind(output):
    """The kind of an output and the number of values that it holds, 1 for anything but a vector."""
    if output in ("number", "text"):
        return output, 1
    if isinstance(output, (tuple, list)) and len(output) == 2 and output[0] == "vector":
        length = int(output[1])
        if length >= 1:
            return "vector", length
    raise ValueError(f"output must be 'number', 'text' or ('vector', length at least 1), got {output!r}")


def _play_each(run, datasets, trials, parameters, answers):
    for trial, world, seed in trials:
        try:
            value = run(datasets[world], int(seed), parameters)
            answers.add(trial, value)
        except KeyboardInterrupt:
            raise
        # Some extension modules raise what is no Exception.
        except BaseException as error:
            answers.fail(trial, error)


def _play_together(block, datasets, trials, parameters, answers):
    try:
        outputs = block(datasets, [(world, int(seed)) for _, world, seed in trials], parameters)
        if answers.as_lists and hasattr(outputs, "tolist"):
            outputs = outputs.tolist()
        if len(outputs) != len(trials):
            raise ValueError(f"the block of {len(trials)} trials gave {len(outputs)} outputs")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        outputs = [error] * len(trials)
    for (trial, _, _), value in zip(trials, outputs):
        try:
            answers.add(trial, value)
        except Exception as error:
            answers.fail(trial, error)


class _Answers:
    """The finished trials of a block, sent in one line, or every second where they take longer."""

    def __init__(self, channel, block, kind, length, binary):
        self.channel, self.block, self.length, self.binary = channel, block, length, binary
        self.as_lists = kind != "vector" or not binary
        self.convert = {"number": _number, "text": _text, "vector": self._vector}[kind]
        self.pack = struct.Struct("<qd" if kind == "number" else "<q").pack
        self.outputs, self.records, self.values = [], [], 0
        self.due = time.monotonic() + _INTERVAL

    def add(self, trial, value):
        if type(value) is not float or self.convert is not _number:
            value = self.convert(value)
        if not self.binary:
            self.outputs.append((trial, value))
        elif self.convert is _number:
            self.records.append(self.pack(trial, value))
        else:
            self.records.append(self.pack(trial) + value)
        self.values += self.length if self.convert is not _text else len(value)
        if self.values >= _LARGEST_BATCH or time.monotonic() > self.due:
            self.send()

    def fail(self, trial, error):
        self.outputs.append((trial, {"error": _described(error)}))
        if time.monotonic() > self.due:
            self.send()

    def send(self):
        if self.records:
            frame = b"".join(self.records)
            header = {"count": len(self.records), "length": self.length, "bytes": len(frame)}
            self.channel.send({"type": "frame", "id": self.block, **header}, frame)
        if self.outputs:
            self.channel.send({"type": "results", "id": self.block, "outputs": self.outputs})
        self.outputs, self.records, self.values = [], [], 0
        self.due = time.monotonic() + _INTERVAL

    def _vector(self, value):
        if isinstance(value, BaseException):
            raise value
        if self.binary:
            packed = _packed(value)
            if packed is not None and len(packed) == 8 * self.length:
                return packed
        values = value.tolist() if hasattr(value, "tolist") else list(value)
        if not isinstance(values, list) or len(values) != self.length:
            raise ValueError(f"the output must be {self.length} numbers, got {_shortened(repr(values))}")
        if set(map(type, values)) != {float}:
            values = [_number(item) for item in values]
        if not self.binary:
            return values
        doubles = array.array("d", values)
        if sys.byteorder == "big":
            doubles.byteswap()
        return doubles.tobytes()


def _packed(value):
    """The bytes of an array of doubles, which need no conversion; None for anything else."""
    try:
        view = memoryview(value)
    except (TypeError, ValueError, BufferError):
        return None
    return view.tobytes() if view.format == "d" and view.ndim == 1 and sys.byteorder == "little" else None


def _number(value):
    if isinstance(value, BaseException):
        raise value
    if hasattr(value, "tolist"):
        value = value.tolist()
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
    if not isinstance(value, (float, int)):
        raise TypeError(f"the output must be a number, got {_shortened(repr(value))}")
    return float(value)


def _text(value):
    if isinstance(value, BaseException):
        raise value
    if not isinstance(value, str):
        raise TypeError(f"the output must be text, got {_shortened(repr(value))}")
    if not value.isascii():
        value.encode("utf-8")  # Half of a surrogate pair is no text: it fails this trial.
    return value


def _shortened(text, limit=500):
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _described(error):
    try:
        return _shortened(f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode())
    except Exception:
        return type(error).__name__


def _spelled(value):
    """The value with a string for every number that JSON has no number for."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (list, tuple)):
        return [_spelled(item) for item in value]
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    return value


class _Channel:
    """Lines to and from dpaudit. A thread of its own says that the worker is alive while it is busy and silent."""

    def __init__(self):
        # Nobody else may read dpaudit's lines.
        self.questions = open(os.dup(0), "rb")
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        self.lock = threading.Lock()
        self.is_busy, self.last = False, time.monotonic()
        threading.Thread(target=self._stay_alive, daemon=True).start()

    def messages(self):
        for line in self.questions:
            message = json.loads(line)
            if not isinstance(message, dict) or "type" not in message:
                raise SystemExit("dpaudit_worker: a line is not an object with a type")
            yield message

    def send(self, message, frame=b""):
        try:
            line = _encoder.encode(message)
        except ValueError:
            line = _encoder.encode(_spelled(message))
        with self.lock:
            try:
                _answers.write(line.encode() + b"\n" + frame)
                _answers.flush()
            except BrokenPipeError:
                # Nobody listens any more, and nobody will say bye.
                os._exit(1)
            self.last = time.monotonic()

    @contextlib.contextmanager
    def busy(self):
        self.last = time.monotonic()
        self.is_busy = True
        try:
            yield
        finally:
            self.is_busy = False

    def _stay_alive(self):
        while True:
            time.sleep(_INTERVAL)
            if self.is_busy and time.monotonic() - self.last >= _INTERVAL:
                self.send({"type": "alive"})

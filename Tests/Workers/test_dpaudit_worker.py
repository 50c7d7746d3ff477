"""Tests of dpaudit_worker.py and of the workers without libraries: python3 -m unittest discover -s Tests/Workers

Each starts a worker as dpaudit does and speaks the protocol to it.
"""

import json
import os
import queue
import struct
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERS = ROOT / "audits" / "workers"
PATIENCE = 20  # Seconds after which a test fails that waits for a worker.


def python(source):
    """The command of a worker whose source follows the import of serve and refuse."""
    head = f"import sys\nsys.path.insert(0, {str(WORKERS)!r})\n"
    head += "import dpaudit_worker\nfrom dpaudit_worker import refuse, serve\n"
    return [sys.executable, "-c", head + textwrap.dedent(source)]


class Worker:
    """A worker and the messages that it writes."""

    def __init__(self, source=None, command=None):
        command = command or python(source)
        self.stderr = tempfile.TemporaryFile()
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.stderr}
        self.process = subprocess.Popen(command, env=environment, **pipes)
        self.received = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.alive = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.stderr.close()

    def _read(self):
        with self.process.stdout as stdout:
            for line in stdout:
                try:
                    message = json.loads(line)
                except ValueError as error:
                    message = {"type": "rubbish", "line": line, "error": str(error)}
                if message["type"] == "frame":
                    message["frame"] = stdout.read(message["bytes"])
                self.received.put(message)
        self.received.put({"type": "end"})

    def ask(self, message):
        self.process.stdin.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
        self.process.stdin.flush()

    def next(self):
        while True:
            message = self.received.get(timeout=PATIENCE)
            if message["type"] != "alive":
                return message
            self.alive += 1

    def greet(self, excluded=None, included=None, parameters=None, frames="json", protocol=1):
        datasets = {"excluded": excluded, "included": included}
        common = {"protocol": protocol, "datasets": datasets, "parameters": parameters or {}}
        self.ask({"type": "hello", **common, "blockSize": 4, "frames": frames})
        return self.next()

    def play(self, trials, block=0):
        """The outputs of a block by trial, and the messages that they came in."""
        self.ask({"type": "block", "id": block, "trials": [[trial, world, str(seed)] for trial, world, seed in trials]})
        outputs, messages = {}, []
        while len(outputs) < len(trials):
            message = self.next()
            messages.append(message)
            if message["type"] == "frame":
                size = 8 * (1 + message["length"])
                assert message["bytes"] == size * message["count"] == len(message["frame"]), message
                for start in range(0, message["bytes"], size):
                    trial, *values = struct.unpack_from(f"<q{message['length']}d", message["frame"], start)
                    assert trial not in outputs, f"trial {trial} was answered twice"
                    outputs[trial] = values
                continue
            assert message["type"] == "results", message
            assert message["id"] == block, message
            for trial, output in message["outputs"]:
                assert trial not in outputs, f"trial {trial} was answered twice"
                outputs[trial] = output
        return outputs, messages

    def end(self):
        self.process.stdin.close()
        return self.process.wait(PATIENCE)

    def errors(self):
        self.stderr.seek(0)
        return self.stderr.read().decode()


TRIALS = [(0, 0, 5), (1, 1, 2**64 - 1), (2, 1, 2**53 + 1), (3, 0, 0)]


class ConversationTests(unittest.TestCase):
    def test_greets_plays_and_leaves(self):
        source = """
            def run(data, seed, parameters):
                return len(data) + parameters["offset"] + seed % 2
            serve(run, name="sum", version="3", libraries={"numpy": "2.0"}, seeded=True)
        """
        with Worker(source) as worker:
            hello = worker.greet([], [1], {"offset": 0.5})
            self.assertEqual(hello, {
                "type": "hello", "protocol": 1, "name": "sum", "version": "3", "libraries": {"numpy": "2.0"},
                "seeded": True, "output": {"kind": "number"},
            })  # fmt: skip
            outputs, messages = worker.play(TRIALS)
            self.assertEqual(outputs, {0: 1.5, 1: 2.5, 2: 2.5, 3: 0.5})
            self.assertEqual(len(messages), 1, "what is finished at once comes in one line")
            worker.ask({"type": "bye"})
            self.assertEqual(worker.process.wait(PATIENCE), 0)
            self.assertEqual(worker.errors(), "")

    def test_leaves_at_the_end_of_input(self):
        with Worker("serve(lambda *_: 1.0, name='one', seeded=True)") as worker:
            worker.greet()
            self.assertEqual(worker.end(), 0)
        with Worker("serve(lambda *_: 1.0, name='one', seeded=True)") as worker:
            self.assertEqual(worker.end(), 0)

    def test_leaves_when_nobody_listens(self):
        source = """
            import time
            dpaudit_worker._INTERVAL = 0.05
            serve(lambda *_: time.sleep(60), name="slow", seeded=True)
        """
        reading, writing = os.pipe()
        pipes = {"stdin": subprocess.PIPE, "stdout": writing, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(python(source), **pipes) as process:
            os.close(writing)
            process.stdin.write(b'{"type":"hello","protocol":1,"datasets":{},"parameters":{}}\n')
            process.stdin.write(b'{"type":"block","id":0,"trials":[[0,0,"1"]]}\n')
            process.stdin.flush()
            self.assertIn(b"hello", os.read(reading, 1000))
            os.close(reading)
            self.assertEqual(process.wait(PATIENCE), 1)

    def test_refuses_with_a_reason(self):
        prepare = "def prepare(datasets, parameters): raise KeyError('epsilon')\n"
        cases = [
            ("serve(lambda *_: 1.0, name='one', seeded=True)", {"protocol": 2}, "speaks protocol 1, not 2"),
            (prepare + "serve(lambda *_: 1.0, name='one', seeded=True, prepare=prepare)", {}, "KeyError: 'epsilon'"),
            ("serve(lambda *_: 1.0, name='one', seeded=True, output='matrix')", {}, "output must be"),
            ("serve(lambda *_: 1.0, name='one', seeded=True, output=('vector', 0))", {}, "at least 1"),
            ("refuse('there is no numpy')", {}, "there is no numpy"),
        ]
        for source, greeting, reason in cases:
            with self.subTest(reason), Worker(source) as worker:
                answer = worker.greet(**greeting)
                self.assertEqual(answer["type"], "refused")
                self.assertIn(reason, answer["reason"])
                self.assertEqual(worker.end(), 0)

    def test_prepares_once_and_declares_what_depends_on_parameters(self):
        source = """
            prepared = []
            def prepare(datasets, parameters):
                prepared.append(1)
                return [sum(records) * parameters["factor"] for records in datasets]
            def run(total, seed, parameters):
                return [total, len(prepared)]
            def output(datasets, parameters):
                return "vector", parameters["length"]
            serve(run, name="prepared", seeded=True, prepare=prepare, output=output)
        """
        with Worker(source) as worker:
            hello = worker.greet([1], [1, 2], {"factor": 10, "length": 2})
            self.assertEqual(hello["output"], {"kind": "vector", "length": 2})
            outputs, _ = worker.play(TRIALS[:2])
            self.assertEqual(outputs, {0: [10, 1], 1: [30, 1]})


class OutputTests(unittest.TestCase):
    #: What `run` returns by the last digit of the seed, with NumPy-like values that need no NumPy.
    SOURCE = """
        class Array:
            def __init__(self, value): self.value = value
            def tolist(self): return self.value
        import array, fractions
        nan, infinity = float("nan"), float("inf")
        {values}
        serve(lambda data, seed, parameters: values[seed]() , name="values", seeded=True, output={output})
    """

    def outputs(self, values, output="'number'", frames="json"):
        values = "values = [" + ", ".join(f"lambda: {value}" for value in values) + "]"
        count = values.count("lambda")
        with Worker(self.SOURCE.format(values=values, output=output)) as worker:
            worker.greet(frames=frames)
            outputs, messages = worker.play([(index, 0, index) for index in range(count)])
            return [outputs[index] for index in range(count)], messages

    def test_numbers(self):
        outputs, _ = self.outputs(["1", "0.1", "True", "-0.0", "Array(2.5)", "Array(7)", "Array([3.5])", "10**15"])
        self.assertEqual(outputs, [1, 0.1, 1, -0.0, 2.5, 7, 3.5, 1e15])

    def test_what_json_has_no_number_for(self):
        outputs, _ = self.outputs(["nan", "infinity", "-infinity", "Array(nan)", "1.5", "[][0]"])
        self.assertEqual(outputs[:5], ["NaN", "Infinity", "-Infinity", "NaN", 1.5])
        self.assertEqual(outputs[5], {"error": "IndexError: list index out of range"})
        outputs, _ = self.outputs(["[nan, 1.0]", "[1.0, 2.0]"], "('vector', 2)")
        self.assertEqual(outputs, [["NaN", 1], [1, 2]])

    def test_doubles_keep_their_bits(self):
        for frames in "json", "binary":
            expected = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, 2.0**-60 + 1e-3]
            outputs, _ = self.outputs([repr(value) for value in expected], frames=frames)
            self.assertEqual(outputs, expected if frames == "json" else [[value] for value in expected])

    def test_an_exception_fails_one_trial(self):
        outputs, _ = self.outputs(["1.0", "1 / 0", "sys.exit(3)", "'3.5'", "None", "[1.0, 2.0]", "10**400", "2.0"])
        self.assertEqual([outputs[0], outputs[-1]], [1, 2])
        reasons = [output["error"] for output in outputs[1:-1]]
        self.assertEqual(reasons[0], "ZeroDivisionError: division by zero")
        self.assertEqual(reasons[1], "SystemExit: 3")
        self.assertEqual(reasons[2], "TypeError: the output must be a number, got '3.5'")
        self.assertEqual(reasons[3], "TypeError: the output must be a number, got None")
        self.assertIn("OverflowError", reasons[5])

    def test_vectors(self):
        values = ["[1.0, 2.0]", "(1, True)", "Array([0.5, 3])", "array.array('d', [4, 5])", "[1.0]", "Array(2.0)"]
        for frames in "json", "binary":
            outputs, messages = self.outputs(values + ["[1.0, 'x']"], "('vector', 2)", frames)
            self.assertEqual(outputs[:4], [[1, 2], [1, 1], [0.5, 3], [4, 5]])
            for output in outputs[4:]:
                self.assertIn("must be", output["error"])
            self.assertEqual(sorted({message["type"] for message in messages}), {
                "json": ["results"], "binary": ["frame", "results"],
            }[frames])  # fmt: skip

    def test_frames_carry_what_is_no_number(self):
        outputs, _ = self.outputs(["infinity", "-infinity"], frames="binary")
        self.assertEqual(outputs, [[float("inf")], [float("-inf")]])

    def test_text(self):
        for frames in "json", "binary":
            outputs, _ = self.outputs(["'a\\n\"b'", "'é😀'", "'\\ud800'", "3"], "'text'", frames)
            self.assertEqual(outputs[:2], ['a\n"b', "é😀"])
            self.assertIn("UnicodeEncodeError", outputs[2]["error"])
            self.assertIn("TypeError", outputs[3]["error"])

    def test_long_errors_are_shortened(self):
        outputs, _ = self.outputs(["'x' * 100000"])
        self.assertLess(len(outputs[0]["error"]), 600)


class BlockTests(unittest.TestCase):
    SOURCE = """
        def block(datasets, trials, parameters):
            {body}
        serve(block=block, name="together", seeded=True)
    """

    def play(self, body):
        with Worker(self.SOURCE.format(body=body)) as worker:
            worker.greet(10, 20)
            return worker.play(TRIALS)[0]

    def test_plays_a_block_at_once(self):
        outputs = self.play("return [datasets[world] + seed % 4 for world, seed in trials]")
        self.assertEqual(outputs, {0: 11, 1: 23, 2: 21, 3: 10})

    def test_an_exception_among_outputs_fails_its_trial(self):
        outputs = self.play("return [1.0, ValueError('no'), 2.0, 3.0]")
        self.assertEqual(outputs, {0: 1, 1: {"error": "ValueError: no"}, 2: 2, 3: 3})

    def test_an_exception_fails_the_block(self):
        outputs = self.play("raise ValueError('no')")
        self.assertEqual(outputs, {trial: {"error": "ValueError: no"} for trial in range(4)})
        outputs = self.play("return [1.0]")
        self.assertIn("4 trials gave 1 outputs", outputs[0]["error"])


class StreamTests(unittest.TestCase):
    def test_prints_do_not_reach_the_answers(self):
        source = """
            import os, subprocess
            def run(data, seed, parameters):
                print("a print")
                os.write(1, b"a write\\n")
                subprocess.run(["echo", "a child"])
                return float(sys.stdin.read() == "")
            serve(run, name="noisy", seeded=True)
        """
        with Worker(source) as worker:
            worker.greet()
            outputs, _ = worker.play(TRIALS)
            self.assertEqual(set(outputs.values()), {1.0})
            self.assertEqual(worker.end(), 0)
            for words in "a print", "a write", "a child":
                self.assertEqual(worker.errors().count(words), 4)

    def test_sends_slow_trials_as_they_finish(self):
        source = """
            import time
            dpaudit_worker._INTERVAL = 0.05
            serve(lambda *_: time.sleep(0.06) or 1.0, name="slow", seeded=True)
        """
        with Worker(source) as worker:
            worker.greet()
            outputs, messages = worker.play(TRIALS)
            self.assertEqual(len(outputs), 4)
            self.assertGreater(len(messages), 1)

    def test_says_that_it_is_alive(self):
        source = """
            import time
            dpaudit_worker._INTERVAL = 0.05
            serve(lambda *_: time.sleep(0.4) or 1.0, name="slow", seeded=True)
        """
        with Worker(source) as worker:
            worker.greet()
            worker.play(TRIALS[:1])
            self.assertGreaterEqual(worker.alive, 2)
            time.sleep(0.2)
            self.assertTrue(worker.received.empty(), "an idle worker says nothing")

    def test_splits_large_outputs(self):
        source = "serve(lambda *_: [0.5] * 40000, name='large', seeded=True, output=('vector', 40000))"
        for frames in "json", "binary":
            with Worker(source) as worker:
                worker.greet(frames=frames)
                outputs, messages = worker.play(TRIALS)
                self.assertEqual([len(output) for output in outputs.values()], [40000] * 4)
                self.assertEqual(len(messages), 2)


class ShippedWorkerTests(unittest.TestCase):
    """The workers that need no library, each on the datasets that its docstring names."""

    GAUSSIAN = {"clipNorm": 1, "noiseMultiplier": 1, "batchSize": 10}
    CASES = {
        "smartnoise_core_private_mean": ([0], [0, 1], {"epsilon": 1, "upper": 1}),
        "smartnoise_sdk_covariance": ([[0, 0], [1, 1]], [[0, 0], [50, 50]], {"epsilon": 1, "upper": 1}),
        "smartnoise_sdk_no_bounds": ([1], [1, 2], {"epsilon": 1}),
        "diffprivlib_target_bounds": ([1, 1], [1, 5], {"epsilon": 1, "lower": 0, "upper": 5}),
        "google_rounded_sum": ([], [4096], {"epsilon": 1}),
        "google_replace_one_gaussian": ([-1], [1], GAUSSIAN),
        "presto_gaussian": ([], [1], {"noise": 2}),
        "opacus_single_precision": ([], [1], {"noise": 2}),
        "tensorflow_privacy_keras": ([1], [1, -9], GAUSSIAN),
        "jax_key_reuse": ([], [[0.7, -0.7]], GAUSSIAN),
        "pysyft_inverted_budget": ([0, 0, 0, 0], [0, 0, 0, 20], {"noise": 0.1, "budget": 1}),
        "jax_privacy_averaged_noise": ([], [1], GAUSSIAN),
    }

    def test_every_historical_worker_is_tested(self):
        self.assertEqual({path.stem for path in (WORKERS / "historical").glob("*.py")}, set(self.CASES))

    def test_historical_workers_are_seeded(self):
        for name, (excluded, included, parameters) in self.CASES.items():
            with self.subTest(name), Worker(command=[sys.executable, WORKERS / "historical" / f"{name}.py"]) as worker:
                self.assertEqual(worker.greet(excluded, included, parameters)["seeded"], True)
                first, _ = worker.play(TRIALS)
                self.assertFalse([output for output in first.values() if isinstance(output, dict)])
                self.assertEqual(worker.play(TRIALS)[0], first)
                self.assertEqual(worker.end(), 0)

    def test_hostile_worker_is_well_behaved_until_it_is_not(self):
        command = [sys.executable, ROOT / "Tests" / "Workers" / "hostile.py", "--behaviour"]
        with Worker(command=[*command, "none"]) as worker:
            self.assertEqual(worker.greet()["type"], "hello")
            self.assertEqual(worker.play(TRIALS)[0], {0: 5 / 1024, 1: 1 + 1023 / 1024, 2: 1 + 1 / 1024, 3: 0})
            self.assertEqual(worker.end(), 0)
        with Worker(command=[*command, "duplicate-trial", "--after", "2"]) as worker:
            worker.greet()
            worker.play(TRIALS)
            worker.play(TRIALS)
            with self.assertRaisesRegex(AssertionError, "answered twice"):
                worker.play(TRIALS)
        with Worker(command=[*command, "exit-mid-line", "--after", "0"]) as worker:
            worker.greet()
            with self.assertRaisesRegex(AssertionError, "rubbish"):
                worker.play(TRIALS)
            self.assertEqual(worker.process.wait(PATIENCE), 7)


if __name__ == "__main__":
    unittest.main()

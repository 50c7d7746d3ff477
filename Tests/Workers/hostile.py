#!/usr/bin/env python3
"""A worker that misbehaves, for the tests: hostile.py --behaviour NAME [--after N] [--size BYTES].

It answers N blocks as it should (outputs are 0 or 1, the world, plus a number in [0, 1) made from the seed), and then
does what NAME says, once or for ever. The behaviours at hello do it in place of hello. It shares no code with
dpaudit_worker.py, so that neither hides the other's faults.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time


def write(data):
    if isinstance(data, str):
        data = data.encode()
    while data:
        data = data[os.write(1, data) :]


def answer(message):
    write(json.dumps(message) + "\n")


def say_hello():
    output = {"kind": "number"}
    hello = {"protocol": 1, "name": "hostile", "version": "1", "libraries": {}, "seeded": True, "output": output}
    answer({"type": "hello", **hello})


def outputs(block):
    return [[trial, world + int(seed) % 1024 / 1024] for trial, world, seed in block["trials"]]


def results(block, rows=None):
    return {"type": "results", "id": block["id"], "outputs": outputs(block) if rows is None else rows}


def for_ever():
    while True:
        time.sleep(3600)


# At hello, in place of it.


def hang_at_hello(options):
    for_ever()


def exit_at_hello(options):
    sys.exit(7)


def wrong_protocol(options):
    answer({"type": "hello", "protocol": 99, "name": "hostile", "version": "1", "seeded": True})
    for_ever()


def refused(options):
    answer({"type": "refused", "reason": "the licence of the library has expired"})


def answers_before_asked(options):
    say_hello()
    block = {"id": 0, "trials": [[trial, trial % 2, "1"] for trial in range(1000)]}
    answer(results(block))
    for_ever()


def alive_at_hello(options):
    while True:
        answer({"type": "alive"})
        time.sleep(0.1)


AT_HELLO = [alive_at_hello, hang_at_hello, exit_at_hello, wrong_protocol, refused, answers_before_asked]

# In place of the answer to a block.


def hang(block, options):
    for_ever()


def exit(block, options):
    sys.exit(7)


def crash(block, options):
    signal.signal(signal.SIGABRT, signal.SIG_DFL)
    os.abort()


def exit_after_half(block, options):
    """Half of the trials are answered, in a whole line."""
    rows = outputs(block)
    answer(results(block, rows[: len(rows) // 2]))
    sys.exit(7)


def exit_mid_line(block, options):
    line = json.dumps(results(block))
    write(line[: len(line) // 2])
    sys.exit(7)


def line_of_1_gigabyte(block, options):
    chunk = b"1" * (1 << 16)
    for _ in range(options.size // len(chunk)):
        write(chunk)
    for_ever()


def wrong_trial(block, options):
    rows = outputs(block)
    rows[0][0] += 1_000_000_000
    answer(results(block, rows))


def wrong_block(block, options):
    answer({**results(block), "id": block["id"] + 1})


def duplicate_trial(block, options):
    rows = outputs(block)
    answer(results(block, rows[:-1] + rows[:1]))


def duplicate_block(block, options):
    answer(results(block))
    answer(results(block))


def missing_trial(block, options):
    answer(results(block, outputs(block)[:-1]))
    for_ever()


def nan(block, options):
    """Every spelling of what is no number: nothing is wrong with this."""
    spellings = ['"NaN"', "NaN", '"Infinity"', "Infinity", '"-Infinity"', "-Infinity"]
    rows = [f"[{row[0]},{spellings[index % 6]}]" for index, row in enumerate(outputs(block))]
    write('{"type":"results","id":%d,"outputs":[%s]}\n' % (block["id"], ",".join(rows)))


def errors(block, options):
    """Every trial fails: nothing is wrong with this as far as the protocol goes."""
    answer(results(block, [[row[0], {"error": "ValueError: negative scale"}] for row in outputs(block)]))


def wrong_kind(block, options):
    answer(results(block, [[row[0], "a string"] for row in outputs(block)]))


def wrong_length(block, options):
    answer(results(block, [[row[0], [row[1]] * 3] for row in outputs(block)]))


def frame_too_short(block, options):
    count = len(block["trials"])
    answer({"type": "frame", "id": block["id"], "count": count, "length": 1, "bytes": 16 * count})
    write(b"\0" * 8)
    sys.exit(7)


def frame_of_1_gigabyte(block, options):
    answer({"type": "frame", "id": block["id"], "count": 1 << 26, "length": 1, "bytes": 1 << 30})
    line_of_1_gigabyte(block, options)


def slow_drip(block, options):
    for byte in json.dumps(results(block)).encode() + b"\n":
        write(bytes([byte]))
        time.sleep(0.05)


def stdout_noise(block, options):
    write("Downloading model: 42 %\r\n")
    answer(results(block))


def not_json(block, options):
    write('{"type":"results","id":%d,"outputs":[[0,\n' % block["id"])
    for_ever()


def deep_json(block, options):
    write("[" * 1_000_000 + "\n")
    for_ever()


def deep_value(block, options):
    """The nesting stands where anything may stand."""
    write('{"type":"results","x":' + "[" * 3_000_000 + "\n")
    for_ever()


def far_frame(block, options):
    """A frame whose trial is the least of all integers."""
    answer({"type": "frame", "id": block["id"], "count": 1, "length": 1, "bytes": 16})
    write(b"\0" * 7 + b"\x80" + b"\0" * 8)
    for_ever()


def empty_results(block, options):
    while True:
        answer(results(block, []))
        time.sleep(0.1)


def not_utf8(block, options):
    write(b'{"type":"results","id":0,"name":"\xff\xfe\xc3","outputs":[]}\n')
    for_ever()


def stderr_flood(block, options):
    """Everything else is as it should be: nothing is wrong with this, but standard error must be read."""
    chunk = b"all work and no play makes Jack a dull boy\n" * 1000
    for _ in range(options.size // len(chunk)):
        os.write(2, chunk)
    answer(results(block))


def ignores_sigterm(block, options):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for_ever()


def children_left_behind(block, options):
    """Three children hold standard output open for a minute; with --new-session in process groups of their own."""
    for _ in range(3):
        # A shell that has something left to do keeps its command line, by which a test finds it.
        subprocess.Popen(["sh", "-c", f"sleep 60; : left-behind-{options.size}"], start_new_session=options.new_session)
    sys.exit(7)


def alive_forever(block, options):
    while True:
        answer({"type": "alive"})
        time.sleep(0.1)


def closes_stdout(block, options):
    os.close(1)
    for_ever()


def ignores_bye(block, options):
    """Answers every block, and stays when it is told to go."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    answer(results(block))


IN_A_BLOCK = [
    hang, exit, crash, exit_after_half, exit_mid_line, line_of_1_gigabyte, wrong_trial, wrong_block, duplicate_trial,
    duplicate_block, missing_trial, nan, errors, wrong_kind, wrong_length, frame_too_short, frame_of_1_gigabyte,
    slow_drip, stdout_noise, not_json, deep_json, deep_value, far_frame, empty_results, not_utf8, stderr_flood, ignores_sigterm, children_left_behind,
    alive_forever, closes_stdout, ignores_bye,
]  # fmt: skip


def name(behaviour):
    return behaviour.__name__.replace("_", "-")


def main():
    at_hello = {name(behaviour): behaviour for behaviour in AT_HELLO}
    in_a_block = {name(behaviour): behaviour for behaviour in IN_A_BLOCK}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--behaviour", required=True, choices=[*at_hello, *in_a_block, "none"])
    parser.add_argument("--after", type=int, default=1, help="blocks that are answered as they should be")
    parser.add_argument("--size", type=int, default=1 << 30, help="bytes of a flood")
    parser.add_argument("--new-session", action="store_true", help="children leave the process group")
    parser.add_argument("--flood", action="store_true", help="write for ever after hello, and read nothing")
    options = parser.parse_args()

    answered = 0
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if message["type"] == "hello":
            if options.behaviour in at_hello:
                return at_hello[options.behaviour](options)
            say_hello()
            while options.flood:
                write(b" " * (1 << 16))
        elif message["type"] == "block":
            if answered >= options.after and options.behaviour in in_a_block:
                in_a_block[options.behaviour](message, options)
            else:
                answer(results(message))
            answered += 1
        elif message["type"] == "bye":
            break
    if options.behaviour == "ignores-bye":
        for_ever()


if __name__ == "__main__":
    main()

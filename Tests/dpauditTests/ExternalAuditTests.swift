import Foundation
import GRDB
import PrivacyModel
import Reporting
import TestSupport
import Testing

/// Needs a Python to run the workers, which have no dependencies.
@Suite("Audits of external mechanisms", .enabled(if: hasPython, "there is no python3"))
struct ExternalAuditTests {
  static func specification(
    _ worker: String, arguments: String = "", mechanism: String = "", canary: String = "excluded: [], included: [1]",
    attack: String = "output", trials: Int = 200, epsilon: Double = 1, evidence: String = "{significance: 0.01}"
  ) -> String {
    """
    seed: 7
    mechanism:
      kind: external
      command: [python3, \(CommandLineRun.repository.appending(path: worker).path)\(arguments)]
      blockSize: 20
    \(mechanism.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    canary: {kind: datasets, \(canary)}
    attack: {kind: \(attack)}
    game: {trialsPerWorld: \(trials)}
    claim: {epsilon: \(epsilon), delta: 1e-9}
    evidence: \(evidence)
    """
  }

  static let hostile = "Tests/Workers/hostile.py"

  private static func run(_ text: String, in folder: URL, _ arguments: [String] = []) throws -> CommandLineRun {
    try Data(text.utf8).write(to: folder.appending(path: "a.yaml"))
    return try CommandLineRun(["run", "a.yaml", "--quiet"] + arguments, in: folder)
  }

  /// The outcome without what differs between two runs of the same audit.
  private static func scores(_ folder: URL) throws -> AuditOutcome {
    try outcome(fromJSON: Data(contentsOf: folder.appending(path: "reports/a.json")))
  }

  @Test("refute what leaks, with the worker named, whatever the number of threads")
  func refutes() throws {
    try withTemporaryFolder { folder in
      let text = Self.specification(Self.hostile, arguments: ", --behaviour, none")
      let run = try Self.run(text, in: folder, ["--threads", "1"])
      #expect(run.status == 1 && run.output.hasPrefix("Refuted"), "\(run.errors)")
      let one = try Self.scores(folder)
      #expect(one.worker?.statement.name == "hostile" && one.worker?.incidents == [])
      let report = try String(contentsOf: folder.appending(path: "reports/a.md"), encoding: .utf8)
      #expect(report.contains("| Worker | hostile 1 |"))
      #expect(try Self.run(text, in: folder, ["--threads", "3", "--fresh"]).status == 1)
      let other = try Self.scores(folder)
      #expect(other.bound == one.bound && other.histogram == one.histogram && other.rocCurve == one.rocCurve)
    }
  }

  @Test("name in the report what workers did, and count what they lost against the attack in either world")
  func incidents() throws {
    try withTemporaryFolder { folder in
      let text = Self.specification(
        Self.hostile, arguments: ", --behaviour, exit-after-half, --after, 3", mechanism: "restarts: 100")
      let run = try Self.run(text, in: folder, ["--threads", "1"])
      #expect(run.status == 1, "a perfect attack that loses one trial in eight still refutes; \(run.errors)")
      let outcome = try Self.scores(folder)
      #expect(outcome.trials.failureCount == 50 && outcome.trials.failures.allSatisfy { $0.isLost })
      #expect(outcome.worker?.incidents.count == 5 && outcome.worker?.incidents.first?.lostTrials == 10)
      // Lost trials stand on the wrong side: as many errors as there were.
      let rates = try #require(outcome.bound.rates)
      #expect(rates.falseNegativeRate.count.successes + rates.falsePositiveRate.count.successes >= 50 - 2)
      let report = try String(contentsOf: folder.appending(path: "reports/a.md"), encoding: .utf8)
      #expect(report.contains("- a worker ended with status 7, and 10 trials with it"))
    }
  }

  @Test("keep the last of what workers wrote to standard error")
  func standardError() throws {
    try withTemporaryFolder { folder in
      let text = Self.specification(
        Self.hostile, arguments: ", --behaviour, stderr-flood, --size, 100000, --after, 0", trials: 20)
      _ = try Self.run(text, in: folder, ["--threads", "1"])
      let texts = try DatabaseQueue(path: folder.appending(path: "reports/a.sqlite").path).read {
        try String.fetchAll($0, sql: "SELECT text FROM standardError")
      }
      #expect(texts.count == 1 && texts[0].hasSuffix("makes Jack a dull boy\n") && texts[0].utf8.count <= 8192)
    }
  }

  @Test("that the worker gives up are kept, and the same command goes on with them")
  func resumes() throws {
    try withTemporaryFolder { folder in
      let failing = Self.specification(
        Self.hostile, arguments: ", --behaviour, exit, --after, 2", mechanism: "restarts: 1")
      let run = try Self.run(failing, in: folder, ["--threads", "1"])
      #expect(run.status == 3 && run.errors.contains("ended with status 7"), "\(run.errors)")
      let again = try Self.run(failing, in: folder, ["--threads", "1"])
      #expect(again.status == 3)
      // Two blocks a worker, and the one that it lost: each command brings the audit further.
      let third = try CommandLineRun(["run", "a.yaml", "--threads", "1"], in: folder)
      #expect(third.errors.contains("holds 240 of 400 trials already"), "\(third.errors)")
    }
  }

  @Test("of a worker that is another than before are not gone on with")
  func anotherWorker() throws {
    try withTemporaryFolder { folder in
      let worker = folder.appending(path: "worker.py")
      func write(version: Int) throws {
        try Data(
          """
          import json, sys
          def say(message): print(json.dumps(message), flush=True)
          for line in sys.stdin:
              message = json.loads(line)
              if message["type"] == "hello":
                  say({"type": "hello", "protocol": 1, "name": "own", "version": "\(version)", "seeded": True, "output": {"kind": "number"}})
              elif message["type"] == "block":
                  say({"type": "results", "id": message["id"], "outputs": [[t, w] for t, w, s in message["trials"]]})
          """.utf8
        ).write(to: worker)
      }
      try write(version: 1)
      let text = Self.specification(Self.hostile).replacing(
        CommandLineRun.repository.appending(path: Self.hostile).path, with: worker.path)
      #expect(try Self.run(text, in: folder).status == 1)
      try write(version: 2)
      let run = try Self.run(text, in: folder)
      #expect(
        run.status == 2 && run.errors.contains("its worker is another: files."),
        "\(run.errors)")
    }
  }

  @Test("read datasets from files, which belong to the run")
  func files() throws {
    try withTemporaryFolder { folder in
      let text = Self.specification(
        "audits/workers/historical/smartnoise_sdk_no_bounds.py", mechanism: "parameters: {epsilon: 1}",
        canary: "excluded: {file: one.json}, included: {file: other.json}", trials: 400)
      let missing = try Self.run(text, in: folder)
      #expect(
        missing.status == 2
          && missing.errors.contains(
            "a.yaml:7: canary.excluded.file must be a file that can be read, by its path from the folder of the "
              + "specification, got 'one.json'"),
        "\(missing.errors)")
      try Data("[1]".utf8).write(to: folder.appending(path: "one.json"))
      try Data("[1, ".utf8).write(to: folder.appending(path: "other.json"))
      #expect(try Self.run(text, in: folder).errors.contains("canary.included.file must be a file of JSON"))
      try Data("[1, 2]".utf8).write(to: folder.appending(path: "other.json"))
      #expect(try Self.run(text, in: folder).status == 1)
      try Data("[1, 3]".utf8).write(to: folder.appending(path: "other.json"))
      let changed = try Self.run(text, in: folder)
      #expect(changed.status == 2 && changed.errors.contains("files.other.json was"), "\(changed.errors)")
    }
  }

  @Test("worker check tells what is wrong before any audit")
  func check() throws {
    try withTemporaryFolder { folder in
      func check(_ text: String) throws -> CommandLineRun {
        try Data(text.utf8).write(to: folder.appending(path: "a.yaml"))
        return try CommandLineRun(["worker", "check", "a.yaml"], in: folder)
      }
      let good = try check(Self.specification(Self.hostile, arguments: ", --behaviour, none"))
      #expect(good.status == 0 && good.output.contains("found       nothing"), "\(good.output)\(good.errors)")
      let failing = try check(Self.specification(Self.hostile, arguments: ", --behaviour, errors"))
      #expect(failing.status == 1 && failing.output.contains("trials failed"), "\(failing.output)")
      let constant = try check(
        Self.specification(
          "audits/workers/historical/smartnoise_sdk_no_bounds.py", mechanism: "parameters: {epsilon: 1}",
          canary: "excluded: [1], included: [1, 2]"))
      #expect(constant.status == 1 && constant.output.contains("all outputs with the candidate are equal"))
      let refusing = try check(Self.specification(Self.hostile, arguments: ", --behaviour, refused"))
      #expect(refusing.status == 3 && refusing.errors.contains("the licence of the library has expired"))
      let missing = try check(Self.specification("no/such/worker.py"))
      #expect(missing.status == 3 && missing.errors.contains("No such file"))
      let json = try CommandLineRun(["worker", "check", "a.yaml", "--json"], in: folder)
      #expect(json.status == 3)
    }
  }

  @Test("of several pairs of neighbours go on until one refutes the claim, each with its part of the significance")
  func series() throws {
    try withTemporaryFolder { folder in
      let text = Self.specification(
        "audits/workers/historical/google_rounded_sum.py", mechanism: "parameters: {epsilon: 1}",
        canary: "records: [1, 2], extremes: [4096], generators: [one-record, extreme, empty]"
      ).replacing("kind: datasets", with: "kind: neighbours")
      let run = try Self.run(text, in: folder, ["--json"])
      #expect(run.status == 1, "\(run.errors)")
      let outcomes = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]] ?? []
      let names = outcomes.compactMap { ($0["specification"] as? [String: Any])?["name"] as? String }
      #expect(names == ["a-one-record", "a-extreme"])
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "reports/a-extreme.md").path))
    }
  }

  @Test(
    "hold what is known of the bugs of the past",
    arguments: ["smartnoise-sdk-covariance", "jax-key-reuse", "pysyft-inverted-budget"])
  func historical(name: String) throws {
    try withTemporaryFolder { folder in
      let file = CommandLineRun.repository.appending(path: "audits/external/historical/\(name).yaml").path
      let run = try CommandLineRun(["run", file, "--quiet", "--reports", folder.path], in: folder)
      #expect(run.status == 1, "\(run.errors)")
    }
  }
}

let hasPython =
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/python3")
  }

import Foundation
import GRDB
import TestSupport
import Testing

@Suite("dpaudit run with a learned test", .enabled(if: hasPython)) struct LearnedRunTests {
  /// Two noisy numbers, the candidate in both of them with opposite signs; without a seed they are never the same again.
  private static func worker(isSeeded: Bool = true, seconds: Double = 0, text: Bool = false) -> String {
    """
    import random, sys, time
    sys.path.insert(0, "\(CommandLineRun.repository.path)/audits/workers")
    from dpaudit_worker import serve

    def run(data, seed, parameters):
        source = random.Random(seed) if \(isSeeded ? "True" : "False") else random.SystemRandom()
        time.sleep(\(seconds))
        shift = sum(data)
        if \(text ? "True" : "False"):
            return source.choice("aaab" if shift else "abbb")
        return [shift + source.gauss(0, 1), source.gauss(0, 1) - shift]

    serve(run, name="two-numbers", output=\(text ? "\"text\"" : "(\"vector\", 2)"), seeded=\(isSeeded ? "True" : "False"))
    """
  }

  private static func write(
    _ worker: String, model: String = "logistic", trainingTrials: Int = 210, epsilon: String = "0.5", in folder: URL
  ) throws {
    try worker.write(to: folder.appending(path: "worker.py"), atomically: true, encoding: .utf8)
    try RunCommandTests.write(
      """
      name: small
      seed: 7
      mechanism:
        kind: external
        command: [python3, worker.py]
        blockSize: 50
      canary: {kind: datasets, excluded: [], included: [1.5]}
      attack: {kind: learned, model: \(model), trainingTrials: \(trainingTrials)}
      game: {trialsPerWorld: 300}
      claim: {epsilon: \(epsilon), delta: 1e-5}
      """, in: folder)
  }

  private static func learned(_ folder: URL) throws -> [String] {
    try DatabaseQueue(path: folder.appending(path: "reports/small.sqlite").path).read {
      try String.fetchAll($0, sql: "SELECT score FROM learned")
    }
  }

  /// What an interruption leaves.
  private static func forgetTrials(from trial: Int, in folder: URL) throws {
    try DatabaseQueue(path: folder.appending(path: "reports/small.sqlite").path).write {
      try $0.execute(sql: "DELETE FROM block WHERE firstTrial >= ?", arguments: [trial])
    }
  }

  @Test("refutes what no single number of the output shows so well, and goes on with the same test and scores")
  func resumes() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.worker(), in: folder)
      let run = try CommandLineRun(["run", "small.yaml", "--threads", "2"], in: folder)
      #expect(run.status == 1, "\(run.output)\(run.errors)")
      #expect(run.errors.contains("learning the test from 210 trials\n"))
      let report = try String(contentsOf: folder.appending(path: "reports/small.md"), encoding: .utf8)
      #expect(report.contains("the likelihood ratio that 210 trials before the game taught: logistic regression"))
      let reference = try (keptScores(folder), Self.learned(folder))
      #expect(reference.0.count == 600 && reference.1.count == 1)
      try Self.forgetTrials(from: 250, in: folder)
      let resumed = try CommandLineRun(["run", "small.yaml", "--threads", "1"], in: folder)
      #expect(resumed.status == 1 && !resumed.errors.contains("learning the test"), "\(resumed.errors)")
      #expect(try keptScores(folder) == reference.0 && Self.learned(folder) == reference.1)
      let afresh = try CommandLineRun(["run", "small.yaml", "--fresh", "--quiet"], in: folder)
      #expect(afresh.status == 1 && afresh.errors.isEmpty, "\(afresh.errors)")
      #expect(try keptScores(folder) == reference.0 && Self.learned(folder) == reference.1)
    }
  }

  @Test("a worker without seeds is scored to the end by the test that it taught first")
  func keepsTheTest() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.worker(isSeeded: false), model: "network", in: folder)
      #expect(try CommandLineRun(["run", "small.yaml"], in: folder).status == 1)
      let reference = try Self.learned(folder)
      try Self.forgetTrials(from: 0, in: folder)
      #expect(try CommandLineRun(["run", "small.yaml"], in: folder).status == 1)
      #expect(try Self.learned(folder) == reference)
    }
  }

  @Test("frequencies of texts: one score for each, and a true claim is not refuted")
  func texts() throws {
    try withTemporaryFolder { folder in
      // The truth is log 3.
      try Self.write(Self.worker(text: true), model: "frequencies", trainingTrials: 400, epsilon: "1.0987", in: folder)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(try Set(keptScores(folder)).count == 2)
      try Self.write(Self.worker(text: true), in: folder)
      let unfit = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(unfit.status == 2)
      #expect(
        unfit.errors.contains("attack.model must be frequencies for outputs that are texts, got logistic"),
        "\(unfit.errors)")
    }
  }

  @Test("interrupted while it learns, it says so, and a test that was lost is missed")
  func interruptedLesson() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.worker(seconds: 0.05), trainingTrials: 10_000, in: folder)
      let errors = Pipe()
      let process = try CommandLineRun.start(["run", "small.yaml"], in: folder, standardError: errors)
      #expect(String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("learning the test"))
      process.terminate()
      process.waitUntilExit()
      let rest = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(process.terminationStatus == 3 && rest.contains("interrupted before the test was learned"), "\(rest)")
      try Self.write(Self.worker(), in: folder)
      #expect(try CommandLineRun(["run", "small.yaml", "--fresh"], in: folder).status == 1)
      try DatabaseQueue(path: folder.appending(path: "reports/small.sqlite").path).write {
        try $0.execute(sql: "DELETE FROM learned")
      }
      let damaged = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(damaged.status == 2 && damaged.errors.contains("the test that its attack learned is missing"))
    }
  }
}

import Foundation
import PrivacyModel
import RunStore
import Testing

@Suite("dpaudit run") struct RunCommandTests {
  /// A small DP-SGD audit on digits: 200 trials a world, some milliseconds each.
  static func specification(
    name: String = "small", fault: Bool = false, noise: String = "4.0", trials: Int = 200,
    claim: String = "delta: 1e-5",
    extra: String = ""
  ) -> String {
    """
    name: \(name)
    seed: 7
    data: {format: csv, file: data/digits.csv, scale: 0.0625, examples: 200}
    mechanism:
      kind: dp-sgd
      model: {kind: softmax-regression}
      noiseMultiplier: \(noise)
      clipNorm: 1.0
      samplingProbability: 0.25
      steps: 20
      learningRate: 0.5
    \(fault ? "  fault: noise-divided-by-batch-size" : "")
    canary: {kind: gradient}
    attack: {kind: gradient-projection}
    game: {trialsPerWorld: \(trials)}
    claim: {\(claim)}
    \(extra)
    """
  }

  static func write(_ text: String, as name: String = "small.yaml", in folder: URL) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  /// A report without its last section, which is the one that may differ between runs.
  static func reportWithoutEnvironment(_ folder: URL, name: String = "small") throws -> String {
    let report = try String(contentsOf: folder.appending(path: "reports/\(name).md"), encoding: .utf8)
    return try String(report[..<#require(report.range(of: "## Environment")).lowerBound])
  }

  @Test("ends with 0 on a correct mechanism and with 1 on a broken one, and says so in report and summary")
  func verdicts() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(), in: folder)
      let sound = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(sound.status == 0, "\(sound.errors)")
      #expect(sound.output.hasPrefix("Consistent"))
      try Self.write(Self.specification(name: "broken", fault: true), as: "broken.yaml", in: folder)
      let broken = try CommandLineRun(["run", "broken.yaml", "--json", "--quiet"], in: folder)
      #expect(broken.status == 1 && broken.errors.isEmpty)
      let json = try Data(contentsOf: folder.appending(path: "reports/broken.json"))
      #expect(broken.output == String(decoding: json, as: UTF8.self))
      #expect(try Self.reportWithoutEnvironment(folder, name: "broken").contains("**Refuted"))
    }
  }

  @Test("takes claims in other currencies, and refuses one that says nothing of its game")
  func currencies() throws {
    try withAuditFolder { folder in
      // The training comes close to μ = 0.28 by the central limit.
      let claims = ["delta: 1e-5, mu: 0.6", "delta: 1e-5, event: {kind: gaussian, noiseMultiplier: 1.6}"]
      for (index, claim) in claims.enumerated() {
        try Self.write(Self.specification(name: "claim\(index)", claim: claim), in: folder)
        let run = try CommandLineRun(["run", "small.yaml"], in: folder)
        #expect(run.status == 0 && run.output.contains("stated in the specification"), "\(run.output)\(run.errors)")
      }
      try Self.write(Self.specification(claim: "delta: 1e-5, mu: 0.6, adjacency: replace-one"), in: folder)
      let refused = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(
        refused.status == 2
          && refused.errors.contains(
            "small.yaml:16: claim.adjacency must be add-or-remove, which is what the game plays"),
        "\(refused.errors)")
    }
  }

  @Test("ends with 3 where so few trials could not refute anything")
  func inconclusive() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(noise: "0.8", trials: 10), in: folder)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 3 && run.output.hasPrefix("Inconclusive"))
    }
  }

  @Test("gives the same report and scores for any number of threads and size of blocks")
  func layoutDoesNotShow() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(), in: folder)
      var reports: Set<String> = []
      var scores: Set<[UInt64]> = []
      for (threads, size) in ["1", "2", "4"].flatMap({ threads in ["1", "7", "64"].map { (threads, $0) } }) {
        let run = try CommandLineRun(
          ["run", "small.yaml", "--fresh", "--threads", threads, "--block-size", size], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        reports.insert(try Self.reportWithoutEnvironment(folder))
        scores.insert(try keptScores(folder))
      }
      #expect(reports.count == 1 && scores.count == 1)
    }
  }

  @Test("goes on where nobody reads its standard error any more")
  func closedStandardError() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(claim: "delta: 1e-5, epsilon: 0.5"), in: folder)
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let process = try CommandLineRun.start(
        ["run", "small.yaml"], in: folder, standardError: pipe.fileHandleForWriting)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 0)
      #expect(try Self.reportWithoutEnvironment(folder).contains("0.5"))
    }
  }

  @Test("warns before the first trial of a stated ε that the accountant cannot support")
  func unsupportedClaim() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(claim: "delta: 1e-5, epsilon: 0.5"), in: folder)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.errors.contains("warning: small.yaml: the stated claim is not borne out"))
      #expect(run.errors.contains("epsilon 0.5 at delta 1e-5 is "))
      #expect(try Self.reportWithoutEnvironment(folder).contains("0.5"))
    }
  }
}

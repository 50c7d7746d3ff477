import Foundation
import Testing

/// Every mistake gets a sentence or two that say where, what and how to mend it, and status 2.
@Suite("Bad input to dpaudit") struct BadInputTests {
  static func expectComplaint(
    _ arguments: [String], in folder: URL, says words: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try CommandLineRun(arguments, in: folder)
    #expect(run.status == 2, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation) }
    #expect(!run.errors.contains("Fatal error") && !run.errors.contains("0x0"), sourceLocation: sourceLocation)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count <= 3, "one paragraph: \(run.errors)", sourceLocation: sourceLocation)
  }

  @Test(
    "a specification that is empty, misspelt or impossible is refused with file, line and key",
    arguments: [
      ("", ["small.yaml"]),
      (
        RunCommandTests.specification().replacing("clipNorm", with: "clipNrom"),
        ["small.yaml:8", "clipNrom", "clipNorm"]
      ),
      (RunCommandTests.specification(noise: "0"), ["small.yaml:7", "noiseMultiplier", "from 1e-15 to 1e15"]),
      (RunCommandTests.specification(noise: "-1.5"), ["small.yaml:7", "noiseMultiplier", "-1.5"]),
      (RunCommandTests.specification(claim: "delta: 1"), ["small.yaml", "delta", "less than 1"]),
      (
        RunCommandTests.specification(claim: "delta: 1e-5, adjacency: replace-one"),
        ["small.yaml:16: claim.adjacency must be add-or-remove"]
      ),
      (RunCommandTests.specification().replacing("digits.csv", with: "digist.csv"), ["digist.csv"]),
      (
        RunCommandTests.specification().replacing("{kind: gradient}", with: "{kind: mislabelled, record: 200}")
          .replacing("gradient-projection", with: "loss"), ["small.yaml:13: canary.record", "0 to 199", "200"]
      ),
    ])
  func badSpecification(text: String, words: [String]) throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(text, in: folder)
      try Self.expectComplaint(["run", "small.yaml"], in: folder, says: words)
    }
  }

  @Test(
    "a number that single precision or the memory cannot take is refused with file, line and key",
    arguments: [
      ("clipNorm: 1.0", "clipNorm: 1e300", "small.yaml:8: mechanism.clipNorm must be a number from 1e-15 to 1e15"),
      ("clipNorm: 1.0", "clipNorm: 1e-60", "small.yaml:8: mechanism.clipNorm"),
      ("learningRate: 0.5", "learningRate: 1e-60", "small.yaml:11: mechanism.learningRate"),
      ("noiseMultiplier: 4.0", "noiseMultiplier: 1e39", "small.yaml:7: mechanism.noiseMultiplier"),
      (
        "samplingProbability: 0.25", "samplingProbability: 1e-300",
        "small.yaml:9: mechanism.samplingProbability must be a number that takes the 200 records to an expected batch"
      ),
      (
        "{kind: softmax-regression}", "{kind: multilayer-perceptron, hiddenUnits: [1000000, 1000000]}",
        "small.yaml:6: mechanism.model.hiddenUnits must be sizes that make at most 100000000 parameters on the 64 features "
          + "and 10 classes of the data, got 1000076000010 parameters"
      ),
      ("steps: 20", "steps: 4294967296", "small.yaml:10: mechanism.steps must be a whole number from 1 to 4294967295"),
      ("examples: 200", "examples: 1798", "small.yaml:3: data.examples must be from 1 to the 1797"),
      ("scale: 0.0625", "scale: 1e38", "small.yaml:3: data.scale must be a factor that keeps"),
    ])
  func impossibleTraining(old: String, new: String, complaint: String) throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification().replacing(old, with: new), in: folder)
      try Self.expectComplaint(["run", "small.yaml"], in: folder, says: [complaint])
    }
  }

  @Test(
    "a sum that would be infinite is refused with file, line and key",
    arguments: [
      ("records: [1e308, 1e308], bound: 1.7e308, noiseMultiplier: 1", "mechanism.bound"),
      ("records: [], bound: 1, noiseMultiplier: 1e308", "mechanism.noiseMultiplier"),
      ("records: [], bound: 1e-308, noiseMultiplier: 1", "mechanism.bound"),
    ])
  func impossibleSum(values: String, key: String) throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(
        """
        seed: 1
        mechanism: {kind: gaussian-sum, \(values)}
        canary: {kind: value, value: 1}
        attack: {kind: output}
        game: {trialsPerWorld: 2}
        claim: {delta: 1e-5}
        """, in: folder)
      try Self.expectComplaint(
        ["run", "small.yaml"], in: folder, says: ["small.yaml:2: \(key) must be a number from 1e-150 to 1e150"])
    }
  }

  @Test("a canary that changes nothing is refused, and a significance that no arithmetic could spend")
  func emptyEvidence() throws {
    let sum = """
      seed: 1
      mechanism: {kind: gaussian-sum, records: [], bound: 1.0, noiseMultiplier: 1.0}
      canary: {kind: value, value: 0}
      attack: {kind: output}
      game: {trialsPerWorld: 10}
      claim: {delta: 1e-5}
      """
    try withAuditFolder { folder in
      try RunCommandTests.write(sum, in: folder)
      try Self.expectComplaint(
        ["run", "small.yaml"], in: folder, says: ["small.yaml:3", "canary.value", "other than 0"])
      try RunCommandTests.write(RunCommandTests.specification(extra: "evidence: {significance: 1e-310}"), in: folder)
      try Self.expectComplaint(["run", "small.yaml"], in: folder, says: ["small.yaml", "significance", "1e-300"])
    }
  }

  @Test("a specification that is not there is refused by name")
  func missingSpecification() throws {
    try withAuditFolder { folder in
      try Self.expectComplaint(["run", "nowhere.yaml"], in: folder, says: ["nowhere.yaml"])
    }
  }

  @Test("NaN in the data is refused with file, line and column")
  func notANumberInData() throws {
    try withAuditFolder { folder in
      try "a,b,label\n1,2,0\n3,nan,1\n".write(
        to: folder.appending(path: "bad.csv"), atomically: true, encoding: .utf8)
      try RunCommandTests.write(
        RunCommandTests.specification().replacing("data/digits.csv", with: "bad.csv")
          .replacing(", examples: 200", with: ""), in: folder)
      try Self.expectComplaint(["run", "small.yaml"], in: folder, says: ["bad.csv", "line 3", "'b'", "nan"])
    }
  }

  @Test("a truncated IDX file is refused with its shape and what is there of it")
  func truncatedIDX() throws {
    try withAuditFolder { folder in
      // Ten images of 2 × 2, of which two and a half are there.
      try Data([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 2] + [UInt8](repeating: 9, count: 10))
        .write(to: folder.appending(path: "images.idx"))
      try Data([0, 0, 8, 1, 0, 0, 0, 10] + (0..<10).map { $0 % 2 }).write(to: folder.appending(path: "labels.idx"))
      try RunCommandTests.write(
        RunCommandTests.specification().replacing(
          "format: csv, file: data/digits.csv, scale: 0.0625, examples: 200",
          with: "format: idx, images: images.idx, labels: labels.idx"), in: folder)
      try Self.expectComplaint(
        ["run", "small.yaml"], in: folder,
        says: ["images.idx, byte 16", "(10, 2, 2)", "40 bytes long", "got 10 bytes", "cut short"])
    }
  }

  @Test("a reports folder that cannot be written is refused before the first trial")
  func unwritableReports() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(trials: 1_000_000), in: folder)
      try "in the way".write(to: folder.appending(path: "reports"), atomically: true, encoding: .utf8)
      try Self.expectComplaint(["run", "small.yaml"], in: folder, says: ["reports"])
    }
  }

  @Test("a run file of another specification is refused with what differs")
  func runFileOfAnotherSpecification() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(trials: 10), in: folder)
      _ = try CommandLineRun(["run", "small.yaml"], in: folder)
      try RunCommandTests.write(RunCommandTests.specification(trials: 12), in: folder)
      try Self.expectComplaint(
        ["run", "small.yaml"], in: folder, says: ["reports/small.sqlite", "trialsPerWorld", "--fresh"])
    }
  }

  @Test("values on the command line that cannot be are refused by option")
  func badOptions() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(), in: folder)
      try Self.expectComplaint(["run", "small.yaml", "--threads", "0"], in: folder, says: ["--threads", "from 1 to"])
      try Self.expectComplaint(
        ["account", "--noise-multiplier=-1", "--delta", "1e-5"], in: folder, says: ["--noise-multiplier", "-1"])
      try Self.expectComplaint(
        ["account", "--noise-multiplier=1", "--delta", "1"], in: folder, says: ["--delta", "less than 1"])
    }
  }
}

import Foundation
import Learning
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

@Suite("dpaudit train") struct TrainCommandTests {
  /// Softmax regression on digits, with noise from the seed.
  static func specification(
    steps: Int = 60, noise: String = "gaussian", budget: String = "epsilon: 3, delta: 1.0e-5", extra: String = ""
  ) -> String {
    """
    seed: 11
    data: {format: csv, file: data/digits.csv, labelColumn: label, scale: 0.0625, testFraction: 0.2}
    budget: {\(budget)}
    mechanism:
      kind: dp-sgd
      model: {kind: softmax-regression}
      clipNorm: 1.0
      samplingProbability: 0.2
      steps: \(steps)
      learningRate: 2
      noise: {kind: \(noise)}
    \(extra)
    """
  }

  static func write(_ text: String, in folder: URL, name: String = "small.yaml") throws {
    try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
  }

  static func train(_ folder: URL, _ arguments: String...) throws -> CommandLineRun {
    try CommandLineRun(["train", "small.yaml"] + arguments, in: folder)
  }

  static func weights(_ folder: URL, in models: String = "models", name: String = "small") throws -> Data {
    try Data(contentsOf: folder.appending(path: "\(models)/\(name).safetensors"))
  }

  static func metrics(_ folder: URL, in models: String = "models") throws -> [TrainingMetrics] {
    try String(contentsOf: folder.appending(path: "\(models)/small.jsonl"), encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(TrainingMetrics.self, from: Data($0.utf8)) }
  }

  private struct Document: Decodable {
    let schema: String
    let training: TrainingOutcome
  }

  static func outcome(_ run: CommandLineRun) throws -> TrainingOutcome {
    #expect(run.status == 0, "\(run.errors)")
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    #expect(document.schema == "dpaudit.training/1")
    return document.training
  }

  @Test("the noise is the least that keeps to the budget, and ε grows to it step by step")
  func calibrates() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(), in: folder)
      let outcome = try Self.outcome(try Self.train(folder, "--json", "--quiet", "--every", "7"))
      let privacy = try #require(outcome.privacy)
      func epsilon(_ noise: Double, steps: Int) throws -> Double {
        let step = MechanismEvent.poissonSampled(
          samplingProbability: 0.2, .gaussian(noiseMultiplier: noise))
        return try account(.selfComposed(step, count: steps), delta: 1e-5, adjacency: .addOrRemove).epsilon
      }
      #expect(try epsilon(privacy.noiseMultiplier, steps: 60) == privacy.accountant.epsilon)
      #expect(privacy.accountant.epsilon <= 3)
      #expect(try epsilon(privacy.noiseMultiplier * 0.998, steps: 60) > 3)
      #expect(Double(Float(privacy.noiseMultiplier)) == privacy.noiseMultiplier && privacy.isCalibrated)
      let metrics = try Self.metrics(folder)
      #expect(metrics.map(\.step) == [7, 14, 21, 28, 35, 42, 49, 56, 60])
      for line in metrics {
        let exact = try epsilon(privacy.noiseMultiplier, steps: line.step)
        let stated = try #require(line.epsilon)
        #expect(stated >= exact * 0.999 && stated <= exact * 1.02)
        #expect(line.delta == 1e-5 && line.trainingLoss != nil && line.testAccuracy != nil)
      }
      #expect(metrics.last == outcome.metrics && outcome.records == 1438 && outcome.testRecords == 359)
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "models/small.checkpoint").path))
    }
  }

  @Test("digits reach 0.9 of the test examples at (3, 1e-5), and a convolutional network without privacy 0.98")
  func isUseful() throws {
    let audits = CommandLineRun.repository.appending(path: "audits/training")
    try withTemporaryFolder { folder in
      for (name, least) in [("digits", 0.9), ("digits-cnn", 0.98)] {
        let run = try CommandLineRun(
          ["train", audits.appending(path: "\(name).yaml").path, "--json", "--quiet"], in: folder)
        let outcome = try Self.outcome(run)
        #expect(try #require(outcome.metrics.testAccuracy) >= least, "\(name)")
        #expect((outcome.privacy == nil) == (outcome.claimFile == nil) && (outcome.privacy == nil) == (least == 0.98))
      }
    }
  }

  @Test("the weights are the model's tensors, and the metrics' last accuracy is theirs")
  func keepsWeights() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(), in: folder)
      let outcome = try Self.outcome(try Self.train(folder, "--json", "--quiet"))
      let file = try Safetensors(Self.weights(folder), file: "w")
      #expect(file.metadata["epsilon"].flatMap { Double($0) } == outcome.privacy?.accountant.epsilon)
      #expect(file.metadata["delta"] == "1e-05" && file.metadata["name"] == "small")
      let network = try Network(ModelSpecification(.softmaxRegression), features: 64, classes: 10)
      let data = try DataSpecification(
        source: .csv(path: "data/digits.csv", labelColumn: "label"), scale: 0.0625, examples: nil, testFraction: 0.2)
      let test = try #require(try Dataset.loadParts(data, relativeTo: folder, seed: 11).test)
      let quality = NetworkEvaluation(of: network, on: test).quality(at: try network.parameters(from: file, file: "w"))
      #expect(quality.accuracy == outcome.metrics.testAccuracy && quality.loss == outcome.metrics.testLoss)
    }
  }

  @Test("secure noise is another each time; noise from the seed is the same, to the last bit")
  func drawsNoise() throws {
    try withAuditFolder { folder in
      for (noise, isSame) in [("secure", false), ("gaussian", true)] {
        try Self.write(Self.specification(steps: 20, noise: noise), in: folder)
        var files: [Data] = []
        for _ in 0..<2 {
          #expect(try Self.train(folder, "--quiet").status == 0)
          files.append(try Self.weights(folder))
        }
        #expect((files[0] == files[1]) == isSame)
      }
    }
  }

  @Test("a training that was interrupted goes on to the same weights and metrics as one left alone, to the last bit")
  func resumesExactly() throws {
    try withAuditFolder { folder in
      let extra = "  optimiser: {kind: adam}\n  averaging: {kind: exponential, decay: 0.99}"
      try Self.write(
        Self.specification(steps: 6000, extra: extra).replacing("learningRate: 2", with: "learningRate: 0.01"),
        in: folder)
      #expect(try Self.train(folder, "--quiet", "--every", "50", "--out", "whole").status == 0)
      for number in [SIGINT, SIGKILL, SIGTERM] {
        let resumption = number == SIGINT ? [] : ["--resume"]
        let process = try CommandLineRun.start(
          ["train", "small.yaml", "--quiet", "--every", "50"] + resumption, in: folder)
        waitForChange(of: folder.appending(path: "models/small.checkpoint"), by: process)
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        if number != SIGKILL { #expect(process.terminationReason == .exit && process.terminationStatus == 3) }
      }
      let second = try Self.train(folder, "--quiet")
      #expect(second.status == 2)
      #expect(
        second.errors.contains("models/small.checkpoint: a training was interrupted here; --resume goes on from it"))
      let last = try Self.train(folder, "--resume", "--every", "50")
      #expect(last.status == 0, "\(last.errors)")
      #expect(last.errors.contains("models/small.checkpoint holds "), "\(last.errors)")
      #expect(try Self.weights(folder) == Self.weights(folder, in: "whole"))
      #expect(try Self.metrics(folder) == Self.metrics(folder, in: "whole"))
    }
  }

  /// Returns once `file` is another than now, or `process`, or the patience of a minute, is at its end.
  private func waitForChange(of file: URL, by process: Process) {
    func identity() -> Date? {
      try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
    }
    let (start, end) = (identity(), ContinuousClock.now + .seconds(60))
    while identity() == start, process.isRunning, .now < end { usleep(500) }
  }

  @Test("a checkpoint of another model, of other data or of nothing is refused, and left alone")
  func refusesStrangeCheckpoints() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(steps: 100_000), in: folder)
      let process = try CommandLineRun.start(["train", "small.yaml", "--quiet", "--every", "20"], in: folder)
      let checkpoint = folder.appending(path: "models/small.checkpoint")
      waitForChange(of: checkpoint, by: process)
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      let kept = try Data(contentsOf: checkpoint)
      let mode = try FileManager.default.attributesOfItem(atPath: checkpoint.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      for (old, new, expected) in [
        (
          "softmax-regression", "multilayer-perceptron, hiddenUnits: [4]",
          "the checkpoint is of another training: mechanism.model.kind was \"softmax-regression\", is now "
            + "\"multilayer-perceptron\"; delete the file to begin anew"
        ),
        ("epsilon: 3", "epsilon: 4", "budget.epsilon was 3, is now 4"),
        ("0.0625", "0.06", "data.scale was 0.0625, is now 0.06"),
      ] {
        try Self.write(Self.specification(steps: 100_000).replacing(old, with: new), in: folder)
        let run = try Self.train(folder, "--resume", "--quiet")
        #expect(run.status == 2 && run.errors.contains(expected), "\(run.errors)")
        #expect(try Data(contentsOf: checkpoint) == kept)
      }
      try Self.write(Self.specification(steps: 100_000), in: folder)
      try kept.dropLast(5).write(to: checkpoint)
      let run = try Self.train(folder, "--resume", "--quiet")
      #expect(run.status == 2 && run.errors.contains("models/small.checkpoint: "), "\(run.errors)")
      #expect(run.errors.contains("delete the file to begin anew"), "\(run.errors)")
    }
  }

  @Test("the claim file is an audit of the same training that dpaudit run takes as it is")
  func writesClaim() throws {
    try withAuditFolder { folder in
      try Self.write(Self.specification(steps: 4), in: folder)
      let outcome = try Self.outcome(try Self.train(folder, "--json", "--quiet", "--out", "a/b"))
      #expect(outcome.claimFile == "a/b/small.claim.yaml")
      let run = try CommandLineRun(["run", "a/b/small.claim.yaml", "--quiet"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("claimed   ε = 3 at δ = 1e-5, add-or-remove, stated in the specification"))
      #expect(!run.errors.contains("warning"), "\(run.errors)")
    }
  }

  @Test("bad input ends with status 2, the place, what is allowed and what is there")
  func refusesBadInput() throws {
    try withAuditFolder { folder in
      try "a,label\n1,0\n2,1\n3,1\n".write(
        to: folder.appending(path: "ok.csv"), atomically: false, encoding: .utf8)
      try "a,label\n1,0\n2,7\n".write(to: folder.appending(path: "labels.csv"), atomically: false, encoding: .utf8)
      try "a,label\n1,0\n2,-3\n".write(to: folder.appending(path: "negative.csv"), atomically: false, encoding: .utf8)
      try "a,b,label\n1,0,0\n2,7,1\n".write(to: folder.appending(path: "wide.csv"), atomically: false, encoding: .utf8)
      let data = "data: {format: csv, file: data/digits.csv, labelColumn: label, scale: 0.0625, testFraction: 0.2}"
      for (old, new, expected) in [
        (
          data, "data: {format: csv, file: ok.csv}\ntest: {format: csv, file: labels.csv}",
          "small.yaml:3: test must be examples with labels from 0 to 1, as in training, got 7 for example 1"
        ),
        (
          data, "data: {format: csv, file: ok.csv}\ntest: {format: csv, file: wide.csv}",
          "small.yaml:3: test must be examples of 1 features, as in training, got 2"
        ),
        (
          data, "data: {format: csv, file: ok.csv}\ntest: {format: csv, file: ok.csv, examples: 9}",
          "small.yaml:3: test.examples must be from 1 to the 3 that the dataset has, got 9"
        ),
        (data, "data: {format: csv, file: negative.csv}", "negative.csv, line 3"),
        (
          "{kind: softmax-regression}", "{kind: multilayer-perceptron, hiddenUnits: [1000000, 1000000]}",
          "small.yaml:6: mechanism.model.hiddenUnits must be sizes that make at most 100000000 parameters on the 64 features"
        ),
        ("steps: 60", "steps: 0", "small.yaml:9: mechanism.steps must be a whole number from 1 to 4294967295, got 0"),
      ] {
        try Self.write(Self.specification().replacing(old, with: new), in: folder)
        let run = try Self.train(folder, "--quiet")
        #expect(run.status == 2 && run.output.isEmpty, "\(run.status): \(run.errors)")
        #expect(run.errors.contains(expected), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "models").path))
      }
    }
  }

  @Test("a step whose gradient is not finite stops the training with status 3 and its number, and leaves no weights")
  func stopsAtNaN() throws {
    try withAuditFolder { folder in
      let text = Self.specification(steps: 60).replacing("learningRate: 2", with: "learningRate: 1.0e+15")
        .replacing("dp-sgd", with: "sgd").replacing("budget: {epsilon: 3, delta: 1.0e-5}\n", with: "")
        .replacing("  clipNorm: 1.0\n", with: "").replacing("  noise: {kind: gaussian}\n", with: "")
        .replacing("softmax-regression", with: "multilayer-perceptron, hiddenUnits: [8, 8]")
      try Self.write(text, in: folder)
      let run = try Self.train(folder, "--quiet")
      #expect(run.status == 3, "\(run.errors)")
      let step = run.errors.firstMatch(
        of: /small: the loss or the gradient of an example is infinite or not a number at step (\d+)/)
      #expect(step.flatMap { Int($0.1) }.map { (1..<60).contains($0) } == true, "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "models/small.safetensors").path))
    }
  }

  @Test("batches that are nearly all empty train to the end, with noise in every step and no loss to tell of")
  func trainsOnEmptyBatches() throws {
    try withAuditFolder { folder in
      let text = Self.specification(steps: 20).replacing(
        "samplingProbability: 0.2", with: "samplingProbability: 1.0e-7"
      )
      .replacing("epsilon: 3, ", with: "")
      .replacing("  clipNorm: 1.0", with: "  clipNorm: 1.0\n  noiseMultiplier: 1.0")
      try Self.write(text, in: folder)
      let outcome = try Self.outcome(try Self.train(folder, "--json", "--quiet", "--every", "1"))
      #expect(outcome.privacy?.isCalibrated == false && outcome.privacy?.noiseMultiplier == 1)
      let metrics = try Self.metrics(folder)
      #expect(metrics.count == 20 && metrics.allSatisfy { $0.trainingLoss == nil })
      #expect(Set(metrics.map(\.testLoss)).count == 20)
    }
  }
}

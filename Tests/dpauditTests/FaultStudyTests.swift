import Foundation
import Games
import Learning
import PrivacyModel
import SpecificationReading
import TestSupport
import Testing
import dpaudit

/// Seeds are fixed. At other ones a twin is refuted with a probability of at most 0.01 an audit.
@Suite("The study of faults") struct FaultStudyTests {
  @Test("covers every fault that a score can tell of, and no other")
  func isComplete() throws {
    let study = try FaultStudy(seed: 1, seeds: 1)
    #expect(study.work >= 2 * KnownFault.allCases.count { $0.description.isObservable })
    for fault in KnownFault.allCases where !fault.description.isObservable {
      #expect(try FaultStudy(seed: 1, seeds: 1, faults: [fault]).work == 0)
    }
    for fault in KnownFault.allCases where fault.description.isObservable {
      #expect(try FaultStudy(seed: 1, seeds: 1, faults: [fault]).work >= 2)
    }
  }

  @Test("finds faults of every part and refutes no twin, the same with one thread and with three")
  func small() throws {
    let trainings: [FaultName] = [
      .noiseDividedByBatchSize, .noiseFromShortSeed, .accumulatedSumClipped, .paddedBatchCountedTwice,
      .stepsUndercounted, .normalisationByPrivateData, .compositionIgnored,
    ]
    let queries: [QueryFault] = [.spentTwice, .noiseForCounts, .noQueryNoise]
    let faults = trainings.map(KnownFault.training) + queries.map(KnownFault.query)
    let study = try FaultStudy(seed: 2, seeds: 2, faults: faults)
    let summary = try study.run(threads: 3) {}
    #expect(summary.rows.map(\.fault) == faults && summary.violations == 0)
    #expect(Set(faults.map(\.description.part)) == Set(FaultyPart.allCases))
    for row in summary.rows {
      #expect(row.audits.count == 2 && row.audits.power == 1 && row.twinRefutations == 0)
      switch row.truth {
      case .epsilon(let epsilon), .atLeast(let epsilon): #expect(epsilon > row.claimedEpsilon, "\(row.fault)")
      case .unbounded: #expect([.training(.noiseFromShortSeed), .query(.noQueryNoise)].contains(row.fault))
      }
    }
    let again = try study.run(threads: 1) {}
    for (first, second) in zip(summary.rows, again.rows) {
      #expect(first.audits.map(\.pairs) == second.audits.map(\.pairs) && first.truth == second.truth)
    }
  }

  @Test("writes a report from the command line")
  func command() throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineRun(
        [
          "selfcheck", "--faults", "--seeds", "1", "--only", "noise-missing-on-layer", "floating-point-noise",
          "--report", "faults.md", "--quiet",
        ], in: folder)
      #expect(run.status == 0 && run.output == "0 violations\n", "\(run.errors)")
      let report = try String(contentsOf: folder.appending(path: "faults.md"), encoding: .utf8)
      #expect(report.contains("2 of 2 faults") && report.contains("0 of 2 audits"))
    }
  }
}

@Suite("A fault in a specification") struct SpecifiedFaultTests {
  private static func game(_ fault: FaultName) throws -> AssembledGame {
    try withTemporaryFolder { folder in
      try TrainingOption.data.write(to: folder.appending(path: "tiny.csv"), atomically: true, encoding: .utf8)
      let option = TrainingOption("faulty", ["fault": fault.rawValue])
      let specification = try readSpecification(option.specification(), named: "faulty.yaml")
      let data = try #require(specification.data)
      return try AssembledGame(
        specification, dataset: Dataset.load(data, relativeTo: folder, seed: specification.seed))
    }
  }

  @Test(
    "makes a game with the claim of the correct training, where a training can have it by itself",
    arguments: FaultName.allCases.filter { [.noise, .clipping].contains($0.description.part) })
  func plays(fault: FaultName) throws {
    let game = try Self.game(fault)
    #expect(game.event == TrainingOption.poisson)
    let block = try #require(try game.game.play(0..<20, isCancelled: { false }))
    #expect(block.failures.isEmpty)
  }

  /// A correct training with noise of multiplier 2 lets no attack win this often, and the seed is fixed.
  @Test("shows in an audit that expects a correct training")
  func shows() throws {
    let block = try #require(try Self.game(.batchMeanClipped).game.play(0..<200, isCancelled: { false }))
    let wins = (0..<100).count { pair in
      let (first, second) = (block.scores[2 * pair], block.scores[2 * pair + 1])
      return (block.memberships[2 * pair] == .included) == (first > second)
    }
    #expect(wins > 85)
  }

  @Test("changes the claim where it is the accountant's")
  func claims() throws {
    #expect(try Self.game(.stepsUndercounted).event == TrainingOption.poisson.withCount(2))
  }

  @Test("is refused where it lies around the training, with a list of those that do not")
  func refuses() throws {
    let error = #expect(throws: InvalidValue.self) { try Self.game(.bestOfRuns) }
    #expect(error?.key == "mechanism.fault" && error?.allowed.contains("overflowing-norm") == true)
    #expect(error?.got == "best-of-runs")
  }
}

extension MechanismEvent {
  fileprivate func withCount(_ count: Int) -> MechanismEvent {
    guard case .selfComposed(let event, _) = self else { return self }
    return .selfComposed(event, count: count)
  }
}

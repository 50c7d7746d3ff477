import Foundation
import Learning
import PrivacyAccounting
import PrivacyModel
import Reporting
import SpecificationReading
import TestSupport
import Testing
import dpaudit

@Suite("The event of a specified training") struct TrainingPartsTests {
  static func inFolder(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TrainingOption.data.write(to: folder.appending(path: "tiny.csv"), atomically: true, encoding: .utf8)
      try body(folder)
    }
  }

  private static func read(_ option: TrainingOption, in folder: URL) throws -> (AuditSpecification, Dataset) {
    let specification = try readSpecification(option.specification(), named: "option.yaml")
    let data = try #require(specification.data)
    return (specification, try Dataset.load(data, relativeTo: folder, seed: specification.seed))
  }

  @Test("covers every kind of sampler, clipping, noise, optimiser, schedule and averaging")
  func isComplete() throws {
    let trainings = try TrainingOption.all.map { option in
      guard case .dpSGD(let training) = try readSpecification(option.specification(), named: "a.yaml").mechanism else {
        preconditionFailure("dp-sgd expected")
      }
      return training
    }
    #expect(Set(trainings.map(\.sampler.kind)) == Set(SamplerSpecification.Kind.allCases))
    #expect(Set(trainings.map(\.clipping.kind)) == Set(ClippingSpecification.Kind.allCases))
    #expect(Set(trainings.map(\.noise.kind)) == Set(NoiseSpecification.Kind.allCases))
    #expect(Set(trainings.map(\.optimiser.kind)) == Set(OptimiserSpecification.Kind.allCases))
    #expect(Set(trainings.map(\.schedule.kind)) == Set(ScheduleSpecification.Kind.allCases))
    #expect(Set(trainings.compactMap(\.averaging?.kind)) == Set(AveragingSpecification.Kind.allCases))
    #expect(trainings.contains { $0.augmentation != nil })
  }

  @Test("is what its parts do, and so is the mean batch", arguments: TrainingOption.all)
  func event(option: TrainingOption) throws {
    try Self.inFolder { folder in
      let (specification, dataset) = try Self.read(option, in: folder)
      guard case .dpSGD(let training) = specification.mechanism else { preconditionFailure("dp-sgd expected") }
      let parts = try TrainingParts(training, dataset: dataset, candidates: 1)
      #expect(parts.event == option.event)
      #expect(parts.expectedBatchSize == option.expectedBatchSize)
      #expect(parts.trainer.expectedBatchSize == Float(option.expectedBatchSize))
      #expect(try AssembledGame(specification, dataset: dataset).event == option.event.forAddedOrRemoved)
    }
  }

  /// Seeds are fixed. At other ones an audit of a true claim refutes it with probability at most 0.05.
  @Test(
    "is what `dpaudit run` accounts for, and a true claim of it is supported and stands", arguments: TrainingOption.all)
  func run(option: TrainingOption) throws {
    try Self.inFolder { folder in
      let known = try account(option.event.forAddedOrRemoved, delta: 1e-5, adjacency: .addOrRemove)
      try option.specification(claim: known.epsilon * 1.001).write(
        to: folder.appending(path: "option.yaml"), atomically: true, encoding: .utf8)
      let run = try CommandLineRun(["run", "option.yaml", "--json", "--quiet"], in: folder)
      #expect(run.status == 0 || run.status == 3, "\(run.errors)")
      let outcome = try outcome(fromJSON: Data(run.output.utf8))
      #expect(outcome.accountant == known)
      #expect(outcome.claimCheck?.outcome == .supported)
      #expect(outcome.trials.failureCount == 0)
    }
  }

  @Test("gives no lower end where only a bound is known, so that a smaller claim is not called unsupported")
  func smallerClaim() throws {
    let bounded = TrainingOption.all.filter(\.event.forAddedOrRemoved.isBoundedOnly)
    #expect(
      Set(bounded.map(\.name)) == [
        "shuffled", "fixed-size", "balls-and-bins", "cyclic-poisson", "tree", "banded-matrix on shuffled batches",
        "banded-matrix on blocks in turn",
      ])
    for option in bounded {
      let event = option.event.forAddedOrRemoved
      let known = try account(event, delta: 1e-5, adjacency: .addOrRemove)
      #expect(known.lower == nil && known.estimate == nil)
      let check = try checkClaim(
        epsilon: known.epsilon / 2, against: known, of: event, delta: 1e-5, adjacency: .addOrRemove)
      #expect(check.outcome == .undecided)
    }
  }
}

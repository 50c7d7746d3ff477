internal import Foundation
internal import NumericalCore
package import PrivacyModel
internal import Synchronization

/// Every bound at laws of scores whose ε is known: the study behind `dpaudit selfcheck --bounds`.
///
/// A repetition draws a fair coin for each candidate and a score for each, and asks every method for its bound. Of
/// correlated candidates the methods for independent trials get as many trials of one candidate.
package struct CoverageStudy: Sendable {
  package let seed: UInt64
  package let repetitions: Int
  package let sizes: [Int]
  package let significance: Double
  package let delta: Double

  package static let laws: [ScoreLaw] = [
    .noise, .randomisedResponse(epsilon: 1), .laplace(epsilon: 1), .laplace(epsilon: 4), .gaussian(mu: 0.5),
    .gaussian(mu: 1), .gaussian(mu: 3), .sampledGaussian(mu: 2, samplingProbability: 0.2),
    .publicCoin(coin: 0.1, epsilon: 1.0536),
  ]

  package init(
    seed: UInt64, repetitions: Int, sizes: [Int], significance: Double = 0.05, delta: Double = 1e-5
  ) {
    precondition(repetitions >= 1 && sizes.allSatisfy { $0 >= 2 }, "a study needs repetitions and two candidates")
    (self.seed, self.repetitions, self.sizes) = (seed, repetitions, sizes)
    (self.significance, self.delta) = (significance, delta)
  }

  /// How often a size is repeated: large samples cost more, and their rates are no different.
  package func repetitions(at size: Int) -> Int { max(1, size > 20_000 ? repetitions / 10 : repetitions) }

  /// All repetitions at all laws and sizes.
  package var work: Int { Self.laws.count * sizes.reduce(0) { $0 + repetitions(at: $1) } }

  /// A sum over repetitions.
  private struct Tally {
    var repetitions = 0
    var failures = 0
    var sum = 0.0

    mutating func add(_ bound: Double, truth: Double) {
      repetitions += 1
      if bound > truth * (1 + 1e-9) { failures += 1 }
      sum += bound
    }
  }

  private struct Unit: Hashable {
    let law: Int
    let size: Int
    let method: Int
  }

  /// - Parameter progress: Called after each repetition, by any thread.
  /// - Throws: What a bound throws; none should.
  package func run(threads: Int, progress: @Sendable () -> Void) throws -> CoverageSummary {
    let jobs = Self.laws.indices.flatMap { law in
      sizes.flatMap { size in (0..<repetitions(at: size)).map { (law, size, $0) } }
    }
    let next = Atomic(0)
    let tallies = Mutex<[Unit: Tally]>([:])
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < jobs.count, failure.withLock({ $0 == nil }) else { return }
        let (law, size, repetition) = jobs[index]
        do {
          let bounds = try bounds(Self.laws[law], size: size, repetition: repetition)
          let truth = Self.laws[law].epsilon(delta: delta)
          tallies.withLock { tallies in
            for (method, bound) in bounds.enumerated() {
              tallies[Unit(law: law, size: size, method: method), default: Tally()].add(bound, truth: truth)
            }
          }
        } catch { failure.withLock { $0 = error } }
        progress()
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return summary(tallies.withLock { $0 })
  }

  /// The bound of each method in one repetition.
  private func bounds(_ law: ScoreLaw, size: Int, repetition: Int) throws -> [Double] {
    let sample = draw(law, size: size, repetition: repetition, isJoint: true)
    var apart = sample
    if case .publicCoin = law { apart = draw(law, size: size, repetition: repetition, isJoint: false) }
    let question = BoundQuestion(
      delta: delta, adjacency: .addOrRemove, significance: significance, hasFairCoins: true, threshold: 0.5,
      assumptions: BoundAssumption.allCases, tieBreakingSeed: seed &+ UInt64(repetition))
    let (joint, separate) = (try PreparedScores(sample, question), try PreparedScores(apart, question))
    return try BoundMethod.allCases.map { method in
      try method.bound(method.isForOneRun ? joint : separate, question)?.epsilon ?? 0
    }
  }

  private func draw(_ law: ScoreLaw, size: Int, repetition: Int, isJoint: Bool) -> MembershipScores {
    var coins = RandomStream(seed: seed, trial: repetition, purpose: .coin, step: size)
    let memberships = (0..<size).map { _ in coins.next() & 1 == 1 ? Membership.included : .excluded }
    var stream = RandomStream(seed: seed, trial: repetition, purpose: .noise, step: size)
    let scores =
      isJoint
      ? law.scores(memberships, using: &stream) : memberships.flatMap { law.scores([$0], using: &stream) }
    return zip(scores, memberships).reduce(into: MembershipScores()) { $0.append($1.0, $1.1) }
  }

  private func summary(_ tallies: [Unit: Tally]) -> CoverageSummary {
    let claimed = tallies.keys.count { BoundMethod.allCases[$0.method].covers(Self.laws[$0.law]) }
    let alarm = 1e-4 / Double(max(1, claimed))
    let cells = BoundMethod.allCases.indices.flatMap { method in
      Self.laws.indices.flatMap { law in
        sizes.compactMap { size -> CoverageSummary.Cell? in
          guard let tally = tallies[Unit(law: law, size: size, method: method)] else { return nil }
          let truth = Self.laws[law].epsilon(delta: delta)
          // P[X ≥ failures] at the nominal rate.
          let tail = 1 - Binomial(trials: tally.repetitions, probability: significance).lowerTail(tally.failures - 1)
          return CoverageSummary.Cell(
            method: BoundMethod.allCases[method].name, label: BoundMethod.allCases[method].label,
            law: Self.laws[law].name, size: size, repetitions: tally.repetitions, failures: tally.failures,
            tightness: truth > 0 ? tally.sum / Double(tally.repetitions) / truth : nil,
            isClaimed: BoundMethod.allCases[method].covers(Self.laws[law]), isExceeded: tail < alarm)
        }
      }
    }
    return CoverageSummary(
      seed: seed, repetitions: repetitions, significance: significance, delta: delta, cells: cells)
  }
}

extension BoundMethod {
  /// Whether the bound promises to hold for scores of this law.
  fileprivate func covers(_ law: ScoreLaw) -> Bool {
    let isGaussian =
      switch law {
      case .noise, .gaussian: true
      default: false
      }
    return switch label {
    case .exact: true
    case .assumption: isGaussian
    case .asymptotic, .bayesian: false
    }
  }
}

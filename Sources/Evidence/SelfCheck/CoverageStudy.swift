internal import Foundation
internal import NumericalCore
package import PrivacyModel
internal import Synchronization

/// Every bound at laws of scores whose ε is known: the study behind `dpaudit selfcheck --bounds`.
///
/// A repetition draws a fair coin for each candidate and a score for each, and asks every bound. Of correlated
/// candidates the bounds for independent trials get as many trials of one candidate. Beside it, bounds for independent
/// trials are compared on arms of a fixed size.
package struct CoverageStudy: Sendable {
  package let seed: UInt64
  package let repetitions: Int
  package let largeRepetitions: Int
  package let sizes: [Int]
  package let comparedSizes: [Int]
  package let significance: Double
  package let delta: Double
  let bounds: [StudiedBound]

  package static let laws: [ScoreLaw] = [
    .noise, .randomisedResponse(epsilon: 1), .laplace(epsilon: 1), .laplace(epsilon: 4), .gaussian(mu: 0.5),
    .gaussian(mu: 1), .gaussian(mu: 3), .sampledGaussian(mu: 2, samplingProbability: 0.2),
    .publicCoin(coin: 0.1, epsilon: 1.0536),
  ]

  /// - Parameters:
  ///   - repetitions: At sizes up to `CoverageSummary.largestOftenRepeated`, at least 1.
  ///   - largeRepetitions: At larger ones, at least 1.
  ///   - sizes: Candidates of both worlds together, at least 2 each.
  ///   - comparedSizes: Trials in either arm, at least 2 each.
  package init(
    seed: UInt64, repetitions: Int, largeRepetitions: Int, sizes: [Int], comparedSizes: [Int] = [200, 1000, 10_000],
    significance: Double = 0.05, delta: Double = 1e-5, bounds: [StudiedBound] = StudiedBound.all
  ) {
    precondition(min(repetitions, largeRepetitions) >= 1, "a study needs repetitions")
    precondition((sizes + comparedSizes).allSatisfy { $0 >= 2 }, "a study needs two candidates")
    (self.seed, self.repetitions, self.largeRepetitions) = (seed, repetitions, largeRepetitions)
    (self.sizes, self.comparedSizes, self.bounds) = (sizes, comparedSizes, bounds)
    (self.significance, self.delta) = (significance, delta)
  }

  package func repetitions(at size: Int) -> Int {
    size > CoverageSummary.largestOftenRepeated ? largeRepetitions : repetitions
  }

  /// One repetition at one law and size.
  struct Unit: Hashable {
    let law: ScoreLaw
    let size: Int
    let isComparison: Bool
  }

  private var jobs: [(unit: Unit, repetition: Int)] {
    func jobs(_ units: [Unit]) -> [(unit: Unit, repetition: Int)] {
      units.flatMap { unit in (0..<repetitions(at: unit.size)).map { (unit, $0) } }
    }
    // The largest first, so that no thread is left alone with one of them at the end.
    let sizes = sizes.sorted(by: >)
    let cells = jobs(sizes.flatMap { size in Self.laws.map { Unit(law: $0, size: size, isComparison: false) } })
    return cells
      + jobs(
        comparedSizes.flatMap { size in
          ComparedBound.laws.map { Unit(law: $0, size: size, isComparison: true) }
        })
  }

  /// All repetitions at all laws and sizes.
  package var work: Int { jobs.count }

  /// - Parameter progress: Called after each repetition, by any thread.
  /// - Throws: What a bound throws; none should.
  package func run(threads: Int, progress: @Sendable () -> Void) throws -> CoverageSummary {
    let jobs = jobs
    let next = Atomic(0)
    let collected = Mutex<Collected>([:])
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < jobs.count, failure.withLock({ $0 == nil }) else { return }
        let (unit, repetition) = jobs[index]
        do {
          let found = try bounds(unit, repetition: repetition)
          collected.withLock { $0[unit, default: [:]][repetition] = found }
        } catch { failure.withLock { $0 = error } }
        progress()
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let found = collected.withLock { $0 }
    return CoverageSummary(
      seed: seed, repetitions: repetitions, largeRepetitions: largeRepetitions, significance: significance,
      delta: delta, cells: try cells(found), comparisons: comparisons(found))
  }

  private func bounds(_ unit: Unit, repetition: Int) throws -> [Double?] {
    let sample = try sample(unit, repetition: repetition)
    return unit.isComparison
      ? try ComparedBound.allCases.map { try $0.bound(sample, repetition: repetition) }
      : try bounds.map { try $0.bound(sample) ?? 0 }
  }

  private func sample(_ unit: Unit, repetition: Int) throws -> StudySample {
    let memberships: [Membership]
    if unit.isComparison {
      memberships = (0..<2 * unit.size).map { $0.isMultiple(of: 2) ? .included : .excluded }
    } else {
      var coins = RandomStream(seed: seed, trial: repetition, purpose: .coin, step: unit.size)
      memberships = (0..<unit.size).map { _ in coins.next() & 1 == 1 ? .included : .excluded }
    }
    func draw(isJoint: Bool) -> MembershipScores {
      var stream = RandomStream(seed: seed, trial: repetition, purpose: .noise, step: memberships.count)
      let scores =
        isJoint
        ? unit.law.scores(memberships, using: &stream)
        : memberships.flatMap { unit.law.scores([$0], using: &stream) }
      return zip(scores, memberships).reduce(into: MembershipScores()) { $0.append($1.0, $1.1) }
    }
    let candidates = draw(isJoint: true)
    return try StudySample(
      candidates: candidates, trials: unit.law.isCorrelated ? draw(isJoint: false) : candidates,
      question: BoundQuestion(
        delta: delta, adjacency: .addOrRemove, significance: significance, hasFairCoins: !unit.isComparison,
        threshold: 0.5, assumptions: BoundAssumption.allCases, tieBreakingSeed: seed &+ UInt64(repetition)))
  }
}

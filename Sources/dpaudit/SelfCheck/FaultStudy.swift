internal import Evidence
internal import Foundation
internal import Games
internal import NumericalCore
internal import PrivacyAccounting
package import PrivacyModel

/// Every fault against audits that should find it, and its correct twin against the same audits: the study behind
/// `dpaudit selfcheck --faults`.
package struct FaultStudy: Sendable {
  package let seed: UInt64
  /// How often each mechanism is audited.
  package let seeds: Int
  package let significance: Double
  package let delta: Double
  private let audits: [FaultAudit]

  /// Trials in either world of a sample that shows what an ε is at least.
  private static let sampleSize = 20_000
  private static let sampleSignificance = 0.05

  /// - Parameters:
  ///   - seeds: At least 1.
  ///   - faults: Those to study; what no score can tell of is left out.
  /// - Throws: Nothing that a mechanism of the study should.
  package init(
    seed: UInt64, seeds: Int, faults: [KnownFault] = KnownFault.allCases, significance: Double = 0.01,
    delta: Double = 1e-5
  ) throws {
    precondition(seeds >= 1, "a study needs an audit")
    (self.seed, self.seeds, self.significance, self.delta) = (seed, seeds, significance, delta)
    audits = try faults.compactMap { try $0.audit() }
  }

  /// One audit of one mechanism.
  private struct Job: Hashable {
    let audit: Int
    let adversary: Adversary
    let repetition: Int

    enum Adversary: Hashable {
      case ofTwin
      case weaker(Int)
      case strongest
    }
  }

  private var jobs: [Job] {
    func jobs(_ adversaries: (FaultAudit) -> [Job.Adversary]) -> [Job] {
      audits.enumerated().flatMap { index, audit in
        adversaries(audit).flatMap { adversary in
          (0..<seeds).map { Job(audit: index, adversary: adversary, repetition: $0) }
        }
      }
    }
    // What takes longest first: audits that do not refute.
    return jobs { _ in [.ofTwin] } + jobs { $0.weaker.indices.map { .weaker($0) } } + jobs { _ in [.strongest] }
  }

  /// All audits of all mechanisms.
  package var work: Int { jobs.count }

  /// - Parameter progress: Called after each audit, by any thread.
  package func run(threads: Int, progress: @escaping @Sendable () -> Void) throws -> FaultSummary {
    let (claims, jobs) = (try claims(threads: threads), jobs)
    let truths = try inParallel(audits.count, threads: threads) {
      // Seeds that no audit has.
      try truth(of: audits[$0], seed: gameSeed(jobs.count + $0))
    }
    let played = try inParallel(jobs.count, threads: threads) { number in
      defer { progress() }
      let audit = audits[jobs[number].audit]
      let audited =
        switch jobs[number].adversary {
        case .ofTwin: audit.correct
        case .weaker(let index): audit.weaker[index].faulty
        case .strongest: audit.faulty
        }
      return try play(audited, claims[audited.claim], mostPairs: audit.mostPairs, seed: gameSeed(number))
    }
    let done = Dictionary(uniqueKeysWithValues: zip(jobs, played))
    let rows = audits.enumerated().map { index, audit in
      func found(_ adversary: Job.Adversary) -> [FaultSummary.Audit] {
        (0..<seeds).compactMap { done[Job(audit: index, adversary: adversary, repetition: $0)] }
      }
      return FaultSummary.Row(
        fault: audit.fault, audit: audit.name, claimedEvent: audit.faulty.claim.event,
        claimedEpsilon: claims[audit.faulty.claim].claim.epsilon, adjacency: audit.faulty.adjacency,
        truth: truths[index], mostPairs: audit.mostPairs, audits: found(.strongest), twinAudits: found(.ofTwin),
        weaker: audit.weaker.enumerated().map { FaultSummary.Weaker(audit: $1.name, audits: found(.weaker($0))) })
    }
    return FaultSummary(seed: seed, seeds: seeds, significance: significance, delta: delta, rows: rows)
  }

  private func gameSeed(_ number: Int) -> UInt64 { seed &* 1_000_003 &+ UInt64(number) }

  private struct Claimed: Sendable {
    let claim: PrivacyClaim
    let curve: TradeOffCurve?
  }

  /// What every claim of the study comes to.
  private struct Claims: Sendable {
    let computed: [FaultClaim: Claimed]

    subscript(claim: FaultClaim) -> Claimed {
      guard let claimed = computed[claim] else { preconditionFailure("every claim is computed") }
      return claimed
    }
  }

  private func claims(threads: Int) throws -> Claims {
    let distinct = Array(
      Set(audits.flatMap { [$0.faulty.claim, $0.correct.claim] + $0.weaker.map(\.faulty.claim) }))
    let claimed = try inParallel(distinct.count, threads: threads) { index in
      let claim = distinct[index]
      let statement = try account(
        claim.event, delta: claim.accountedDelta ?? delta, adjacency: claim.adjacency)
      return Claimed(
        claim: try PrivacyClaim(
          epsilon: statement.epsilon, delta: delta, adjacency: claim.adjacency, source: .accountant),
        curve: claim.accountedDelta == nil ? try tradeOffCurve(claim.event, adjacency: claim.adjacency) : nil)
    }
    return Claims(computed: Dictionary(uniqueKeysWithValues: zip(distinct, claimed)))
  }

  private func truth(of audit: FaultAudit, seed: UInt64) throws -> FaultSummary.Truth {
    switch audit.truth {
    case .unbounded: return .unbounded
    case .event(let event, let adjacency):
      return .epsilon(try account(event, delta: delta, adjacency: adjacency).epsilon)
    case .sampled:
      guard let block = try audit.faulty.game(seed).play(0..<2 * Self.sampleSize, isCancelled: { false })
      else {
        preconditionFailure("nobody cancels")
      }
      let arms = ScoreArms(scores: zip(block.scores, block.memberships).map { (score: $0, membership: $1) })
      let bound = try rankGridBound(
        arms, delta: delta, adjacency: audit.faulty.adjacency, significance: Self.sampleSignificance,
        tieBreakingSeed: seed)
      return .atLeast(bound.epsilon)
    }
  }

  /// Plays pair by pair until the claim is refuted or the pairs are used up.
  private func play(
    _ audited: AuditedMechanism, _ claimed: Claimed, mostPairs: Int, seed: UInt64
  ) throws -> FaultSummary.Audit {
    let start = threadSeconds()
    let game = audited.game(seed)
    var test = SequentialTest(claim: claimed.claim, significance: significance, curve: claimed.curve)
    while test.state.pairs < mostPairs, test.state.refutedAtPair == nil {
      let first = 2 * test.state.pairs
      guard let pair = try game.play(first..<first + 2, isCancelled: { false }) else {
        preconditionFailure("nobody cancels")
      }
      let isIncludedFirst = pair.memberships[0] == .included
      test.add(
        ScorePair(
          included: pair.scores[isIncludedFirst ? 0 : 1], excluded: pair.scores[isIncludedFirst ? 1 : 0]))
    }
    return FaultSummary.Audit(
      isRefuted: test.state.refutedAtPair != nil, pairs: test.state.pairs, seconds: threadSeconds() - start)
  }
}

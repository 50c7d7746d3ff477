internal import Foundation
internal import Games
internal import Mechanisms
internal import PrivacyModel

/// Plays a few blocks of an audit's game, and the first of them again in a new process.
///
/// - Throws: `InvalidValue` where the mechanism is not external, or `WorkerPool.Failure`.
func examineWorker(
  of audit: AuditSpecification, relativeTo directory: URL, blocks: Int
) throws -> WorkerExamination {
  let clock = ContinuousClock()
  let began = clock.now
  guard let workers = try audit.workers(relativeTo: directory) else {
    throw InvalidValue(
      key: "mechanism.kind", allowed: "external for a look at workers", got: audit.mechanism.kind.rawValue)
  }
  let secondsToStart = clock.seconds(since: began)
  var played: [(memberships: [Membership], outputs: [ExternalOutput], seconds: Double)] = []
  do {
    defer { workers.close() }
    for block in 0..<blocks {
      let start = clock.now
      let (memberships, outputs) = try workers.play(block, of: audit)
      played.append((memberships, outputs, clock.seconds(since: start)))
    }
  }
  var incidents = workers.takeIncidents()
  let again = try audit.workers(relativeTo: directory)
  defer { again?.close() }
  let repeated = try again?.play(0, of: audit).outputs ?? []
  incidents += again?.takeIncidents() ?? []

  let trials = played.flatMap { zip($0.memberships, $0.outputs) }
  func outputs(_ world: Membership) -> [ExternalOutput] { trials.filter { $0.0 == world }.map(\.1) }
  let (included, excluded) = (outputs(.included), outputs(.excluded))
  let seconds = played.map(\.seconds).sorted()[played.count / 2]
  return WorkerExamination(
    statement: workers.statement, secondsToStart: secondsToStart, blocks: blocks, blockSize: workers.blockSize,
    secondsPerBlock: seconds, trialsPerSecond: Double(workers.blockSize) / max(seconds, 1e-9),
    failures: WorkerExamination.Failures(
      included: included.count(where: \.isFailure), includedTrials: included.count,
      excluded: excluded.count(where: \.isFailure), excludedTrials: excluded.count),
    findings: findings(
      isSeeded: workers.statement.isSeeded, first: played[0].outputs, again: repeated, included, excluded),
    incidents: incidents)
}

/// Of a world, before equal outputs in it are told: so many coins fall on the same side once in a thousand million.
private let fewestTrials = 30

private func findings(
  isSeeded: Bool, first: [ExternalOutput], again: [ExternalOutput], _ included: [ExternalOutput],
  _ excluded: [ExternalOutput]
) -> [WorkerExamination.Finding] {
  var findings: [WorkerExamination.Finding] = []
  let different = zip(first, again).count { !$0.isSame(as: $1) }
  if isSeeded, different > 0 { findings.append(.notReproducible(trials: different)) }
  let isConstant = [included, excluded].map { outputs in
    outputs.count >= fewestTrials && !outputs[0].isFailure && outputs.allSatisfy { $0.isSame(as: outputs[0]) }
  }
  // Of outputs that are all different in a block, as many are the same again by no chance.
  let isVaried = [included, excluded].contains { outputs in
    outputs.count >= fewestTrials && !zip(outputs, outputs.dropFirst()).contains { $0.isSame(as: $1) }
  }
  if !isSeeded, different == 0, isVaried { findings.append(.sameRandomness) }
  if isConstant[0] { findings.append(.constant(.included)) }
  if isConstant[1] { findings.append(.constant(.excluded)) }
  let failures = (included + excluded).count(where: \.isFailure)
  if failures > 0 { findings.append(.failures(failures)) }
  return findings
}

extension WorkerPool {
  fileprivate func play(
    _ block: Int, of audit: AuditSpecification
  ) throws -> (memberships: [Membership], outputs: [ExternalOutput]) {
    let coins = Coins(audit.game.coins, candidates: 1, seed: audit.seed)
    let memberships = coins.memberships(of: block * blockSize..<(block + 1) * blockSize)
    guard
      let outputs = try outputs(
        ofBlock: block, memberships: memberships, seed: audit.seed, isCancelled: { Interruption.isRequested })
    else { throw CancellationError() }
    return (memberships, outputs)
  }
}

extension ExternalOutput {
  fileprivate var isFailure: Bool {
    switch self {
    case .failed, .lost: true
    case .number, .vector, .text: false
    }
  }

  /// Bit for bit, so that NaN is the same as itself.
  fileprivate func isSame(as other: ExternalOutput) -> Bool {
    switch (self, other) {
    case (.number(let one), .number(let other)): one.bitPattern == other.bitPattern
    case (.vector(let one), .vector(let other)): one.map(\.bitPattern) == other.map(\.bitPattern)
    default: self == other
    }
  }
}

extension ContinuousClock {
  fileprivate func seconds(since start: Instant) -> Double { (now - start) / .seconds(1) }
}

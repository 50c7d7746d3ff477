/// All that a person decides of the numbers of an audit: with the same data, build of dpaudit, matrix kernels and C
/// library, equal specifications give equal scores.
package struct AuditSpecification: Hashable, Codable, Sendable {
  package let name: String
  /// The key of every random draw.
  package private(set) var seed: UInt64
  /// The dataset that a trained mechanism trains on, without the candidates.
  package let data: DataSpecification?
  package let mechanism: MechanismSpecification
  package let canary: CanarySpecification
  package let threat: ThreatSpecification
  package let attack: AttackSpecification
  package let game: GameSpecification
  package let claim: ClaimSpecification
  package let evidence: EvidenceSpecification

  /// The most records that the candidates of a trial may add to a training.
  private static let mostCanaries = 100_000

  /// - Parameter threat: nil for the weakest adversary who can mount the attack on such a canary.
  /// - Throws: `InvalidValue` when the parts do not fit each other.
  package init(
    name: String, seed: UInt64, data: DataSpecification?, mechanism: MechanismSpecification,
    canary: CanarySpecification, threat: ThreatSpecification? = nil, attack: AttackSpecification,
    game: GameSpecification, claim: ClaimSpecification, evidence: EvidenceSpecification
  ) throws {
    self.name = try checkedName(name)
    (self.seed, self.data, self.mechanism) = (seed, data, mechanism)
    (self.canary, self.attack, self.game, self.claim, self.evidence) = (canary, attack, game, claim, evidence)
    let mechanismKind = mechanism.kind.rawValue
    switch (mechanism.kind, data) {
    case (.dpSGD, nil):
      throw InvalidValue(key: "data", allowed: "given: \(mechanismKind) trains on a dataset", got: "nothing")
    case (.gaussianSum, .some), (.laplaceSum, .some):
      throw InvalidValue(key: "data", allowed: "left out: \(mechanismKind) lists its own records", got: "a dataset")
    case (.laplaceQuery, .some), (.gaussianQuery, .some), (.noisyMax, .some),
      (.sparseVector, .some):
      throw InvalidValue(key: "data", allowed: "left out: \(mechanismKind) lists its own answers", got: "a dataset")
    case (.external, .some):
      throw InvalidValue(
        key: "data", allowed: "left out: the datasets of an external mechanism are its canary's", got: "a dataset")
    case (.gaussianVectorSum, .some):
      throw InvalidValue(key: "data", allowed: "left out: \(mechanismKind) has no other records", got: "a dataset")
    case (.dpSGD, .some), (_, nil): break
    }
    guard mechanism.kind.fittingCanaries.contains(canary.kind) else {
      let fitting = mechanism.kind.fittingCanaries.map(\.rawValue).joined(separator: " or ")
      throw InvalidValue(
        key: "canary.kind", allowed: "\(fitting) for \(mechanismKind)", got: canary.kind.rawValue)
    }
    if case .value(let value) = canary, value == 0 || !value.isFinite {
      throw InvalidValue(
        key: "canary.value", allowed: "a finite number other than 0, which would change nothing", got: "\(value)")
    }
    if case .external(let worker) = mechanism, worker.event == nil, claim.statement == .ownEvent {
      throw InvalidValue(
        key: "claim.epsilon", allowed: "given, or what the mechanism does as mechanism.event", got: "nothing")
    }
    if case .effects(let effects) = canary, case .query(let query) = mechanism { try query.check(effects: effects) }
    self.threat = try threat ?? ThreatSpecification(.implied(by: canary.kind, attack.kind))
    try self.threat.check(canary.kind, attack.kind, isTrained: mechanism.kind == .dpSGD)
    try game.check(mechanism.kind, canary.kind)
    if mechanism.kind != .dpSGD, claim.groupSize > 1 {
      throw InvalidValue(
        key: "claim.groupSize", allowed: "1 for \(mechanismKind), whose game is about one record",
        got: "\(claim.groupSize)")
    }
    if game.candidates * claim.groupSize > Self.mostCanaries {
      throw InvalidValue(
        key: "claim.groupSize",
        allowed: "at most \(Self.mostCanaries) records of all candidates of a trial together",
        got: "\(game.candidates) candidates of \(claim.groupSize) records")
    }
    try evidence.check(coins: game.coins, candidates: game.candidates)
  }

  /// The same audit with other draws.
  package func with(seed: UInt64) -> AuditSpecification {
    var audit = self
    audit.seed = seed
    return audit
  }
}

/// `name`, when files may be called so.
func checkedName(_ name: String) throws -> String {
  let isFileName = !name.isEmpty && !name.contains("/") && !name.hasPrefix(".") && name.utf8.count <= 150
  guard isFileName, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
    throw InvalidValue(
      key: "name", allowed: "fit for a file name: up to 150 bytes, no slash, no control character, no dot in front",
      got: "'\(name.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : "\($0)" }.joined())'")
  }
  return name
}

extension MechanismSpecification.Kind {
  fileprivate var fittingCanaries: [CanarySpecification.Kind] {
    switch self {
    case .dpSGD: CanarySpecification.Kind.allCases.filter { $0.isExample || $0 == .gradient }
    case .gaussianSum, .laplaceSum: [.value]
    case .gaussianVectorSum: [.vector]
    case .laplaceQuery, .gaussianQuery, .noisyMax, .sparseVector: [.effects]
    case .external: [.datasets, .neighbours]
    }
  }
}

extension AuditSpecification {
  /// Whether it stands for audits of several pairs of datasets.
  package var isSeries: Bool { canary.kind == .neighbours }

  /// The audits of one pair of datasets each that this one stands for, each with its part of the significance; itself alone
  /// where it is about one pair.
  ///
  /// - Throws: `InvalidValue` where no generator makes neighbours of the game's.
  package func series() throws -> [AuditSpecification] {
    guard case .neighbours(let neighbours) = canary else { return [self] }
    let pairs = try neighbours.pairs(game.neighbours)
    return try pairs.map { part in
      try AuditSpecification(
        name: "\(name)-\(part.name)", seed: seed, data: data, mechanism: mechanism, canary: .datasets(part.pair),
        threat: threat, attack: attack, game: game, claim: claim, evidence: evidence.part(of: pairs.count))
    }
  }
}

extension EvidenceSpecification {
  /// The same for one of so many audits that share the significance.
  fileprivate func part(of count: Int) throws -> EvidenceSpecification {
    try EvidenceSpecification(
      significance: significance / Double(count),
      ledger: ledger.map { Share(method: $0.method, significance: $0.significance / Double(count)) },
      assumptions: assumptions, threshold: threshold, selectionFraction: selectionFraction, stop: stop)
  }
}

/// All that a person decides of the numbers of an audit: with the same data, build of dpaudit, matrix kernels and C
/// library, equal specifications give equal scores.
package struct AuditSpecification: Hashable, Codable, Sendable {
  package let name: String
  /// The key of every random draw.
  package let seed: UInt64
  /// The dataset that a trained mechanism trains on, without the candidates.
  package let data: DataSpecification?
  package let mechanism: MechanismSpecification
  package let canary: CanarySpecification
  package let attack: AttackSpecification
  package let game: GameSpecification
  package let claim: ClaimSpecification
  package let evidence: EvidenceSpecification

  /// - Throws: `InvalidValue` when the parts do not fit each other.
  package init(
    name: String, seed: UInt64, data: DataSpecification?, mechanism: MechanismSpecification,
    canary: CanarySpecification, attack: AttackSpecification, game: GameSpecification, claim: ClaimSpecification,
    evidence: EvidenceSpecification
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
    try evidence.check(coins: game.coins)
    let fitting = canary.kind.fittingAttack
    guard attack == fitting else {
      throw InvalidValue(
        key: "attack.kind", allowed: "\(fitting.rawValue) for a \(canary.kind.rawValue) canary", got: attack.rawValue)
    }
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
    case .dpSGD: [.mislabelled, .gradient]
    case .gaussianSum, .laplaceSum: [.value]
    case .gaussianVectorSum: [.vector]
    }
  }
}

extension CanarySpecification.Kind {
  fileprivate var fittingAttack: AttackSpecification {
    switch self {
    case .mislabelled: .loss
    case .gradient, .vector: .gradientProjection
    case .value: .output
    }
  }
}

/// Who attacks, with what view of the mechanism.
package enum AttackSpecification: String, Codable, Sendable, CaseIterable {
  /// Black box: minus the canary's loss on the final model.
  case loss
  /// White box: the adversary sees every noisy update and reads it along the canary's gradient.
  case gradientProjection = "gradient-projection"
  /// The mechanism's output itself.
  case output
}

/// As JSON: an object with the `kind`, as in a specification file, where later kinds may have more to say.
extension AttackSpecification {
  private enum Key: String, CodingKey {
    case kind
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    guard let attack = AttackSpecification(rawValue: kind) else {
      throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "no attack '\(kind)'")
    }
    self = attack
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rawValue, forKey: .kind)
  }
}

/// How often the game is played, and how the coins fall.
package struct GameSpecification: Hashable, Codable, Sendable {
  package let trialsPerWorld: Int
  package let coins: CoinRule

  package init(trialsPerWorld: Int, coins: CoinRule) throws {
    self.trialsPerWorld = try checked(trialsPerWorld, "trialsPerWorld", in: 2...1_000_000_000)
    self.coins = coins
  }

  /// Both worlds together.
  package var trials: Int { 2 * trialsPerWorld }
}

/// The adversary of an audit: what he sees of the mechanism, and what of it is his choice.
///
/// He always knows the mechanism, its parameters and every record but the candidates.
package struct ThreatSpecification: Hashable, Sendable {
  package let model: ThreatModel
  package let initialisation: Initialisation

  /// Where a training starts.
  package enum Initialisation: String, Codable, Sendable, CaseIterable {
    /// At random weights, drawn in every trial.
    case random
    /// At weights of the adversary's choice, the same in every trial: those that fit the records without the candidates, so
    /// that little but the candidates moves them.
    case fitted
  }

  package init(_ model: ThreatModel, initialisation: Initialisation = .random) {
    (self.model, self.initialisation) = (model, initialisation)
  }

  /// - Parameter isTrained: Whether the mechanism trains a model.
  /// - Throws: `InvalidValue` where the adversary cannot mount the attack on such a canary.
  func check(_ canary: CanarySpecification.Kind, _ attack: AttackSpecification.Kind, isTrained: Bool) throws {
    _ = try ThreatModel.implied(by: canary, attack)
    guard model.attacks(on: canary).contains(attack) else {
      let models = ThreatModel.allCases.filter { $0.attacks(on: canary).contains(attack) }.map(\.rawValue)
      throw InvalidValue(
        key: "threat.kind",
        allowed: "\(models.joined(separator: " or ")) for \(attack.rawValue) on a \(canary.rawValue) canary",
        got: model.rawValue)
    }
    if initialisation != .random, !isTrained {
      throw InvalidValue(
        key: "threat.initialisation", allowed: "left out where no model is trained", got: initialisation.rawValue)
    }
  }
}

/// What an adversary sees, and whether he chooses a record or gradients.
package enum ThreatModel: String, Codable, Sendable, CaseIterable {
  /// Sees what a query releases, and chooses a record.
  case output
  /// Black box: asks the final model about records, one of which he chose.
  case finalLoss = "final-loss"
  /// White box at the end: sees the weights of the final model, and chose a record.
  case finalWeights = "final-weights"
  /// White box all along: sees the model after every step, and chose a record.
  case everyModel = "every-model"
  /// The strongest: sees the noisy update of every step, and chooses the gradient of his record in each.
  case everyUpdate = "every-update"
  /// Chooses the gradient of his record in every step, and sees the weights of the final model alone.
  case hiddenState = "hidden-state"
  /// A client of federated training: chooses his update in every round, and gets the model after each.
  case federated

  /// How he can attack; empty where he has no such canary.
  package func attacks(on canary: CanarySpecification.Kind) -> [AttackSpecification.Kind] {
    switch (self, canary) {
    case (.output, .value): [.output]
    case (.output, .effects): [.likelihoodRatio]
    case (.output, .datasets), (.output, .neighbours):
      [.output, .absoluteValue, .norm, .projection, .lowestBit, .learned]
    case (.everyUpdate, .gradient), (.everyUpdate, .vector), (.federated, .gradient): [.gradientProjection]
    case (.hiddenState, .gradient): [.weightProjection]
    case (.finalLoss, _) where canary.isExample: [.loss]
    case (.finalWeights, _) where canary.isExample: [.weightProjection]
    case (.everyModel, _) where canary.isExample: [.gradientProjection]
    default: []
    }
  }

  /// Whose attack this usually is.
  ///
  /// - Throws: `InvalidValue` where no adversary has both.
  package static func implied(
    by canary: CanarySpecification.Kind, _ attack: AttackSpecification.Kind
  ) throws -> ThreatModel {
    if let model = allCases.first(where: { $0.attacks(on: canary).contains(attack) }) { return model }
    let fitting = AttackSpecification.Kind.allCases.filter { attack in
      allCases.contains { $0.attacks(on: canary).contains(attack) }
    }
    throw InvalidValue(
      key: "attack.kind",
      allowed: "\(fitting.map(\.rawValue).joined(separator: " or ")) for a \(canary.rawValue) canary",
      got: attack.rawValue)
  }
}

/// As JSON: the keys of a specification file.
extension ThreatSpecification: Codable {
  private enum CodingKeys: String, CodingKey {
    case model = "kind"
    case initialisation
  }
}

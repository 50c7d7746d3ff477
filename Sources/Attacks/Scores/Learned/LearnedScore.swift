package import PrivacyModel

/// A test of the outputs of an external mechanism that labelled outputs taught: an estimate of the log-likelihood ratio.
///
/// What taught it is no evidence: the trials that it scores are others.
package enum LearnedScore: Attack, Hashable, Codable {
  case frequencies(OutputFrequencies)
  case network(OutputNetwork)

  /// Learns from outputs whose worlds are known: a function of the arguments.
  ///
  /// - Parameters:
  ///   - outputs: Those that are none teach nothing.
  ///   - memberships: One for each of `outputs`.
  ///   - seed: Of the audit.
  /// - Throws: `InvalidValue` where outputs of this kind cannot teach such a model, `UntaughtWorld` or `TrainingError`.
  package init(
    _ model: LearnedAttackSpecification.Model, from outputs: [ExternalOutput], memberships: [Membership], seed: UInt64
  ) throws {
    precondition(outputs.count == memberships.count, "every output has a world")
    let examples = zip(outputs, memberships).filter { $0.0.isRelease }
    let included = examples.count { $0.1 == .included }
    guard included > 0, included < examples.count else {
      throw UntaughtWorld(
        trials: outputs.count, included: included, excluded: examples.count - included,
        reason: outputs.lazy.compactMap(\.failureReason).first)
    }
    switch model {
    case .frequencies: self = .frequencies(OutputFrequencies(of: examples))
    case .logistic: self = .network(try OutputNetwork(hiddenUnits: 0, of: examples, seed: seed))
    case .network: self = .network(try OutputNetwork(hiddenUnits: 16, of: examples, seed: seed))
    }
  }

  /// - Throws: `InvalidValue` where outputs of this kind cannot teach such a model.
  package static func check(_ model: LearnedAttackSpecification.Model, on kind: OutputKind) throws {
    guard kind == .text, model != .frequencies else { return }
    throw InvalidValue(
      key: "attack.model", allowed: "frequencies for outputs that are texts", got: model.rawValue)
  }

  package func score(_ output: ExternalOutput, candidate: Int) -> Double {
    switch self {
    case .frequencies(let frequencies): frequencies.logRatio(of: output)
    case .network(let network): network.logOdds(of: output)
    }
  }
}

/// Training trials of which none had an output in one of the worlds.
package struct UntaughtWorld: Error, CustomStringConvertible {
  let trials: Int
  let included: Int
  let excluded: Int
  /// Why the first trial without an output has none.
  let reason: String?

  package var description: String {
    let why = reason.map { "; the first without an output: \($0)" } ?? ""
    return "the test cannot be learned: it needs outputs of both worlds, and of \(trials) training trials \(included) "
      + "with the candidate and \(excluded) without it had one\(why)"
  }
}

extension ExternalOutput {
  fileprivate var isRelease: Bool { failureReason == nil }

  fileprivate var failureReason: String? {
    switch self {
    case .number, .vector, .text: nil
    case .failed(let reason), .lost(let reason): reason
    }
  }
}

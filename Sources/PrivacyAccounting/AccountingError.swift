package import PrivacyModel

/// A question that the accountants cannot answer. Values outside their ranges are `InvalidValue` instead.
package enum AccountingError: Error, Hashable, Sendable, CustomStringConvertible {
  case unsupportedAdjacency(Adjacency)
  /// Sampling around an event that is itself sampled.
  case unsupportedSampling(of: MechanismEvent)
  case tooManyCompositions
  /// No finite ε at this δ can be represented.
  case unbounded(delta: Double)

  package var description: String {
    switch self {
    case .unsupportedAdjacency(let adjacency):
      "adjacency '\(adjacency.rawValue)' is not supported by the accountants; choose \(Adjacency.addOrRemove.rawValue)"
    case .unsupportedSampling:
      "Poisson sampling is supported around Gaussian noise, not around an event that is itself sampled; multiply the "
        + "probabilities of nested samplings, and compose after sampling"
    case .tooManyCompositions:
      "the product of nested composition counts must be at most \(Int.max)"
    case .unbounded(let delta):
      "no finite epsilon at delta \(delta) can be stated for this mechanism; it needs more noise or fewer compositions"
    }
  }
}

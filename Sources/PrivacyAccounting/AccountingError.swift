package import PrivacyModel

/// A question that the accountants cannot answer. Values outside their ranges are `InvalidValue` instead.
package enum AccountingError: Error, Hashable, Sendable, CustomStringConvertible {
  case unsupportedAdjacency(Adjacency)
  /// Sampling around something other than Gaussian noise.
  case unsupportedSampling(of: MechanismEvent)
  case tooManyCompositions
  /// No finite ε at this δ can be represented.
  case unbounded(MechanismEvent, delta: Double)

  package var description: String {
    switch self {
    case .unsupportedAdjacency(let adjacency):
      "adjacency '\(adjacency.rawValue)' is not supported by the accountants; choose \(Adjacency.addOrRemove.rawValue)"
    case .unsupportedSampling(let event):
      "Poisson sampling is supported around Gaussian noise only, got \(event); compose after sampling, or multiply "
        + "nested sampling probabilities"
    case .tooManyCompositions:
      "the product of nested composition counts must be at most \(Int.max)"
    case .unbounded(let event, let delta):
      "no finite epsilon at delta \(delta) can be stated for \(event); add noise"
    }
  }
}

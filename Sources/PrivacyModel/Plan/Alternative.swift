/// What a planned audit should be able to catch: how well a record's membership can be told in truth.
package enum Alternative: Hashable, Codable, Sendable {
  /// Gaussian noise with this ε at the claim's δ, which is greater than 0.
  case gaussian(epsilon: Double)
  /// Laplace noise with this ε at δ = 0.
  case laplace(epsilon: Double)
  /// One bit, told truly with probability e^ε / (1 + e^ε).
  case randomisedResponse(epsilon: Double)
  /// An attack that reads "included" with these probabilities in either world.
  case rates(truePositive: Double, falsePositive: Double)

  /// Of any alternative: beyond it nothing is left to hide.
  package static let largestEpsilon = 1e6

  /// Mechanisms that have one for every ε.
  package enum Family: String, Codable, Sendable, CaseIterable {
    case gaussian, laplace
    case randomisedResponse = "randomised-response"

    package func alternative(epsilon: Double) -> Alternative {
      switch self {
      case .gaussian: .gaussian(epsilon: epsilon)
      case .laplace: .laplace(epsilon: epsilon)
      case .randomisedResponse: .randomisedResponse(epsilon: epsilon)
      }
    }
  }
}

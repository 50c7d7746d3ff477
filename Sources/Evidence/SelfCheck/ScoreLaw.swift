internal import Foundation
package import NumericalCore
package import PrivacyModel

/// A mechanism whose output is its own score and whose exact ε is known, for testing bounds against the truth.
package enum ScoreLaw: Hashable, Sendable {
  /// The same N(0, 1) in both worlds.
  case noise
  /// The membership bit, told truthfully with probability e^ε ÷ (1 + e^ε).
  case randomisedResponse(epsilon: Double)
  /// Laplace noise of scale 1 ÷ ε around 1 or 0.
  case laplace(epsilon: Double)
  /// N(μ, 1) or N(0, 1).
  case gaussian(mu: Double)
  /// N(μ, 1) with probability q, else N(0, 1); or N(0, 1).
  case sampledGaussian(mu: Double, samplingProbability: Double)
  /// With probability `coin`, one toss for all candidates of a trial, the bit by randomised response; else nothing.
  case publicCoin(coin: Double, epsilon: Double)

  package var name: String {
    switch self {
    case .noise: "pure noise"
    case .randomisedResponse(let epsilon): "randomised response, ε = \(text(epsilon))"
    case .laplace(let epsilon): "Laplace, ε = \(text(epsilon))"
    case .gaussian(let mu): "Gaussian, μ = \(text(mu))"
    case .sampledGaussian(let mu, let probability): "sampled Gaussian, μ = \(text(mu)), q = \(text(probability))"
    case .publicCoin: "correlated canaries (public coin)"
    }
  }

  /// Whether the candidates of one trial share a draw.
  var isCorrelated: Bool {
    if case .publicCoin = self { true } else { false }
  }

  /// The smallest ε at which one candidate has (ε, `delta`)-DP; ∞ where there is none.
  package func epsilon(delta: Double) -> Double {
    switch self {
    case .noise: return 0
    case .randomisedResponse(let epsilon): return randomisedResponseEpsilon(epsilon, delta: delta)
    case .laplace(let epsilon): return max(0, epsilon + 2 * log1p(-delta))
    case .gaussian where delta == 0, .sampledGaussian where delta == 0: return .infinity
    case .gaussian(let mu): return AnalyticGaussian(noiseMultiplier: 1 / mu).epsilon(delta: delta) ?? .infinity
    case .sampledGaussian(let mu, let probability):
      return bisect(from: 0, to: log1p(probability * expm1(50 * mu)), relativeTolerance: 1e-12) {
        sampledGaussianDelta($0, mu: mu, probability: probability) <= delta
      }.upper
    case .publicCoin(let coin, let epsilon): return randomisedResponseEpsilon(epsilon, delta: delta / coin)
    }
  }

  /// Draws a score for each of `memberships`.
  package func scores(_ memberships: [Membership], using stream: inout RandomStream) -> [Double] {
    var isShown = true
    if case .publicCoin(let coin, _) = self { isShown = stream.nextUniform() < coin }
    return memberships.map { membership in
      let bit: Double = membership == .included ? 1 : 0
      switch self {
      case .noise: return stream.nextNormal()
      case .randomisedResponse(let epsilon), .publicCoin(_, let epsilon):
        guard isShown else { return 0.5 }
        return stream.nextUniform() < 1 / (1 + exp(-epsilon)) ? bit : 1 - bit
      case .laplace(let epsilon):
        let uniform = stream.nextUniform() - 0.5
        return bit - (uniform < 0 ? -1 : 1) * log1p(-2 * abs(uniform)) / epsilon
      case .gaussian(let mu): return stream.nextNormal() + mu * bit
      case .sampledGaussian(let mu, let probability):
        let isSampled = stream.nextUniform() < probability
        return stream.nextNormal() + (isSampled ? mu * bit : 0)
      }
    }
  }
}

/// δ(ε′) = max(0, p − e^ε′ (1 − p)) with p = e^ε ÷ (1 + e^ε), solved for ε′.
private func randomisedResponseEpsilon(_ epsilon: Double, delta: Double) -> Double {
  let truthful = 1 / (1 + exp(-epsilon))
  return truthful > delta ? max(0, log((truthful - delta) / (1 - truthful))) : 0
}

/// δ(ε) of the mixture against N(0, 1), the larger of the two directions: the set {x > t} with likelihood ratio e^ε at t.
private func sampledGaussianDelta(_ epsilon: Double, mu: Double, probability: Double) -> Double {
  let threshold = (log1p(expm1(epsilon) / probability)) / mu + mu / 2
  let (base, shifted) = (erfc(threshold / 2.0.squareRoot()) / 2, erfc((threshold - mu) / 2.0.squareRoot()) / 2)
  return probability * shifted + (1 - probability) * base - exp(epsilon) * base
}

private func text(_ value: Double) -> String {
  value == value.rounded() ? String(Int(value)) : String(value)
}

internal import Foundation
internal import NumericalCore

/// The Rényi divergence of the Poisson-subsampled Gaussian mechanism at any real order above 1.
///
/// With noise multiplier σ and sampling probability q, the pair P = (1 − q) N(0, σ²) + q N(1, σ²), Q = N(0, σ²)
/// dominates both directions of add-or-remove adjacency, and
/// ```
/// D_α(P‖Q) = log A ÷ (α − 1),   A = E[r(u)^α],   r(u) = 1 − q + q exp(u/σ − 1/(2σ²)),   u ~ N(0, 1)
/// ```
/// A − 1 is integrated by the trapezoid rule, summing non-negative terms (see `PowerRemainder`). The integrand is
/// analytic where |Im u| < πσ and there at most e^(b²/2) times its size on the real line at Im u = b, so a step h errs
/// by about e^(b²/2 − 2πb/h); h makes that e⁻⁴¹.
///
/// - Accuracy: relative error below 1e-12 against 110-digit mpmath (`Vectors/sampled-gaussian-renyi.json`); checked to
///   be finite for σ in [0.05, 1000], q in [1e-12, 1] and orders up to 10⁵.
/// - Reference: Theorems 4 and 5 of arXiv:1908.10530v1. We depart from its section 3.3, whose alternating series for
///   fractional orders loses digits and converges slowly near q = 1/2.
package struct SampledGaussianRenyi: Sendable {
  let noiseMultiplier: Double
  let samplingProbability: Double
  let step: Double
  /// The part of the integrand that does not depend on the order, at u = −9.5, −9.5 + h, …, for moderate orders.
  private let nodes: [Node]

  private struct Node {
    /// log r(u).
    let logRatio: Double
    /// −u²/2.
    let exponent: Double
    /// e^(−u²/2), r(u) e^(−u²/2), and the second less the first.
    let weight, ratioWeight, differenceWeight: Double
  }

  /// Mass beyond ± this of a standard normal is below e⁻⁴⁵.
  static let reach = 9.5
  /// The largest order ÷ σ that the nodes cover: the integrand is below e⁴⁵⁰ there, and needs no rescaling.
  private static let largestTabulatedShift = 30.0
  /// Below this noise multiplier sampling hardly helps, and the curve of the unsampled Gaussian is the bound returned:
  /// sampling never raises a Rényi divergence.
  static let smallestIntegratedNoise = 0.01

  /// - Parameters:
  ///   - noiseMultiplier: σ, greater than 0.
  ///   - samplingProbability: q, in (0, 1].
  package init(noiseMultiplier: Double, samplingProbability: Double) {
    precondition(noiseMultiplier > 0, "noiseMultiplier must be greater than 0, got \(noiseMultiplier)")
    precondition(
      samplingProbability > 0 && samplingProbability <= 1,
      "samplingProbability must be greater than 0 and at most 1, got \(samplingProbability)")
    (self.noiseMultiplier, self.samplingProbability) = (noiseMultiplier, samplingProbability)
    // The best height is b = 2π/h where the strip is wide enough for it, else its edge b = πσ.
    let target = 41.0
    let widest = 2 * Double.pi / (2 * target).squareRoot()
    let edge = Double.pi * noiseMultiplier
    let step = 2 * .pi / widest <= edge ? widest : 2 * .pi * edge / (target + edge * edge / 2)
    self.step = step
    guard samplingProbability < 1, noiseMultiplier >= Self.smallestIntegratedNoise else {
      nodes = []
      return
    }
    let last = Int(((Self.largestTabulatedShift + 2 * Self.reach) / step).rounded(.up))
    nodes = (0...last).map { index in
      let u = Double(index) * step - Self.reach
      let logRatio = logLikelihoodRatio(u, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
      let exponent = -u * u / 2
      let (weight, ratioWeight) = (exp(exponent), exp(logRatio + exponent))
      return Node(
        logRatio: logRatio, exponent: exponent, weight: weight, ratioWeight: ratioWeight,
        differenceWeight: logRatio > 1 ? ratioWeight - weight : weight * expm1(logRatio))
    }
  }

  /// D_α(P‖Q) at α = `order` > 1.
  package func value(order: Double) -> Double { value(excessOrder: order - 1) }

  /// D_α(P‖Q) at α = 1 + `excessOrder`.
  package func value(excessOrder: Double) -> Double {
    precondition(excessOrder > 0, "order must be greater than 1, got \(1 + excessOrder)")
    guard !nodes.isEmpty else { return (1 + excessOrder) / (2 * noiseMultiplier * noiseMultiplier) }
    let remainder = PowerRemainder(excessOrder: excessOrder)
    let logMoment =
      max(2, remainder.order) <= Self.largestTabulatedShift * noiseMultiplier
      ? log1p(tabulatedRemainder(remainder))
      : softplus(
        logRemainderByWindows(
          remainder, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability,
          step: step))
    return logMoment / excessOrder
  }

  /// A − 1 from the table of nodes.
  private func tabulatedRemainder(_ remainder: PowerRemainder) -> Double {
    let end = max(2, remainder.order) / noiseMultiplier + 2 * Self.reach
    let count = min(nodes.count, Int(end / step) + 2)
    let excessOrder = remainder.excessOrder
    let seriesLimit = PowerRemainder.seriesLimit / remainder.order
    var sum = 0.0
    for node in nodes[..<count] {
      let exponent = excessOrder * node.logRatio
      if abs(node.logRatio) < seriesLimit {
        sum += node.weight * remainder.series(node.logRatio)
      } else if exponent < 40 {
        sum += node.ratioWeight * expm1(exponent) - excessOrder * node.differenceWeight
      } else {
        sum += exp(exponent + node.logRatio + node.exponent) - node.ratioWeight - excessOrder * node.differenceWeight
      }
    }
    return sum * step / (2 * Double.pi).squareRoot()
  }
}

/// log r(u): the log-likelihood ratio of the mixture to N(0, σ²) at σu.
func logLikelihoodRatio(_ u: Double, noiseMultiplier: Double, samplingProbability: Double) -> Double {
  logMixtureRatio((u - 1 / (2 * noiseMultiplier)) / noiseMultiplier, weight: samplingProbability)
}

/// log(1 + e^x).
func softplus(_ x: Double) -> Double {
  x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
}

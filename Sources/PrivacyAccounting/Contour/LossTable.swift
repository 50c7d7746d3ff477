internal import Foundation
internal import NumericalCore

/// The privacy loss of one Poisson-subsampled Gaussian step at the nodes of a trapezoid rule, for one direction.
///
/// With l(u) = log(1 − q + q exp(u/σ − 1/(2σ²))) and φ the standard normal density, the loss and its density are
/// ```
/// remove   L = l(u)            φ(u) e^l(u)
/// add      L = −l(−v)          φ(v)              v = −u
/// replace  L = l(u) − l(−u)    φ(u) e^l(u)
/// ```
/// and M(z) = E[e^zL] = h Σ density e^zL with an error that is exponentially small in 1/h, since the integrand is
/// analytic for |Im u| < πσ. The mass that a tilt c moves to the right lies left of `end(of: c)`, below 1e-18 of it
/// excepted; nodes left of −9.2 never matter, since the slope of the logarithm of the integrand exceeds −u there.
///
/// - Reference: remove and add are the pairs of Theorem 11 and Proposition 30 of arXiv:2106.08567; replace is the pair of
///   two such mixtures whose records lie at opposite ends, as libraries take it.
struct LossTable {
  let noiseMultiplier: Double
  let samplingProbability: Double
  let direction: Direction
  let count: Double
  let step: Double
  private(set) var logs: ContiguousArray<Double> = []
  private(set) var losses: ContiguousArray<Double> = []

  static let reach = 9.2
  static let largestSize = 8192

  init(noiseMultiplier: Double, samplingProbability: Double, direction: Direction, count: Double, refinement: Int) {
    (self.noiseMultiplier, self.samplingProbability) = (noiseMultiplier, samplingProbability)
    (self.direction, self.count) = (direction, count)
    step = min(0.25, 2 * .pi * .pi * noiseMultiplier / 45) / Double(1 << refinement)
    logs.reserveCapacity(192)
    losses.reserveCapacity(192)
  }

  /// An empty table of the same loss, with nodes 2 to the power `refinement` times as dense as usual.
  func refined(_ refinement: Int) -> LossTable {
    LossTable(
      noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, direction: direction,
      count: count, refinement: refinement)
  }

  /// Extends the table to what the tilt needs; false when that is too long.
  mutating func cover(_ tilt: Double) -> Bool {
    let needed = (end(of: tilt) + Self.reach) / step
    guard needed < Double(Self.largestSize) else { return false }
    let size = (Int(needed) / 8 + 1) * 8
    guard size > logs.count else { return true }
    let normalisation = log(step / (2 * Double.pi).squareRoot())
    for index in logs.count..<size {
      let u = Double(index) * step - Self.reach
      switch direction {
      case .remove:
        let ratio = logRatio(u)
        losses.append(ratio)
        logs.append(normalisation - u * u / 2 + ratio)
      case .add:
        losses.append(-logRatio(-u))
        logs.append(normalisation - u * u / 2)
      case .replace:
        let ratio = logRatio(u)
        losses.append(ratio - logRatio(-u))
        logs.append(normalisation - u * u / 2 + ratio)
      }
    }
    return true
  }

  private func logRatio(_ u: Double) -> Double {
    logLikelihoodRatio(u, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
  }

  /// l′(u) σ, in (0, 1) and increasing.
  private func share(_ u: Double) -> Double {
    let exponent = (u - 1 / (2 * noiseMultiplier)) / noiseMultiplier
    return 1 / (1 + (1 - samplingProbability) / samplingProbability * exp(-exponent))
  }

  /// Where the integrand of M(`tilt`) has died.
  private func end(of tilt: Double) -> Double {
    switch direction {
    case .add:
      // The integrand is log-concave, with curvature at least 1, around the root of v = (c/σ) share(−v), which is at
      // most the right side at any smaller v.
      let pull = tilt / noiseMultiplier
      var (lower, upper) = (0.0, pull * share(0))
      for _ in 0..<40 where upper - lower > 0.1 {
        let middle = (lower + upper) / 2
        if middle < pull * share(-middle) { lower = middle } else { upper = middle }
      }
      return upper + Self.reach
    case .remove:
      let far = (1 + tilt) / noiseMultiplier
      // log r ≤ max(0, w + log q) + log 2, so that the branch where the noise hides a sampled record is at most e^branch.
      let slack = (1 + tilt) * log(2.0)
      let branch = far * far / 2 - far / (2 * noiseMultiplier) + (1 + tilt) * log(samplingProbability) + slack
      return branch < -45 ? min(far + Self.reach, (2 * (45 + slack)).squareRoot()) : far + Self.reach
    case .replace: return (1 + tilt) / noiseMultiplier + tilt / noiseMultiplier * share(0) + Self.reach
    }
  }

  /// The sums of one step's tilted law; the table must cover the tilt.
  func cumulants(_ tilt: Double) -> Cumulants {
    let moments = tiltedSums(tilt, weights: nil)
    let mean = moments.first / moments.total
    return Cumulants(
      logMoment: moments.peak + log(moments.total), mean: mean,
      variance: max(0, moments.second / moments.total - mean * mean))
  }

  /// The sums of M(c); the table must cover the tilt. `weights`, where given, gets the weights of the tilted law.
  func tiltedSums(_ tilt: Double, weights: UnsafeMutableBufferPointer<Double>?) -> TiltedSums {
    logs.withUnsafeBufferPointer { logs in
      losses.withUnsafeBufferPointer { losses in
        TiltedSums(logs: logs, losses: losses, tilt: tilt, weights: weights)
      }
    }
  }
}

/// log M(c) and its first two derivatives.
struct Cumulants {
  var logMoment, mean, variance: Double
}

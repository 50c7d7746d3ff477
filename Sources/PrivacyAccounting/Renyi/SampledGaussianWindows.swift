internal import Foundation
internal import NumericalCore

/// log(A − 1) of the subsampled Gaussian where α/σ is large and the integrand sits in one or two narrow windows.
///
/// The integrand is at most e^g with g(u) = α log r(u) − u²/2 wherever r(u) ≥ 1. g′ = (α/σ) s(u) − u with s logistic, so
/// g is concave, convex, concave: it has one mode, or two with a valley between, and the inflections that separate
/// them are in closed form. Only nodes with g within e⁻⁴² of the largest term are summed.
func logRemainderByWindows(
  _ remainder: PowerRemainder, noiseMultiplier: Double, samplingProbability: Double, step: Double
) -> Double {
  let shape = MomentIntegrand(
    remainder: remainder, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
  let modes = shape.modes
  let ratioIsOne = 1 / (2 * noiseMultiplier)
  let peak = ([-1, 2 / noiseMultiplier, modes.first, modes.last]).lazy.map(shape.logTerm).max() ?? 0
  let floor = peak - 42

  var sum = 0.0
  let lastModeIndex = (modes.last / step).rounded(.down)
  var index = lastModeIndex + 1
  while index * step < ratioIsOne || shape.logBound(index * step) > floor {
    sum += exp(shape.logTerm(index * step) - peak)
    index += 1
  }
  let leftEnd = (-SampledGaussianRenyi.reach / step).rounded(.down)
  index = lastModeIndex
  while index >= leftEnd, index * step < ratioIsOne || shape.logBound(index * step) > floor {
    sum += exp(shape.logTerm(index * step) - peak)
    index -= 1
  }
  // From the far left into the valley, unless the window of the last mode already reached it.
  let windowStart = index
  let valleyStart = modes.first < modes.last ? max(ratioIsOne, modes.first) : ratioIsOne
  index = leftEnd
  while index <= windowStart, index * step < valleyStart || shape.logBound(index * step) > floor {
    sum += exp(shape.logTerm(index * step) - peak)
    index += 1
  }
  return peak + log(sum * step / (2 * Double.pi).squareRoot())
}

/// The integrand of A − 1, as logarithms.
private struct MomentIntegrand {
  let remainder: PowerRemainder
  let noiseMultiplier: Double
  let samplingProbability: Double

  /// The log of the integrand without the factor 1/√(2π).
  func logTerm(_ u: Double) -> Double {
    remainder.logValue(logRatio(u)) - u * u / 2
  }

  /// g(u), at least `logTerm(u)` where r(u) ≥ 1.
  func logBound(_ u: Double) -> Double {
    remainder.order * logRatio(u) - u * u / 2
  }

  private func logRatio(_ u: Double) -> Double {
    logLikelihoodRatio(u, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
  }

  /// The first and the last mode of g, equal when there is one.
  var modes: (first: Double, last: Double) {
    let shift = remainder.order / noiseMultiplier
    let logOdds = log(samplingProbability) - log1p(-samplingProbability)
    func falls(_ u: Double) -> Bool {
      let exponent = (u - 1 / (2 * noiseMultiplier)) / noiseMultiplier + logOdds
      return shift / (1 + exp(-exponent)) <= u
    }
    func mode(from lower: Double, to upper: Double) -> Double {
      lower < upper ? bisect(from: lower, to: upper, relativeTolerance: 1e-7, until: falls).upper : upper
    }
    let end = shift + 1
    // g″ = 0 where s (1 − s) = σ²/α.
    let curvature = noiseMultiplier / shift
    guard 4 * curvature < 1 else {
      let only = mode(from: 0, to: end)
      return (only, only)
    }
    let root = (1 - 4 * curvature).squareRoot()
    let distance = -log(4 * curvature / ((1 + root) * (1 + root)))
    func inflection(_ logit: Double) -> Double { noiseMultiplier * (logit - logOdds) + 1 / (2 * noiseMultiplier) }
    let (lower, upper) = (inflection(-distance), max(0, inflection(distance)))
    let first = lower > 0 && falls(lower) ? mode(from: 0, to: lower) : nil
    let last = upper < end && !falls(upper) ? mode(from: upper, to: end) : nil
    let other = first ?? last ?? mode(from: 0, to: end)
    return (first ?? other, last ?? other)
  }
}

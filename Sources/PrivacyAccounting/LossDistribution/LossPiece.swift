internal import Foundation
internal import NumericalCore

/// A part of the law of a privacy loss that has a density, as a function of a parameter u that the loss increases with.
///
/// The base law B has the density b(u), the law of the noise around the record differs from it by e^{w(u)} with w
/// affine, and a record is read with probability q, so that l(u) = log(1 − q + q e^{w(u)}) is the loss of the mixture
/// M = (1 − q) B + q e^w B against B. By shape:
/// ```
/// remove    P = M        Q = B        L = l(u)
/// add       P = B        Q = M        L = −l(u), with w decreasing
/// replace   P = M        Q = M(−u)    L = l(u) − l(−u), with b even
/// ```
/// - Reference: Section 3 of arXiv:1908.10530v1 for the first two; Theorem 3.2 of arXiv:2403.04867v3 for the third.
struct LossPiece: Sendable {
  enum Base: Sendable {
    /// b(u) = φ(u).
    case normal
    /// b(u) = `scale` e^{−`rate` u}.
    case exponential(rate: Double, scale: Double)
  }

  let base: Base
  let shape: Direction
  /// q, in (0, 1].
  let samplingProbability: Double
  /// w(u) = slope · u + intercept.
  let slope: Double
  let intercept: Double
  /// u runs from `lower` to `upper`.
  let lower: Double
  let upper: Double

  /// The integrands below are analytic within a distance of π/|slope|, and over a panel far out e^{−u²/2} changes by a
  /// factor of e^{1.25} at most; Gauss–Legendre quadrature of six nodes then errs by less than 1e-14 of its result.
  var widestPanel: Double { min(0.125, 0.5 / abs(slope), 1.25 / max(abs(lower), abs(upper))) }

  /// The density of u under P and the loss there.
  func point(_ u: Double) -> (density: Double, loss: Double) {
    let l = logMixtureRatio(slope * u + intercept, weight: samplingProbability)
    switch shape {
    case .remove: return (exp(logBase(u) + l), l)
    case .add: return (exp(logBase(u)), -l)
    case .replace:
      return (
        exp(logBase(u) + l), l - logMixtureRatio(intercept - slope * u, weight: samplingProbability)
      )
    }
  }

  /// The density of u under P, and that density times 1 − e^{target − L}.
  ///
  /// The latter is P's density less e^target times Q's, for which L itself is not needed.
  @inline(__always)
  func excess(_ u: Double, over target: LossTarget) -> (density: Double, excess: Double) {
    guard isWithinExponentials else {
      let (density, loss) = point(u)
      return (density, -density * expm1(target.loss - loss))
    }
    let base = exp(logBase(u))
    let one = mixture(slope * u + intercept)
    // Densities of P and Q and their difference, relative to B.
    let (first, second, difference): (Double, Double, Double)
    switch shape {
    case .remove: (first, second, difference) = (one.ratio, 1, one.excess)
    case .add: (first, second, difference) = (1, one.ratio, -one.excess)
    case .replace:
      let other = mixture(intercept - slope * u)
      (first, second, difference) = (one.ratio, other.ratio, one.excess - other.excess)
    }
    let excess = target.isSmall ? difference - target.expm1 * second : first - target.exp * second
    return (base * first, base * excess)
  }

  /// e^l and e^l − 1, each to full relative accuracy where l is not tiny beside w.
  @inline(__always)
  private func mixture(_ logRatio: Double) -> (ratio: Double, excess: Double) {
    let q = samplingProbability
    let excess = q * expm1(logRatio)
    // As in `logMixtureRatio`.
    if excess > -0.5 { return (1 + excess, excess) }
    let ratio = 1 - q + q * exp(logRatio)
    return (ratio, ratio - 1)
  }

  /// Whether doubles hold e^w and b, and products of them, for all u.
  private var isWithinExponentials: Bool {
    let reach = max(abs(lower), abs(upper))
    return reach < 30 && reach * abs(slope) + abs(intercept) < 300
  }

  private func logBase(_ u: Double) -> Double {
    switch base {
    case .normal: -u * u / 2 - 0.9189385332046727
    case .exponential(let rate, let scale): log(scale) - rate * u
    }
  }

  func loss(_ u: Double) -> Double {
    let l = logMixtureRatio(slope * u + intercept, weight: samplingProbability)
    switch shape {
    case .remove: return l
    case .add: return -l
    case .replace: return l - logMixtureRatio(intercept - slope * u, weight: samplingProbability)
    }
  }

  /// The u at which the loss is `loss`, clamped to the range of u.
  func position(ofLoss loss: Double) -> Double {
    let u: Double
    switch shape {
    case .remove: u = (logRatio(ofMixture: loss) - intercept) / slope
    case .add: u = (logRatio(ofMixture: -loss) - intercept) / slope
    case .replace: u = replacePosition(loss)
    }
    // NaN where the loss is not attained at the lower end.
    return u >= upper ? upper : u > lower ? u : lower
  }

  /// The w with log(1 − q + q e^w) = `loss`.
  private func logRatio(ofMixture loss: Double) -> Double {
    let q = samplingProbability
    if q == 1 { return loss }
    if loss > 20 { return loss - log(q) + log1p(-(1 - q) * exp(-loss)) }
    // Of add and remove, the unattained losses are the small ones of the mixture.
    let excess = expm1(loss) / q
    return excess > -1 ? log1p(excess) : -.infinity
  }

  /// u σ⁻¹ = asinh(A sinh(L/2)) + L/2 with A = e^{1/(2σ²)} (1 − q)/q, slope 1/σ and intercept −1/(2σ²).
  private func replacePosition(_ loss: Double) -> Double {
    let q = samplingProbability
    if q == 1 { return loss / (2 * slope) }
    let half = abs(loss) / 2
    let logScale = -intercept + log1p(-q) - log(q)
    // log(A sinh(half)), and asinh of its exponential.
    let logSinh = half > 1e-5 ? half + log(-expm1(-2 * half) / 2) : log(half)
    let x = logScale + logSinh
    let asinhOfExp = x > 20 ? x + log(2.0) : asinh(exp(x))
    return (loss < 0 ? -1 : 1) * (asinhOfExp + half) / slope
  }
}

/// A loss that others are compared with.
struct LossTarget: Sendable {
  let loss: Double
  let exp: Double
  let expm1: Double
  /// Whether e^loss is so close to 1 that differences from it have to be formed from `expm1`.
  let isSmall: Bool

  init(_ loss: Double) {
    self.loss = loss
    expm1 = Foundation.expm1(loss)
    exp = Foundation.exp(loss)
    isSmall = abs(loss) < 0.5
  }
}

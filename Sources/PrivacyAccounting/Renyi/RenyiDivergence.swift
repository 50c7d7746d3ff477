/// The Rényi divergence of the worst pair of laws that one step can have on neighbouring datasets, order ↦ value.
protocol RenyiDivergence: Sendable {
  /// The divergence at order α = 1 + `excessOrder` > 1, or an upper bound on it; possibly infinite, never NaN.
  func value(excessOrder: Double) -> Double
  /// Whether it is interpolated between whole orders, so that the best order is likely a whole one.
  var isInterpolated: Bool { get }
}

extension RenyiDivergence {
  var isInterpolated: Bool { false }
}

extension SampledGaussianRenyi: RenyiDivergence {}

/// ρα, all that ρ-zCDP says (Definition 1.1 of arXiv:1605.02065v1).
///
/// With ρ = s²/(2σ²) it is also what the discrete Gaussian of parameter σ has at shift s: exactly where αs is whole, and
/// an upper bound elsewhere (Theorem 4 of arXiv:2004.00010v4).
struct LinearRenyi: RenyiDivergence {
  /// ρ, at least 0.
  let slope: Double

  func value(excessOrder: Double) -> Double { slope == 0 ? 0 : slope * (1 + excessOrder) }
}

/// A bound at every order from bounds at whole ones.
///
/// (α − 1) D_α is convex in α and 0 at α = 1 (Corollary 2 of arXiv:1206.2459v2), so a chord between two whole orders is
/// above it.
///
/// - Parameter wholeValue: D_α or a bound on it, at a whole α ≥ 2.
func interpolatedRenyi(excessOrder: Double, wholeValue: (Int) -> Double) -> Double {
  let below = excessOrder.rounded(.down)
  let share = excessOrder - below
  // Up to order 2 the chord starts at 0.
  guard below >= 1 else { return wholeValue(2) }
  let lower = below * wholeValue(Int(below) + 1)
  guard share > 0 else { return lower / excessOrder }
  return (lower * (1 - share) + (below + 1) * wholeValue(Int(below) + 2) * share) / excessOrder
}

package import PrivacyModel

/// A lower bound on ε from a grid of order statistics that is fixed before any score is seen.
///
/// The grid has the ranks 1, 2, 4, … up to half of each arm. At the k-th largest of n₀ excluded scores the false
/// positive rate B has the law Beta(k, n₀ − k + 1) whatever the mechanism, and given it the m included scores above are
/// binomial. (ε, δ)-DP lets the true positive rate be at most 1 − f(B), so
/// ```
/// p(ε) = E P[Bin(n₁, 1 − f(B)) ≥ m] = P[X ≥ f(B)],   X ~ Beta(n₁ − m + 1, m) independent of B
/// ```
/// is a p-value of it, exact in finite samples, in which the two sampling errors add in quadrature. The k-th smallest
/// included score serves in the same way with the arms exchanged. Every point is tested at an equal share of
/// `significance`, and ε is the largest value that some point rejects; no trials are spent on choosing.
///
/// Departs from two Clopper–Pearson intervals per point, whose errors add up: they give a mean bound of 1.30 where this
/// gives 1.68 (Gaussians one deviation apart, 1,000 trials per arm, α = 0.05, δ = 10⁻⁵). Ranks beyond half an arm are
/// left out because a threshold that shows anything has an error rate below one half.
///
/// The rates beside ε are those at the point that gave it, with upper bounds that hold at all points at once. ε follows
/// from their joint law and not from those two bounds, which imply less.
///
/// - Parameters:
///   - arms: Scores of independent trials; each arm has at least one. Equal scores, those of failed trials among them,
///     are ordered by noise.
///   - delta: The δ of the claim, in [0, 1).
///   - significance: Probability that the bound exceeds the mechanism's ε at `delta`, in (0, 1).
///   - tieBreakingSeed: Fixed before the scores are seen.
/// - Accuracy: ε is at most 1e-6 too low; p-values are raised by 1e-6 of themselves against errors of quadrature.
/// - Reference: David and Nagaraja, "Order Statistics", 3rd edition, section 2.1, for the law of the rate.
package func rankGridBound(
  _ arms: ScoreArms, delta: Double, adjacency: Adjacency, significance: Double, tieBreakingSeed: UInt64
) throws -> TwoArmBound {
  try rankGridBounds(
    arms, at: [delta], adjacency: adjacency, significance: significance, tieBreakingSeed: tieBreakingSeed)[0]
}

/// Lower bounds on ε at each of `deltas`, all of which hold at once with probability 1 − `significance`.
///
/// They cost no more than one of them: see `rankGridTest`, whose test of a whole curve holds with them.
///
/// - Parameter deltas: Each in [0, 1).
package func rankGridBounds(
  _ arms: ScoreArms, at deltas: [Double], adjacency: Adjacency, significance: Double, tieBreakingSeed: UInt64
) throws -> [TwoArmBound] {
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
  let points = RankGridPoint.grid(TieBrokenArms(arms, seed: tieBreakingSeed))
  let share = significance / Double(points.count)
  return try deltas.map { delta in
    precondition(delta >= 0 && delta < 1, "delta must be in [0, 1), got \(delta)")
    var (epsilon, strongest) = (0.0, points[0])
    for point in points {
      if let rejected = point.largestRejectedEpsilon(above: epsilon, delta: delta, significance: share) {
        (epsilon, strongest) = (rejected, point)
      } else if epsilon == 0, point.youden > strongest.youden {
        strongest = point
      }
    }
    return TwoArmBound(
      epsilon: epsilon, delta: delta, adjacency: adjacency, significance: significance,
      rates: try strongest.boundedRates(arms, significance: share / 2))
  }
}

/// Tests a claimed curve as a whole on the same grid of ranks.
///
/// A curve lets the true positive rate be at most T(x) at a false positive rate x, so at every point of the grid
/// ```
/// p(T) = E P[Bin(n₁, T(B)) ≥ m]
/// ```
/// is a p-value of it, with B the false positive rate there and m of n₁ included scores above. Refuted is what some point
/// rejects at its equal share of `significance`.
///
/// **The test and the bounds of `rankGridBounds` at every δ hold together at one significance.** Let T* be the largest
/// true positive rate that any test of the mechanism has. A true hypothesis, curve or (ε, δ), allows T ≥ T* at every
/// rate, and p(T) grows with T, so its p-value is at least p(T*) at each point. p(T*) is itself a p-value. With
/// probability 1 − `significance` no p(T*) of the grid is below its share, and then no true hypothesis is rejected
/// anywhere, however many there are.
///
/// - Parameters:
///   - curve: What is claimed of the neighbours that the game plays.
///   - arms: As in `rankGridBound`.
///   - significance: Probability that a true claim is refuted, in (0, 1).
///   - tieBreakingSeed: Fixed before the scores are seen; that of the bounds where both are stated.
/// - Returns: The rates are those at the smallest p-value, with upper bounds that hold at all points at once.
/// - Accuracy: p-values are raised by 1e-6 of themselves against errors of quadrature.
package func rankGridTest(
  of curve: TradeOffCurve, _ arms: ScoreArms, significance: Double, tieBreakingSeed: UInt64
) throws -> CurveTest {
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
  let points = RankGridPoint.grid(TieBrokenArms(arms, seed: tieBreakingSeed))
  let region = CurveRegion(curve)
  var (strongest, smallest) = (points[0], Double.infinity)
  for point in points {
    let pValue = point.pValue(of: region)
    if pValue < smallest { (strongest, smallest) = (point, pValue) }
  }
  let count = Double(points.count)
  return CurveTest(
    pValue: min(1, smallest * count), significance: significance,
    rates: try strongest.boundedRates(arms, significance: significance / count / 2))
}

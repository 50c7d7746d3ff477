/// A root bracketed as tightly as doubles allow.
package struct RootBracket: Sendable {
  package let lower: Double
  package let upper: Double
}

/// Brackets the point at which `isBeyond` turns from false to true between `lower` and `upper`.
///
/// - Parameters:
///   - lower: A point where `isBeyond` is false.
///   - upper: A point where `isBeyond` is true, greater than `lower`.
///   - relativeTolerance: The bracket is no wider than this times its upper end; 0 bisects to neighbouring doubles.
///   - isBeyond: A monotone predicate.
/// - Returns: Ends with `isBeyond(lower) == false` and `isBeyond(upper) == true`; callers return the end that errs on
///   the safe side.
package func bisect(
  from lower: Double, to upper: Double, relativeTolerance: Double = 0, until isBeyond: (Double) throws -> Bool
) rethrows -> RootBracket {
  precondition(lower < upper, "a bracket needs lower < upper, got \(lower) and \(upper)")
  var (lower, upper) = (lower, upper)
  while upper - lower > relativeTolerance * abs(upper) {
    // The geometric mean where both ends are positive and far apart, so that tiny roots take no longer than large ones.
    let middle = lower > 0 && upper > 4 * lower ? lower.squareRoot() * upper.squareRoot() : lower + (upper - lower) / 2
    guard middle > lower, middle < upper else { break }
    if try isBeyond(middle) { upper = middle } else { lower = middle }
  }
  return RootBracket(lower: lower, upper: upper)
}

/// The point in [`lower`, `upper`] at which a unimodal function is least, by golden-section search.
package func goldenSectionMinimum(
  from lower: Double, to upper: Double, tolerance: Double, of function: (Double) throws -> Double
) rethrows -> (argument: Double, value: Double) {
  precondition(lower < upper && tolerance > 0, "a search needs lower < upper and a positive tolerance")
  let ratio = (5.0.squareRoot() - 1) / 2
  var (a, b) = (lower, upper)
  var (x1, x2) = (b - ratio * (b - a), a + ratio * (b - a))
  var (f1, f2) = (try function(x1), try function(x2))
  while b - a > tolerance {
    if f1 <= f2 {
      (b, x2, f2) = (x2, x1, f1)
      x1 = b - ratio * (b - a)
      f1 = try function(x1)
    } else {
      (a, x1, f1) = (x1, x2, f2)
      x2 = a + ratio * (b - a)
      f2 = try function(x2)
    }
  }
  return f1 <= f2 ? (x1, f1) : (x2, f2)
}

/// Brackets the zero of an increasing function to a given width, by the secant method with safeguards.
///
/// - Parameters:
///   - lower: A point where `function` is at most 0; it may be −∞ there.
///   - upper: A point where `function` is greater than 0, greater than `lower`.
///   - tolerance: The width of the bracket returned; greater than 0.
/// - Returns: Ends with `function(lower) ≤ 0 < function(upper)`; callers return the end that errs on the safe side.
package func bracketCrossing(
  from lower: Double, to upper: Double, tolerance: Double, of function: (Double) throws -> Double
) rethrows -> RootBracket {
  precondition(lower < upper && tolerance > 0, "a bracket needs lower < upper and a positive tolerance")
  var (lower, upper) = (lower, upper)
  var (below, above) = (try function(lower), try function(upper))
  var stays = 0
  while upper - lower > tolerance {
    var middle = lower - below * (upper - lower) / (above - below)
    // A secant that keeps one end in place is followed by a bisection.
    if !middle.isFinite || abs(stays) >= 2 { (middle, stays) = (lower + (upper - lower) / 2, 0) }
    // Both ends close in on the zero once the secant has found it.
    middle = min(max(middle, lower + tolerance / 2), upper - tolerance / 2)
    guard middle > lower, middle < upper else { break }
    let value = try function(middle)
    if value > 0 {
      (upper, above, stays) = (middle, value, max(stays, 0) + 1)
    } else {
      (lower, below, stays) = (middle, value, min(stays, 0) - 1)
    }
  }
  return RootBracket(lower: lower, upper: upper)
}

internal import Foundation

/// The root of a decreasing function ε(t) = target, bracketed, for functions that are dear and dearer on the left.
///
/// Steps to the left are short, so that ε is never evaluated where it is far above the target; within the bracket it is
/// the secant of log ε, or bisection where that does not shrink the bracket.
struct MonotoneSearch {
  /// t, and log(ε ÷ target); −∞ where ε is 0.
  struct Point {
    let position: Double
    let excess: Double
  }

  let target: Double
  let range: ClosedRange<Double>
  /// Whether a bracket is narrow enough.
  let isNarrow: (_ left: Double, _ right: Double) -> Bool
  let epsilon: (Double) throws -> Double

  enum Outcome {
    /// ε is above the target at the first point and at most the target at the second.
    case bracket(Point, Point)
    case aboveEverywhere(epsilon: Double)
    case belowEverywhere(epsilon: Double)
  }

  private func point(_ position: Double) throws -> Point {
    Point(position: position, excess: log(try epsilon(position) / target))
  }

  func solve(from start: Double) throws -> Outcome {
    var here = try point(min(max(start, range.lowerBound), range.upperBound))
    var other: Point
    var stride = 0.02
    if here.excess > 0 {
      repeat {
        guard here.position < range.upperBound else { return .aboveEverywhere(epsilon: target * exp(here.excess)) }
        stride = max(stride, min(2, 1.05 * here.excess))
        other = here
        here = try point(min(range.upperBound, here.position + stride))
        stride *= 3
      } while here.excess > 0
      let (left, right) = try narrowed(left: other, right: here)
      return .bracket(left, right)
    }
    repeat {
      guard here.position > range.lowerBound else { return .belowEverywhere(epsilon: target * exp(here.excess)) }
      stride = max(stride, min(0.3, -0.5 * here.excess))
      other = here
      here = try point(max(range.lowerBound, here.position - stride))
      stride = min(0.5, stride * 2)
    } while here.excess <= 0
    let (left, right) = try narrowed(left: here, right: other)
    return .bracket(left, right)
  }

  private func narrowed(left: Point, right: Point) throws -> (left: Point, right: Point) {
    var (left, right) = (left, right)
    var bisects = false
    for _ in 0..<200 where !isNarrow(left.position, right.position) {
      let width = right.position - left.position
      var middle = left.position + width / 2
      if !bisects, right.excess > -.infinity {
        // The secant, moved a little past the root, so that both ends close in on it.
        let root = left.position + width * left.excess / (left.excess - right.excess)
        let push = 1e-3 * min(root - left.position, right.position - root) + 2e-11
        middle = root - left.position < right.position - root ? root + push : root - push
      }
      guard middle > left.position, middle < right.position else {
        guard !bisects else { break }
        bisects = true
        continue
      }
      let next = try point(middle)
      if next.excess > 0 { left = next } else { right = next }
      bisects = right.position - left.position > 0.5 * width
    }
    return (left, right)
  }
}

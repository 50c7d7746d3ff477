internal import Foundation

/// A search for the argument at which a decreasing function, of which only intervals are known, has a given value.
struct ProvenSearch {
  /// Contains the argument.
  private(set) var interval: ProvenInterval
  private let target: Double
  private let relativeWidth: Double
  private var tried: [(argument: Double, value: ProvenInterval)] = []

  /// - Parameter relativeWidth: How wide the interval may be in the end, as a share of its upper end.
  init(_ interval: ProvenInterval, target: Double, relativeWidth: Double) {
    (self.interval, self.target, self.relativeWidth) = (interval, target, relativeWidth)
  }

  /// Where to look next; nil once the interval is narrow enough or cannot be made narrower.
  mutating func next() -> Double? {
    guard interval.upper - interval.lower > relativeWidth * interval.upper else { return nil }
    let first = max(interval.lower, 1e-6 * interval.upper)
    let middle = (first * interval.upper).squareRoot()
    guard let upper = root(\.upper), let lower = root(\.lower) else {
      return tried.contains { $0.argument == middle } ? nil : middle
    }
    // Just beyond the two roots, so that the function is on the right side of its target there.
    let margin = 0.05 * relativeWidth
    if interval.upper > upper * (1 + 3 * margin) { return upper * (1 + margin) }
    return interval.lower < lower * (1 - 3 * margin) ? lower * (1 - margin) : nil
  }

  /// Where one end of the function has its target, by interpolation between the two arguments that are nearest to it.
  private func root(_ end: KeyPath<ProvenInterval, Double>) -> Double? {
    let points = tried.filter { $0.value.lower > 0 }
      .map { (log($0.argument), log($0.value[keyPath: end] / target)) }.sorted { abs($0.1) < abs($1.1) }
    guard points.count > 1 else { return nil }
    let slope = (points[0].1 - points[1].1) / (points[0].0 - points[1].0)
    let root = exp(points[0].0 - points[0].1 / slope)
    return slope < 0 && root > interval.lower && root < interval.upper ? root : nil
  }

  mutating func add(_ argument: Double, _ value: ProvenInterval) {
    interval = ProvenInterval(
      lower: value.lower >= target ? max(interval.lower, argument) : interval.lower,
      upper: value.upper <= target ? min(interval.upper, argument) : interval.upper)
    tried.append((argument, value))
  }
}

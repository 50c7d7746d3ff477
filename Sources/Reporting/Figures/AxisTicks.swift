internal import Foundation

/// Labelled places on an axis with equal steps of 1, 2 or 5 times a power of ten.
struct LinearTicks: Hashable, Sendable {
  let step: Double
  let values: [Double]

  /// About `count` ticks within `range`, which must have a finite width above 0.
  init(in range: ClosedRange<Double>, about count: Int, wholeNumbers: Bool = false) {
    let rough = (range.upperBound - range.lowerBound) / Double(count)
    let power = pow(10, rough.significand.isFinite && rough > 0 ? log10(rough).rounded(.down) : 0)
    let nice = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    step = wholeNumbers ? max(1, nice) : nice
    let (first, last) = ((range.lowerBound / step).rounded(.up), (range.upperBound / step).rounded(.down))
    values = last - first <= 50 ? stride(from: first, through: last, by: 1).map { [step] in $0 * step } : []
  }

  /// As gnuplot's `set xtics` takes them.
  var script: String {
    "(" + values.map { "\(quoted(decimalText($0, digits: 12))) \($0)" }.joined(separator: ", ") + ")"
  }
}

/// Powers of ten from below one up to one.
struct LogTicks: Hashable, Sendable {
  private let minimum: Double
  /// Exponents, ascending, of at most ten labelled ticks.
  let exponents: [Int]

  init(from minimum: Double) {
    self.minimum = minimum
    let lowest = Int(log10(minimum).rounded(.up))
    let every = max(1, (-lowest + 9) / 10)
    exponents = stride(from: 0, through: lowest, by: -every).reversed()
  }

  /// As gnuplot's `set xtics` takes them; few powers get small ticks between them.
  var script: String {
    let powers = exponents.map { "\(quoted($0 == 0 ? "1" : "10^{\($0)}")) 1e\($0)" }
    let lowest = Int(log10(minimum).rounded(.down))
    let between =
      exponents.count > 6
      ? []
      : (lowest..<0).flatMap { exponent in (2...9).map { "'' \($0)e\(exponent) 1" } }
    return "(" + (powers + between).joined(separator: ", ") + ")"
  }
}

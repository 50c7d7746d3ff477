/// An observed error rate with an upper confidence bound.
package struct BoundedRate: Hashable, Sendable {
  /// The errors, among the trials in which this error could be made.
  package let count: BinomialCount
  /// The rate is at most this, except with probability `significance`.
  package let upperBound: Double
  package let significance: Double

  package init(count: BinomialCount, upperBound: Double, significance: Double) {
    (self.count, self.upperBound, self.significance) = (count, upperBound, significance)
  }

  /// The rate at which the error is not made is at least this, except with probability `significance`:
  /// 1 − `upperBound`, rounded down. For false negatives it bounds the true positive rate.
  package var complementLowerBound: Double {
    let difference = 1 - upperBound
    // 1 − difference is exact: the subtraction above either was so too, or gave at least one half.
    return 1 - difference < upperBound ? difference.nextDown : difference
  }
}

/// As JSON: `errors` of `trials`, with the bound and its significance.
extension BoundedRate: Codable {
  private enum Key: String, CodingKey {
    case errors, trials, upperBound, significance
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let trials = try container.decode(Int.self, forKey: .trials)
    let errors = try container.decode(Int.self, forKey: .errors)
    guard trials > 0, (0...trials).contains(errors) else {
      throw DecodingError.dataCorruptedError(
        forKey: .errors, in: container,
        debugDescription:
          "errors must be from 0 to the trials, of which there is at least one, got \(errors) of \(trials)")
    }
    self.init(
      count: BinomialCount(successes: errors, of: trials),
      upperBound: try container.decode(Double.self, forKey: .upperBound),
      significance: try container.decode(Double.self, forKey: .significance))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(count.successes, forKey: .errors)
    try container.encode(count.trials, forKey: .trials)
    try container.encode(upperBound, forKey: .upperBound)
    try container.encode(significance, forKey: .significance)
  }
}

internal import Foundation
internal import NumericalCore

/// The area under the ROC with its asymptotic interval. It describes an attack and bounds nothing of the mechanism.
package struct AreaUnderROC: Hashable, Sendable {
  /// P[included score > excluded score] + ½ P[equal], over all pairs of trials.
  package let area: Double
  /// The variance of `area` after DeLong; nil with fewer than two trials in an arm.
  package let variance: Double?
  /// `area` ± z standard errors, cut to [0, 1]; nil with fewer than two trials in an arm.
  package let interval: ClosedRange<Double>?

  /// - Parameters:
  ///   - arms: At least one trial per arm.
  ///   - significance: Probability that the interval misses the true area, as the trials grow in number.
  /// - Reference: DeLong, DeLong and Clarke-Pearson, "Comparing the Areas under Two or More Correlated Receiver
  ///   Operating Characteristic Curves", Biometrics 44(3), 1988, equations 5 to 7; by ranks in O(n log n).
  package init(_ arms: ScoreArms, significance: Double) throws {
    let (included, excluded) = (Double(arms.included.count), Double(arms.excluded.count))
    let shares = arms.included.map { score in
      Double(arms.excluded.countBelow(score) + arms.excluded.countUpTo(score)) / (2 * excluded)
    }
    let mirrored = arms.excluded.map { score in
      1 - Double(arms.included.countBelow(score) + arms.included.countUpTo(score)) / (2 * included)
    }
    let area = shares.reduce(0, +) / included
    self.area = area
    guard arms.included.count > 1, arms.excluded.count > 1 else {
      (variance, interval) = (nil, nil)
      return
    }
    func spread(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + ($1 - area) * ($1 - area) } / Double(values.count - 1)
    }
    let variance = spread(shares) / included + spread(mirrored) / excluded
    let reach = try -GSL.normalQuantile(significance / 2) * variance.squareRoot()
    self.variance = variance
    interval = max(0, area - reach)...min(1, area + reach)
  }
}

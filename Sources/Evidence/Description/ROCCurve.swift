internal import Foundation
package import PrivacyModel

/// The receiver operating characteristic of these trials, from (0, 0) to (1, 1).
///
/// - Parameter points: About how many points are kept of a long curve, evenly spaced in rank from either end on a
///   logarithmic scale, so that small rates stay resolved.
package func rocCurve(_ arms: ScoreArms, points: Int = 400) -> [ROCPoint] {
  let thresholds = Set(arms.included + arms.excluded).sorted(by: >)
  var kept = Set([0, thresholds.count - 1])
  let base = Double(thresholds.count)
  for step in 0...points / 2 {
    let distance = Int(pow(base, Double(step) / Double(points / 2))) - 1
    kept.insert(min(distance, thresholds.count - 1))
    kept.insert(max(thresholds.count - 1 - distance, 0))
  }
  let curve = kept.sorted().map { index in
    ROCPoint(
      falsePositiveRate: arms.falsePositives(from: thresholds[index]).proportion,
      truePositiveRate: arms.falseNegatives(below: thresholds[index]).complement.proportion)
  }
  return [ROCPoint(falsePositiveRate: 0, truePositiveRate: 0)] + curve
}

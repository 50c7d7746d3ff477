internal import Foundation
package import PrivacyModel

/// What a sparse vector technique says: given its noisy threshold, the answers are independent, and the law is the mean
/// over the threshold.
package struct SparseVectorLaw: ReleaseLaw {
  private let rule: SparseVectorRule

  package init(_ rule: SparseVectorRule) {
    self.rule = rule
  }

  package func logDensity(of release: [SparseVectorAnswer], given answers: [Double]) -> Double {
    let said = Transcript(release, answers, rule)
    guard rule.thresholdScale > 0 else {
      return said.allows(rule.threshold) ? said.logDensity(threshold: rule.threshold) : -.infinity
    }
    let tail = scalesOfTail * rule.thresholdScale
    let narrowest = rule.queryScale > 0 ? min(rule.queryScale, rule.thresholdScale) : rule.thresholdScale
    return logIntegral(
      from: max(rule.threshold - tail, said.lowest), to: min(rule.threshold + tail, said.highest),
      kinks: answers + [rule.threshold], widest: narrowest
    ) { threshold in
      UnitLaplace.logDensity((threshold - rule.threshold) / rule.thresholdScale) - log(rule.thresholdScale)
        + said.logDensity(threshold: threshold)
    }
  }
}

/// What was said, by the true answers that it was said of.
private struct Transcript {
  /// The threshold was above.
  private(set) var lowest = -Double.infinity
  /// The threshold was not above.
  private(set) var highest = Double.infinity
  private var below = AnswerCounts()
  private var above = AnswerCounts()
  /// Of the released values, which does not depend on the threshold.
  private var logDensityOfValues = 0.0
  private let queryScale: Double

  init(_ release: [SparseVectorAnswer], _ answers: [Double], _ rule: SparseVectorRule) {
    queryScale = rule.queryScale
    for (answer, said) in zip(answers, release) {
      switch said {
      case .value(let value):
        highest = min(highest, value)
        logDensityOfValues += UnitLaplace.logDensity((value - answer) / queryScale) - log(queryScale)
      case .below where queryScale == 0: lowest = max(lowest, answer)
      case .above where queryScale == 0: highest = min(highest, answer)
      case .below: below.add(answer)
      case .above: above.add(answer)
      }
    }
  }

  func allows(_ threshold: Double) -> Bool { lowest < threshold && threshold <= highest }

  /// Given a threshold that they allow.
  func logDensity(threshold: Double) -> Double {
    var sum = logDensityOfValues
    for (answer, count) in below.counts { sum += count * UnitLaplace.logBelow((threshold - answer) / queryScale) }
    for (answer, count) in above.counts { sum += count * UnitLaplace.logAbove((threshold - answer) / queryScale) }
    return sum
  }
}

/// How often each answer occurs, in the order in which they came, so that sums over them are the same in every process.
private struct AnswerCounts {
  private(set) var counts: [(answer: Double, count: Double)] = []

  mutating func add(_ answer: Double) {
    if let index = counts.firstIndex(where: { $0.answer == answer }) {
      counts[index].count += 1
    } else {
      counts.append((answer, 1))
    }
  }
}

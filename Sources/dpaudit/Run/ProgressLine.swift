internal import Foundation
internal import Reporting

/// What is said of a run's progress at one moment.
package struct ProgressLine: Sendable {
  /// All trials of the run.
  package let total: Int
  package let finished: Int
  /// Those that an earlier run has finished.
  package let finishedBefore: Int
  /// Since this run began.
  package let seconds: Double
  /// What is counted.
  package let unit: String
  /// What else there is to say, after it.
  package let detail: String

  package init(
    total: Int, finished: Int, finishedBefore: Int, seconds: Double, unit: String = "trials", detail: String = ""
  ) {
    (self.total, self.finished, self.finishedBefore, self.seconds) = (total, finished, finishedBefore, seconds)
    (self.unit, self.detail) = (unit, detail)
  }

  package var text: String {
    let rate = Double(finished - finishedBefore) / max(seconds, 1e-9)
    let left = rate > 0 ? ", \(durationText(seconds: (Double(total - finished) / rate).rounded(.up))) left" : ""
    return "\(finished) of \(total) \(unit), \(Int(rate.rounded())) a second\(left)\(detail)"
  }

  /// The text behind a bar that takes what room it leaves on a terminal of `columns`; without one where that is little.
  package func withBar(columns: Int) -> String {
    // The last column stays free: some terminals wrap as soon as it is written.
    let room = max(columns - 1, 0)
    let width = min(30, room - text.count - 1)
    guard width >= 5 else { return String(text.prefix(room)) }
    let filled = width * finished / max(total, 1)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " " + text
  }
}

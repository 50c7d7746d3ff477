internal import Foundation
internal import Synchronization

/// How far a run has come, on standard error: a bar on a terminal, a line every few seconds elsewhere.
final class ProgressReporter: Sendable {
  private struct State {
    var finished: Int
    var lastShown: ContinuousClock.Instant?
    var isShowingBar = false
  }

  private let total: Int
  private let finishedBefore: Int
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private let isQuiet: Bool
  private let state: Mutex<State>

  /// - Parameters:
  ///   - total: All trials of the run.
  ///   - finished: Those that an earlier run has finished.
  init(total: Int, finished: Int, isQuiet: Bool) {
    (self.total, self.finishedBefore, self.isQuiet) = (total, finished, isQuiet)
    state = Mutex(State(finished: finished, lastShown: isTerminal ? nil : .now))
  }

  /// Counts `trials` more as finished, and shows it now and then.
  func add(_ trials: Int) {
    state.withLock { state in
      state.finished += trials
      let now = ContinuousClock.now
      let interval = isTerminal ? Duration.milliseconds(100) : .seconds(5)
      guard !isQuiet, state.lastShown.map({ now - $0 >= interval }) ?? true else { return }
      state.lastShown = now
      state.isShowingBar = isTerminal
      write(isTerminal ? "\r\u{1B}[K\(bar(state.finished))" : "\(line(state.finished))\n")
    }
  }

  /// Ends the bar's line.
  func end() {
    state.withLock { state in
      guard state.isShowingBar else { return }
      write("\r\u{1B}[K\(bar(state.finished))\n")
      state.isShowingBar = false
    }
  }

  private func bar(_ finished: Int) -> String {
    let width = 30
    let filled = width * finished / max(total, 1)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " " + line(finished)
  }

  private func line(_ finished: Int) -> String {
    let elapsed = start.duration(to: .now)
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    let rate = Double(finished - finishedBefore) / max(seconds, 1e-9)
    let left = rate > 0 ? ", \(spelled(seconds: Double(total - finished) / rate)) left" : ""
    return "\(finished) of \(total) trials, \(Int(rate.rounded())) a second\(left)"
  }

  private func spelled(seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
